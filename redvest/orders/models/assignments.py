"""派单 接单: who was asked and who goes."""

from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.orders.models.orders import ServiceOrder
from redvest.people.models import Volunteer
from redvest.teams.models import Team
from redvest.venues.models import Venue


class Dispatch(models.Model):
    """One offer of an order and its answer. An order has one live offer.

    Asked is a team, or another venue, whose desk finds a team; or a volunteer took the order from
    the pool alone, and stands in a team's place. ``ended`` is what was served before an order went
    on: to another team after rework, or again after a dispute.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="dispatches")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="dispatches")
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, related_name="dispatches")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, null=True, related_name="dispatches")
    state = models.CharField(max_length=12, default="live")
    offered_by = models.UUIDField(null=True)
    offered_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "order"],
                condition=Q(state__in=["live", "claimed"]),
                name="order_has_one_live_dispatch",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "live",
                        "claimed",
                        "declined",
                        "timed_out",
                        "withdrawn",
                        "reassigned",
                        "taken_back",
                        "given_back",
                        "ended",
                    ]
                ),
                name="dispatch_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=False, venue=None, volunteer=None)
                | Q(team=None, venue__isnull=False, volunteer=None)
                | Q(team=None, venue=None, volunteer__isnull=False),
                name="dispatch_asks_exactly_one",
            ),
            models.CheckConstraint(
                condition=Q(venue=None) | ~Q(state="claimed"), name="a_venue_does_not_serve_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "team", "state"], name="dispatch_by_team"),
            models.Index(fields=["district", "venue", "state"], name="dispatch_by_venue"),
        ]

    @property
    def asked(self) -> str:
        """The name of who was asked; a volunteer's is masked."""
        if self.team is not None:
            return self.team.name
        if self.venue is not None:
            return self.venue.name
        return str(self.volunteer.person.name or "") if self.volunteer else ""


class Assignment(models.Model):
    """One volunteer named for one order. Nobody goes who has not accepted.

    ``evidence`` says how the arrival was shown: by the resident's ``code``, by oneself (``self``)
    or by the lead (``lead``). A ``no_show`` is what a decided case found; it counts for nothing
    else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="assignments")
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="assignments")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="assignments")
    is_lead = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="proposed")
    named_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    checked_out_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=10, default="")
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "order", "volunteer"],
                condition=Q(state__in=["proposed", "accepted"]),
                name="volunteer_is_named_once_for_an_order",
            ),
            models.UniqueConstraint(
                fields=["district", "order"],
                condition=Q(is_lead=True, state__in=["proposed", "accepted"]),
                name="order_has_one_lead",
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at=None) | Q(state__in=["accepted", "ended"]),
                name="only_who_accepted_checks_in",
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at=None)
                | Q(checked_in_at__isnull=False, checked_out_at__gte=F("checked_in_at")),
                name="check_out_follows_check_in",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["proposed", "accepted", "refused", "released", "ended", "no_show"]
                ),
                name="assignment_is_in_a_known_state",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "volunteer", "state"], name="assignment_by_person")
        ]
