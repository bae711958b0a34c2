"""派单 接单: who was asked and who goes."""

from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.orders.models.orders import ServiceOrder
from redvest.people.models import Volunteer
from redvest.teams.models import Team


class Dispatch(models.Model):
    """One offer of an order to a team and the team's answer. An order has one live offer."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="dispatches")
    team = models.ForeignKey(Team, models.PROTECT, related_name="dispatches")
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
                condition=Q(state__in=["live", "claimed", "declined", "timed_out", "withdrawn"]),
                name="dispatch_is_in_a_known_state",
            ),
        ]
        indexes = [models.Index(fields=["district", "team", "state"], name="dispatch_by_team")]


class Assignment(models.Model):
    """One volunteer named for one order. Nobody goes who has not accepted."""

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
                condition=Q(checked_in_at=None) | Q(state="accepted"),
                name="only_who_accepted_checks_in",
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at=None)
                | Q(checked_in_at__isnull=False, checked_out_at__gte=F("checked_in_at")),
                name="check_out_follows_check_in",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "volunteer", "state"], name="assignment_by_person")
        ]
