"""点单: what somebody needs."""

from django.db import models
from django.db.models import F, Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.engines.order_flow import State
from redvest.ids import uuid7
from redvest.orders.models.catalog import ServiceItem
from redvest.people.models import Person


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
    standing = models.ForeignKey(
        "orders.StandingOrder", models.PROTECT, null=True, related_name="orders"
    )
    bundle = models.ForeignKey(
        "orders.OrderBundle", models.PROTECT, null=True, related_name="orders"
    )
    placed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="order_number_is_unique"),
            models.UniqueConstraint(
                fields=["district", "standing", "preferred_on"],
                condition=Q(standing__isnull=False),
                name="standing_order_makes_one_order_a_day",
            ),
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
