"""What somebody served, and the numbers given out."""

from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Value

from redvest.activities.models import SignUp
from redvest.engines.evidence import Entry, Level
from redvest.engines.record_flow import HOLDS_TIME, State
from redvest.ids import uuid7
from redvest.orders.models import Assignment
from redvest.people.models import Volunteer
from redvest.teams.models import Team


class SerialCounter(models.Model):
    """The last number given out of a kind in a period; the row is the queue for the next."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    kind = models.CharField(max_length=12)
    period = models.CharField(max_length=6)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "period"], name="serial_counter_is_one_a_period"
            )
        ]


class ServiceRecord(models.Model):
    """Minutes that one volunteer served at one time. What it says never changes.

    Only the state, and who did what on the way to it, are written later; a correction is another
    row, which ``supersedes`` this one. ``level`` is computed from the proofs until the record is
    decided. ``volunteer_account`` is the account of whoever served, kept here so that the database
    itself refuses their hand where another's is due.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    number = models.CharField(max_length=20)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="records")
    volunteer_account = models.UUIDField(null=True)
    entry = models.CharField(max_length=10)
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="records")
    signup = models.ForeignKey(SignUp, models.PROTECT, null=True, related_name="records")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="records")
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=100, default="")
    category = models.CharField(max_length=24, default="other")
    region = models.CharField(max_length=12)
    organizer = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    service_on = models.DateField()
    minutes = models.PositiveIntegerField()
    away_minutes = models.PositiveIntegerField(default=0)
    planned_minutes = models.PositiveIntegerField(default=0)
    level = models.CharField(max_length=1, default="")
    arrival = models.CharField(max_length=10, default="")
    departed = models.BooleanField(default=False)
    flags = ArrayField(models.CharField(max_length=20), default=list)
    document = models.CharField(max_length=200, default="")  # Which paper, and where it is kept.
    state = models.CharField(max_length=20, default=State.DRAFT.value)
    state_since = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorder = models.UUIDField(null=True)  # Nobody: the system, from what it saw.
    vouched_by = models.UUIDField(null=True)
    vouched_as = models.CharField(max_length=12, default="")
    vouched_at = models.DateTimeField(null=True)
    first_approver = models.UUIDField(null=True)
    approver = models.UUIDField(null=True)
    revoke_asked_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=20, default="")  # Of a refusal or a revocation.
    notice_until = models.DateTimeField(null=True)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")
    desk_asked_at = models.DateTimeField(null=True)  # When the lead had said nothing for days.
    sheet_id = models.UUIDField(null=True)  # The imported sheet it stood on.
    outside = models.CharField(max_length=120, default="")  # What it is elsewhere: never twice.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "outside"],
                condition=~Q(outside=""),
                name="hours_from_elsewhere_come_once",
            ),
            models.UniqueConstraint(fields=["district", "number"], name="record_number_is_unique"),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(assignment__isnull=False, supersedes=None),
                name="visit_is_recorded_once",
            ),
            models.UniqueConstraint(
                fields=["signup"],
                condition=Q(signup__isnull=False, supersedes=None),
                name="shift_is_recorded_once",
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(supersedes__isnull=False) & ~Q(state=State.REJECTED.value),
                name="record_has_one_successor",
            ),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="record_has_minutes"),
            models.CheckConstraint(
                condition=Q(
                    ends_at__gte=ExpressionWrapper(
                        F("starts_at")
                        + (F("minutes") + F("away_minutes")) * Value(timedelta(minutes=1)),
                        output_field=models.DateTimeField(),
                    )
                ),
                name="record_fits_into_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in State)),
                name="record_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(level__in=sorted(level.value for level in Level))
                & Q(entry__in=sorted(entry.value for entry in Entry)),
                name="record_is_of_a_known_level",
            ),
            models.CheckConstraint(
                condition=Q(assignment__isnull=False) | Q(signup__isnull=False) | ~Q(document=""),
                name="record_traces_to_a_service_or_a_paper",
            ),
            models.CheckConstraint(
                condition=(Q(recorder=None) | ~Q(recorder=F("volunteer_account")))
                & (Q(vouched_by=None) | ~Q(vouched_by=F("volunteer_account")))
                & (Q(first_approver=None) | ~Q(first_approver=F("volunteer_account")))
                & (Q(approver=None) | ~Q(approver=F("volunteer_account"))),
                name="nobody_handles_their_own_hours",
            ),
            models.CheckConstraint(
                condition=(Q(first_approver=None) | ~Q(first_approver=F("recorder")))
                & (Q(approver=None) | ~Q(approver=F("recorder")))
                & (Q(approver=None) | ~Q(approver=F("first_approver"))),
                name="record_is_approved_by_other_hands",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.EFFECTIVE.value)
                | (~Q(level="") & ~Q(level=Level.D.value))
                | Q(level=Level.D.value, first_approver__isnull=False, approver__isnull=False),
                name="effective_hours_are_proven",
            ),
            ExclusionConstraint(
                name="nobody_serves_twice_at_once",
                expressions=[
                    ("district", RangeOperators.EQUAL),
                    ("volunteer", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=sorted(state.value for state in HOLDS_TIME))
                & ~Q(level=Level.E.value),
            ),
        ]
        indexes = [
            models.Index(fields=["district", "volunteer", "-starts_at"], name="record_by_person"),
            models.Index(fields=["district", "state", "region"], name="record_by_place"),
            models.Index(
                fields=["district", "sheet_id"],
                condition=Q(sheet_id__isnull=False),
                name="record_by_sheet",
            ),
        ]
