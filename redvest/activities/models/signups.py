"""Who signed up for which shift, and who goes instead of whom."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from redvest.activities.models.plans import Activity, Shift
from redvest.engines.stand_in_flow import LIVE as STILL_OPEN
from redvest.engines.stand_in_flow import StandInState
from redvest.ids import uuid7
from redvest.people.models import Volunteer


class _Span(Func):
    """From and until as one range of time; back to back does not overlap."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


HOLDING = ["approved", "confirmed", "checked_in", "checked_out", "settled", "no_show"]
LIVE = [*HOLDING, "applied", "waitlisted"]
OPEN_ASKS = [state.value for state in StandInState if state in STILL_OPEN]


class SignUp(models.Model):
    """One volunteer towards one shift, from signing up to what became of it.

    ``starts_at`` and ``ends_at`` repeat the shift's, so that the database itself refuses two
    places at one time. ``party`` joins those who came together; ``companions`` are children under
    8 who come along and hold no place. ``agreement_hash`` is of the words that were agreed to.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="signups")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="signups")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="signups")
    state = models.CharField(max_length=14)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    party = models.UUIDField(null=True)
    companions = models.PositiveSmallIntegerField(default=0)
    is_guarded = models.BooleanField(default=False)  # under 18, signed up by the guardian
    signed_by = models.UUIDField(null=True)  # account: oneself, a guardian or a team leader
    via = models.CharField(max_length=10, default="own")  # own, family, team, stand_in, swap, desk
    agreement_hash = models.CharField(max_length=64, default="")
    queued_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True)
    state_since = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)  # the plan changed since: leaving is never late
    reason = models.CharField(max_length=200, default="")
    objection = models.CharField(max_length=10, default="")  # asked | upheld | refused
    decided_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "shift", "volunteer"],
                condition=Q(state__in=LIVE),
                name="volunteer_signs_up_once_for_a_shift",
            ),
            ExclusionConstraint(
                name="nobody_is_promised_to_two_places",
                expressions=[
                    ("district", RangeOperators.EQUAL),
                    ("volunteer", RangeOperators.EQUAL),
                    (
                        _Span("starts_at", "ends_at", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(
                    state__in=["approved", "confirmed", "checked_in", "checked_out", "settled"]
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        *LIVE,
                        "rejected",
                        "declined",
                        "lapsed",
                        "withdrawn",
                        "late_withdrawn",
                        "replaced",
                        "called_off",
                        "absent_excused",
                    ]
                ),
                name="signup_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="signup_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(answer_by__isnull=False),
                name="offered_place_has_a_deadline",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "volunteer", "starts_at"], name="signup_by_person"),
            models.Index(fields=["district", "shift", "state", "queued_at"], name="signup_queue"),
            models.Index(
                fields=["answer_by"], condition=Q(state="approved"), name="signup_offers_open"
            ),
        ]


class StandIn(models.Model):
    """Somebody asked to go instead of somebody who cannot. Nobody is asked twice at once.

    With ``swaps`` the asker is ready to go elsewhere in return: ``in_return`` is the sign-up the
    other named for it, the hashes are of the agreements the two said yes to for each other's place,
    and both activities have somebody who approves.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    signup = models.ForeignKey(SignUp, models.PROTECT, related_name="stand_ins")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="asked_to_stand_in")
    state = models.CharField(max_length=10, default="asked")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    swaps = models.BooleanField(default=False)
    in_return = models.ForeignKey(SignUp, models.PROTECT, null=True, related_name="given_in_return")
    agreed_hash = models.CharField(max_length=64, default="")  # by the other, for ``signup``
    return_hash = models.CharField(max_length=64, default="")  # by the asker, for ``in_return``
    approved_by = models.UUIDField(null=True)
    return_approved_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=20, default="")  # why it ended by itself

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "signup"],
                condition=Q(state__in=OPEN_ASKS),
                name="one_stand_in_is_asked_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["district", "in_return"],
                condition=Q(state__in=OPEN_ASKS),
                name="one_place_is_given_in_return_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in StandInState]),
                name="stand_in_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["offered", "agreed"])
                | (Q(in_return__isnull=False, swaps=True) & ~Q(in_return=F("signup"))),
                name="swap_names_both_places",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted", in_return__isnull=False)
                | Q(approved_by__isnull=False, return_approved_by__isnull=False),
                name="swap_is_approved_on_both_sides",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "volunteer", "state"], name="stand_in_by_person"),
            models.Index(
                fields=["asked_at"], condition=Q(state__in=OPEN_ASKS), name="stand_in_open"
            ),
        ]
