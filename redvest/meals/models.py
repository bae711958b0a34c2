"""送餐: where doors lie, what a canteen planned, who goes, and what became of each door."""

from django.db import models
from django.db.models import F, Q

from redvest.core.fields import SealedField
from redvest.engines.round_flow import LIVE, RoundState, StopState
from redvest.ids import uuid7
from redvest.meals.places import mask_point
from redvest.orders.models import ServiceOrder
from redvest.people.models import Person, Volunteer
from redvest.venues.models import Venue


class MealHome(models.Model):
    """Where a resident's door lies, as the desk put it on the map: ``"lat,lon"`` in WGS-84."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    person = models.ForeignKey(Person, models.PROTECT, related_name="meal_homes")
    point = SealedField(mask=mask_point, purpose="visit")
    placed_by = models.UUIDField(null=True)
    placed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "person"], name="meal_home_is_one_a_person")
        ]


class MealDay(models.Model):
    """One canteen's lunch of one day; its row is the lock under which rounds are planned.

    ``left_out`` says for each order that got no place in the last plan why: ``{order: reason}``.
    ``chosen`` holds who could carry, ``{"walkers": [...], "cyclists": [...]}``, for as long as a
    better plan is looked for; no longer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    canteen = models.ForeignKey(Venue, models.PROTECT, related_name="meal_days")
    day = models.DateField()
    left_out = models.JSONField(default=dict)
    chosen = models.JSONField(null=True)
    planned_by = models.UUIDField(null=True)
    planned_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "canteen", "day"], name="canteen_has_one_lunch_a_day"
            )
        ]
        indexes = [
            models.Index(
                fields=["district", "planned_at"],
                condition=Q(chosen__isnull=False),
                name="meal_day_to_improve",
            )
        ]


class MealRound(models.Model):
    """One way from the canteen past some doors and back, for one volunteer who may say no."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    lunch = models.ForeignKey(MealDay, models.PROTECT, related_name="rounds")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="meal_rounds")
    state = models.CharField(max_length=10, default=RoundState.PLANNED.value)
    by_bike = models.BooleanField(default=False)
    leaves_at = models.DateTimeField()
    back_at = models.DateTimeField()
    meters = models.PositiveIntegerField()  # Estimated: line times detour.
    offered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)  # The desk was told that nobody answered.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in RoundState)),
                name="meal_round_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(back_at__gt=F("leaves_at")), name="meal_round_comes_back_after_leaving"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "volunteer", "state"], name="meal_round_by_person"),
            models.Index(
                fields=["district", "leaves_at"],
                condition=Q(state__in=sorted(state.value for state in LIVE)),
                name="meal_round_going_on",
            ),
        ]


class MealStop(models.Model):
    """One door of a round. An order waits in one live round at most."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    round = models.ForeignKey(MealRound, models.PROTECT, related_name="stops")
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="meal_stops")
    position = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default=StopState.WAITING.value)
    marked_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "order"],
                condition=Q(state="waiting"),
                name="order_waits_in_one_meal_round",
            ),
            models.UniqueConstraint(
                fields=["district", "round", "position"], name="meal_stop_has_its_own_place"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in StopState)),
                name="meal_stop_is_in_a_known_state",
            ),
        ]
