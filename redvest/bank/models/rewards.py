"""What points are spent on: the catalogue, the pieces at each place, and each redemption."""

from django.db import models
from django.db.models import F, Q

from redvest.bank.models.merchants import Merchant
from redvest.engines.ledger import Unit
from redvest.engines.redemption_flow import OPEN, State
from redvest.engines.reward_rules import Field, Kind
from redvest.ids import uuid7
from redvest.people.models import Person
from redvest.venues.models import Venue

MOVES = ("stocked", "donated", "counted", "reserved", "returned")
LIVE = sorted(state.value for state in OPEN)


class Reward(models.Model):
    """Goods, a service or a courtesy, and how many points it takes. There is no price in money."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, default="")
    about = models.CharField(max_length=300, default="")
    kind = models.CharField(max_length=10)
    field = models.CharField(max_length=10)
    points = models.PositiveIntegerField()
    adults_only = models.BooleanField(default=False)
    month_limit = models.PositiveSmallIntegerField(default=0)
    merchant = models.ForeignKey(Merchant, models.PROTECT, null=True, related_name="rewards")
    is_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"],
                condition=Q(merchant=None),
                name="reward_of_the_center_is_named_once",
            ),
            models.UniqueConstraint(
                fields=["district", "merchant", "name"], name="reward_of_a_merchant_is_named_once"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="reward_takes_points"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(kind.value for kind in Kind))
                & Q(field__in=sorted(field.value for field in Field)),
                name="reward_is_of_a_known_kind",
            ),
        ]
        indexes = [models.Index(fields=["district", "is_open", "field"], name="reward_by_field")]


class RewardStock(models.Model):
    """Pieces of a reward at one place: a venue, or the shop of its merchant.

    ``left`` is what may still be reserved; pieces set aside have left it already. It is always the
    sum of the place's :class:`StockMove` rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    reward = models.ForeignKey(Reward, models.PROTECT, related_name="stocks")
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, related_name="reward_stocks")
    merchant = models.ForeignKey(Merchant, models.PROTECT, null=True, related_name="stocks")
    left = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(left__gte=0), name="stock_is_never_negative"),
            models.CheckConstraint(
                condition=Q(venue=None, merchant__isnull=False)
                | Q(venue__isnull=False, merchant=None),
                name="stock_lies_at_one_place",
            ),
            models.UniqueConstraint(
                fields=["district", "reward", "venue"], name="reward_lies_once_at_a_venue"
            ),
            models.UniqueConstraint(
                fields=["district", "reward", "merchant"], name="reward_lies_once_at_a_merchant"
            ),
        ]


class RewardDonation(models.Model):
    """Goods somebody gave for the catalogue. The giver is an organization, or stays unnamed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    donor = models.CharField(max_length=60, default="")
    stock = models.ForeignKey(RewardStock, models.PROTECT, related_name="donations")
    pieces = models.PositiveIntegerField()
    received_on = models.DateField()
    received_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gt=0), name="donation_has_pieces")
        ]
        indexes = [models.Index(fields=["district", "-received_on"], name="reward_donation_by_day")]


class Redemption(models.Model):
    """One piece for one person: points held, then spent, or given back.

    ``hold`` is the transfer of the ledger that holds the points. The one-time code follows from
    the row and is stored as a keyed hash only.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    number = models.CharField(max_length=20)
    person = models.ForeignKey(Person, models.PROTECT, related_name="redemptions")
    stock = models.ForeignKey(RewardStock, models.PROTECT, related_name="redemptions")
    points = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default=State.RESERVED.value)
    state_since = models.DateTimeField()
    reserved_at = models.DateTimeField()
    reserved_by = models.UUIDField(null=True)
    ends_at = models.DateTimeField()
    hold = models.UUIDField(null=True)
    code_index = models.BinaryField(null=True)
    handed_at = models.DateTimeField(null=True)
    handed_by = models.UUIDField(null=True)
    handed_via = models.CharField(max_length=10, default="")
    reversal_asked_by = models.UUIDField(null=True)
    reversed_by = models.UUIDField(null=True)
    note = models.CharField(max_length=20, default="")  # The code of a reason, never free text.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "number"], name="redemption_number_is_unique"
            ),
            models.UniqueConstraint(
                fields=["district", "code_index"],
                condition=Q(state=State.ISSUED.value),
                name="one_time_code_opens_one_redemption",
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="redemption_takes_points"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in State)),
                name="redemption_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REVERSED.value)
                | (Q(reversed_by__isnull=False) & ~Q(reversed_by=F("reversal_asked_by"))),
                name="redemption_is_reversed_by_two_people",
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "person", "-reserved_at"], name="redemption_by_person"
            ),
            models.Index(
                fields=["district", "ends_at"],
                condition=Q(state__in=LIVE),
                name="redemption_that_may_expire",
            ),
            models.Index(fields=["district", "stock", "state"], name="redemption_by_stock"),
        ]


class StockMove(models.Model):
    """Why a place has as many pieces as it has. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    stock = models.ForeignKey(RewardStock, models.PROTECT, related_name="moves")
    kind = models.CharField(max_length=10)
    pieces = models.IntegerField()
    redemption = models.ForeignKey(Redemption, models.PROTECT, null=True, related_name="moves")
    at = models.DateTimeField()
    by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["redemption", "kind"],
                condition=Q(redemption__isnull=False),
                name="redemption_moves_its_piece_once_each_way",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MOVES), name="stock_move_is_of_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("reserved", "returned"), redemption__isnull=False)
                | Q(kind__in=("stocked", "donated", "counted"), redemption=None),
                name="stock_moves_for_a_redemption_or_by_the_desk",
            ),
        ]
        indexes = [models.Index(fields=["district", "stock", "-at"], name="stock_move_by_stock")]


class RewardGrant(models.Model):
    """爱心银行: points or minutes for somebody who cannot earn. A station asks, another grants."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    person = models.ForeignKey(Person, models.PROTECT, related_name="reward_grants")
    unit = models.CharField(max_length=8, default=Unit.POINTS.value)
    amount = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="asked")
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None)
                | (
                    Q(state__in=("granted", "refused"), decided_by__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                name="reward_grant_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, unit__in=[unit.value for unit in Unit]),
                name="reward_grant_is_of_something",
            ),
            models.UniqueConstraint(
                fields=["district", "person", "unit"],
                condition=Q(state="asked"),
                name="reward_grant_is_asked_once",
            ),
        ]
        indexes = [models.Index(fields=["district", "state", "asked_at"], name="reward_grant_open")]
