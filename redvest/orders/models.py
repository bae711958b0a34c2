"""点单 派单 接单 评单: what somebody needs, who was asked, who goes, how it was."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.engines.order_flow import State
from redvest.ids import uuid7
from redvest.people.models import Person, Volunteer
from redvest.teams.models import Team


class ServiceCategory(models.Model):
    """The first level of a district's service catalog."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, default="")
    icon = models.CharField(max_length=30, default="heart")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="service_category_has_one_code"
            )
        ]


class ServiceItem(models.Model):
    """One thing residents may order. Withdrawn items stay, for the orders that name them."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    category = models.ForeignKey(ServiceCategory, models.PROTECT, related_name="items")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, default="")
    hint = models.CharField(max_length=120, default="")
    hint_en = models.CharField(max_length=200, default="")
    core_category = models.CharField(max_length=24, default="other")
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="service_item_has_one_code")
        ]


class OrderCounter(models.Model):
    """The last order number given out in a district on a day; the row is the queue for the next."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "day"], name="order_counter_is_one_a_day")
        ]


class ServiceOrder(models.Model):
    """One need of one resident, from placing to rating. Terminal states never change again.

    ``version`` grows by one with every event of the order.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    number = models.CharField(max_length=20)
    requester = models.ForeignKey(Person, models.PROTECT, related_name="orders")
    placed_by = models.UUIDField(null=True)  # The account that placed it: own or proxy.
    channel = models.CharField(max_length=20, default="page")
    community = models.CharField(max_length=12)
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="orders")
    description = SealedField(mask=masks.scrub, purpose="visit")
    address = SealedField(mask=masks.mask_address, purpose="visit")
    contact_phone = SealedField(mask=masks.mask_phone, purpose="visit")
    risk_note = SealedField(mask=masks.scrub, purpose="visit")
    preferred_on = models.DateField()
    preferred_slot = models.CharField(max_length=10, default="any")
    urgency = models.CharField(max_length=10, default="normal")
    state = models.CharField(max_length=12)
    state_since = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    scheduled_from = models.DateTimeField(null=True)
    scheduled_to = models.DateTimeField(null=True)
    outcome = SealedField(mask=masks.scrub, purpose="visit")
    placed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="order_number_is_unique"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in State)),
                name="order_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(community__startswith=F("district"), community__regex=r"^\d{12}$"),
                name="order_lies_in_a_community_of_its_district",
            ),
            models.CheckConstraint(
                condition=Q(scheduled_from=None, scheduled_to=None)
                | Q(scheduled_to__gt=F("scheduled_from")),
                name="order_visit_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "community", "state"], name="order_by_place"),
            models.Index(fields=["district", "requester", "-placed_at"], name="order_by_requester"),
            models.Index(fields=["district", "state", "state_since"], name="order_by_state"),
        ]


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


class Evaluation(models.Model):
    """What the resident says afterwards. Written once, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.OneToOneField(ServiceOrder, models.PROTECT, related_name="evaluation")
    grade = models.PositiveSmallIntegerField()
    tags = ArrayField(models.CharField(max_length=20), default=list)
    text = SealedField(mask=masks.scrub, purpose="evaluation")
    account_id = models.UUIDField(null=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=5), name="evaluation_has_one_of_5_grades"
            )
        ]
