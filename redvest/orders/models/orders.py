"""点单: what somebody needs."""

from django.contrib.postgres.fields import ArrayField
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

    ``version`` grows by one with every event of the order, ``state_version`` is the version that
    brought the state. ``due_at`` is when whoever has the turn should have acted. A proposed time
    waits for the other side (``proposed_by`` is ``provider`` or ``asker``); ``desk_region`` is the
    place of a desk that was asked besides the order's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    number = models.CharField(max_length=20)
    requester = models.ForeignKey(Person, models.PROTECT, related_name="orders")
    placed_by = models.UUIDField(null=True)  # The account that placed it: own or proxy.
    channel = models.CharField(max_length=20, default="page")
    kind = models.CharField(max_length=10, default="help")
    community = models.CharField(max_length=12)
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="orders")
    description = SealedField(mask=masks.scrub, purpose="visit")
    address = SealedField(mask=masks.mask_address, purpose="visit")
    contact_phone = SealedField(mask=masks.mask_phone, purpose="visit")
    risk_note = SealedField(mask=masks.scrub, purpose="visit")
    preferred_on = models.DateField()
    preferred_slot = models.CharField(max_length=10, default="any")
    may_bundle = models.BooleanField(default=False)  # Together with neighbors is fine.
    urgency = models.CharField(max_length=10, default="normal")
    state = models.CharField(max_length=12)
    state_since = models.DateTimeField()
    state_version = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField(null=True)
    verification = models.CharField(max_length=10, default="")
    flags = ArrayField(models.CharField(max_length=20), default=list)
    language = models.CharField(max_length=20, default="")
    priority = models.PositiveSmallIntegerField(default=0)  # 1: somebody gave it back late.
    desk_region = models.CharField(max_length=12, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1)  # Grows when a case sends it out again.
    scheduled_from = models.DateTimeField(null=True)
    scheduled_to = models.DateTimeField(null=True)
    proposed_from = models.DateTimeField(null=True)
    proposed_to = models.DateTimeField(null=True)
    proposed_by = models.CharField(max_length=10, default="")
    time_agreed_at = models.DateTimeField(null=True)
    provider_moves = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=30, default="")  # Of the last return, refusal or end.
    referral = models.CharField(max_length=200, default="")  # Who can help instead.
    note = SealedField(mask=masks.scrub, purpose="visit")  # What the desk tells the resident.
    appealed_at = models.DateTimeField(null=True)
    appeal = SealedField(mask=masks.scrub, purpose="visit")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    outcome = SealedField(mask=masks.scrub, purpose="visit")
    standing = models.ForeignKey(
        "orders.StandingOrder", models.PROTECT, null=True, related_name="orders"
    )
    bundle = models.ForeignKey(
        "orders.OrderBundle", models.PROTECT, null=True, related_name="orders"
    )
    tally = models.JSONField(default=dict)  # Counts and weights: {"persons": 3, "kg": "12.5"}
    readings = SealedField(mask=masks.scrub, purpose="visit")  # JSON: blood pressure and such
    confirmed_by = models.CharField(max_length=10, default="")  # own | code | slip | phone
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
            models.CheckConstraint(
                condition=Q(proposed_from=None, proposed_to=None, proposed_by="")
                | Q(proposed_to__gt=F("proposed_from"), proposed_by__in=["provider", "asker"]),
                name="order_proposal_has_a_side_and_an_end",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(state="merged"),
                name="only_a_merged_order_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="order_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(state_version__lte=F("version")), name="state_is_not_ahead_of_version"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "community", "state"], name="order_by_place"),
            models.Index(fields=["district", "requester", "-placed_at"], name="order_by_requester"),
            models.Index(fields=["district", "state", "state_since"], name="order_by_state"),
            models.Index(
                fields=["district", "due_at"],
                condition=Q(due_at__isnull=False),
                name="order_by_due",
            ),
            models.Index(
                fields=["district", "desk_region", "state"],
                condition=~Q(desk_region=""),
                name="order_by_other_desk",
            ),
        ]
