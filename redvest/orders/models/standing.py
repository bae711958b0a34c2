"""Needs that come again: a meal every working day, a visit every Tuesday."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.ids import uuid7
from redvest.orders.models.catalog import ServiceItem
from redvest.people.models import Person
from redvest.teams.models import Team


class StandingOrder(models.Model):
    """One need on many days. A job makes an order for each day, a few days ahead, once.

    A change from a day on ends this row and begins a new one (``follows``), so that what was
    agreed for the past stays readable.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    requester = models.ForeignKey(Person, models.PROTECT, related_name="standing_orders")
    placed_by = models.UUIDField(null=True)
    channel = models.CharField(max_length=20, default="page")
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="standing_orders")
    community = models.CharField(max_length=12)
    description = SealedField(mask=masks.scrub, purpose="visit")
    address = SealedField(mask=masks.mask_address, purpose="visit")
    contact_phone = SealedField(mask=masks.mask_phone, purpose="visit")
    risk_note = SealedField(mask=masks.scrub, purpose="visit")
    weekdays = ArrayField(models.PositiveSmallIntegerField())  # ISO: Monday is 1
    slot = models.CharField(max_length=10, default="any")
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    skip_holidays = models.BooleanField(default=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    made_until = models.DateField(null=True)  # Days up to here were decided by the job.
    problem = models.CharField(max_length=30, default="")  # Why the last day could not be made.
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="standing_order_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__len__gte=1) & Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="standing_order_has_weekdays",
            ),
            models.CheckConstraint(
                condition=Q(community__startswith=F("district"), community__regex=r"^\d{12}$"),
                name="standing_order_lies_in_its_district",
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "made_until"],
                condition=Q(ended_at=None),
                name="standing_order_to_make",
            ),
            models.Index(fields=["district", "requester"], name="standing_order_by_person"),
        ]


class StandingDay(models.Model):
    """One day of a standing order at another time of day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    standing = models.ForeignKey(StandingOrder, models.PROTECT, related_name="other_times")
    day = models.DateField()
    slot = models.CharField(max_length=10)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "standing", "day"], name="standing_day_has_one_other_time"
            )
        ]


class StandingTeam(models.Model):
    """A team that is asked for all days of a standing order, and its answer.

    ``ended`` by the team or the desk at any time, without a reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    standing = models.ForeignKey(StandingOrder, models.PROTECT, related_name="teams")
    team = models.ForeignKey(Team, models.PROTECT, related_name="series")
    state = models.CharField(max_length=10, default="offered")
    offered_by = models.UUIDField(null=True)
    offered_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "declined", "ended", "offered"]),
                name="series_is_in_a_known_state",
            ),
            models.UniqueConstraint(
                fields=["district", "standing"],
                condition=Q(state__in=["accepted", "offered"]),
                name="standing_order_asks_one_team",
            ),
        ]
        indexes = [models.Index(fields=["district", "team", "state"], name="series_by_team")]


class StandingPause(models.Model):
    """Days left out of a standing order: one skipped day, or a stay in hospital."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    standing = models.ForeignKey(StandingOrder, models.PROTECT, related_name="pauses")
    first_day = models.DateField()
    last_day = models.DateField()
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="pause_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["district", "standing"], name="pause_by_standing_order")]
