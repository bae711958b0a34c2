"""What the district owes in points, by age, against what there is to be had."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from redvest.bank.models import Account, Lot, Redemption, RewardDonation
from redvest.bank.queries.passbook import SOON
from redvest.bank.queries.rewards import catalogue
from redvest.engines.ledger import Holder, Unit
from redvest.engines.redemption_flow import State
from redvest.engines.reward_rules import AGES, age_class


@dataclass(frozen=True)
class Solvency:
    """What the district owes in points, by age, against what there is to be had."""

    owed: int
    by_age: dict[str, int]
    ending: int
    held: int
    pooled: int
    pieces: int
    supply: int
    spent: int
    holders: int


def supply_of(district: str) -> tuple[int, int]:
    """Pieces that can be reserved now, and the points that would take them all."""
    pieces = points = 0
    for reward in catalogue(district):
        left = int(getattr(reward, "pieces", 0) or 0)
        pieces += left
        points += left * reward.points
    return pieces, points


def points_spent_since(district: str, since: datetime) -> int:
    """Points of redemptions handed over since then."""
    kept = [State.FULFILLED.value, State.CLOSED.value, State.DISPUTED.value, State.REVERSING.value]
    total = Redemption.objects.filter(
        district=district, handed_at__gte=since, state__in=kept
    ).aggregate(sum=Sum("points"))
    return int(total["sum"] or 0)


def donations_lately(district: str, most: int = 50) -> list[RewardDonation]:
    """Goods given for the catalogue, the latest first."""
    rows = RewardDonation.objects.filter(district=district).select_related("stock__reward")
    return list(rows.order_by("-received_on", "-id")[:most])


def solvency_of(district: str, today: date | None = None) -> Solvency:
    """Points somebody may still spend, by how old they are, against what lies ready.

    Open lots of personal accounts are what is owed; the books say that lots less debts are the
    balances. What is held for redemptions that wait is owed too and stated apart.
    """
    day = today or timezone.localdate()
    lots = Lot.objects.filter(district=district, remaining__gt=0, account__unit=Unit.POINTS.value)
    by_age = dict.fromkeys((name for name, _limit in AGES), 0)
    for since, left in lots.values_list("origin__day").annotate(sum=Sum("remaining")):
        by_age[age_class(day - since)] += left
    ending = lots.filter(last_day__gte=day, last_day__lte=day + SOON)
    places = Account.objects.filter(district=district, unit=Unit.POINTS.value)
    sums = dict(places.values_list("holder").annotate(sum=Sum("balance")))
    pieces, supply = supply_of(district)
    year = timezone.now() - timedelta(days=365)
    return Solvency(
        owed=sum(by_age.values()),
        by_age=by_age,
        ending=int(ending.aggregate(sum=Sum("remaining"))["sum"] or 0),
        held=int(sums.get(Holder.HOLD.value, 0)),
        pooled=int(sums.get(Holder.POOL.value, 0)),
        pieces=pieces,
        supply=supply,
        spent=points_spent_since(district, year),
        holders=places.filter(person__isnull=False, balance__gt=0).count(),
    )
