"""The catalogue, the pieces at each place, and who sees which redemption."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Redemption, Reward, RewardStock
from redvest.bank.queries.merchants import DESK, WATCHING, agreed_merchants, own_shops
from redvest.engines.redemption_flow import COUNTED
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.queries.persons import is_guardian, locked

HIDDEN = _("没有找到这个礼品，或它现在不能兑换。")


def catalogue(district: str, field: str = "", today: date | None = None) -> list[Reward]:
    """What can be had now: open, and agreed with its merchant. ``pieces`` is what is left."""
    rows = Reward.objects.filter(district=district, is_open=True).select_related("merchant")
    if field:
        rows = rows.filter(field=field)
    found = list(rows.annotate(pieces=Sum("stocks__left")).order_by("points", "name", "id"))
    agreed = agreed_merchants(district, today or timezone.localdate())
    return [one for one in found if one.merchant_id is None or one.merchant_id in agreed]


def every_reward(district: str) -> QuerySet[Reward]:
    """Also what is not offered right now, for the desk."""
    rows = Reward.objects.filter(district=district).select_related("merchant")
    return rows.annotate(pieces=Sum("stocks__left")).order_by("-is_open", "points", "name", "id")


def reward_here(district: str, reward_id: UUID, *, lock: bool = False) -> Reward:
    """A reward of the district, offered or not."""
    rows = Reward.objects.filter(district=district, id=reward_id).select_related("merchant")
    found = locked(rows, lock).first()
    if found is None:
        raise NotSeen(HIDDEN)
    return found


def is_agreed(reward: Reward, today: date | None = None) -> bool:
    """Whether nobody has to agree, or the merchant's agreement covers the day."""
    if reward.merchant_id is None:
        return True
    day = today or timezone.localdate()
    return bool(agreed_merchants(reward.district, day, [reward.merchant_id]))


def stocks_of(reward: Reward) -> list[RewardStock]:
    """The places of a reward, those with the most pieces first."""
    rows = RewardStock.objects.filter(district=reward.district, reward=reward)
    return list(rows.select_related("venue", "merchant").order_by("-left", "id"))


def stock_here(district: str, stock_id: UUID, *, lock: bool = False) -> RewardStock:
    """The pieces of a reward at one place."""
    rows = RewardStock.objects.filter(district=district, id=stock_id).select_related(
        "reward", "reward__merchant", "venue", "merchant"
    )
    found = locked(rows, lock).first()
    if found is None:
        raise NotSeen(HIDDEN)
    return found


def region_of(stock: RewardStock) -> str:
    """Where the place lies."""
    place = stock.venue or stock.merchant
    assert place is not None
    return place.region


def place_name(stock: RewardStock) -> str:
    place = stock.venue or stock.merchant
    assert place is not None
    return place.name


def month_start(now: datetime | None = None) -> datetime:
    """Midnight on the first of the month, as people here count it."""
    local = timezone.localtime(now)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def had_this_month(person: Person, reward: Reward) -> int:
    """How many of a reward somebody has, or has set aside, since the first of the month."""
    return Redemption.objects.filter(
        district=person.district,
        person=person,
        stock__reward=reward,
        state__in=sorted(state.value for state in COUNTED),
        reserved_at__gte=month_start(),
    ).count()


def redemptions_of(person: Person) -> QuerySet[Redemption]:
    """Somebody's redemptions, the latest first."""
    rows = Redemption.objects.filter(district=person.district, person=person)
    return with_places(rows).order_by("-reserved_at", "-id")


def with_places(rows: "QuerySet[Redemption]") -> "QuerySet[Redemption]":
    return rows.select_related("person", "stock__reward", "stock__venue", "stock__merchant")


def redemptions_in_scope(actor: Actor) -> QuerySet[Redemption]:
    """Those handed over at the actor's places."""
    inside = Q(pk__in=[])
    for scope in actor.scopes(*DESK, *WATCHING):
        inside |= Q(stock__venue__region__startswith=scope)
        inside |= Q(stock__merchant__region__startswith=scope)
    return with_places(Redemption.objects.filter(inside, district=actor.district))


def redemption_seen_by(
    actor: Actor, redemption_id: UUID, *, lock: bool = False
) -> tuple[Redemption, frozenset[Role]]:
    """A redemption and the actor's roles towards it.

    Raises
    ------
    NotSeen
        If the actor holds none; whether it exists makes no difference.
    """
    rows = with_places(Redemption.objects.filter(district=actor.district, id=redemption_id))
    found = locked(rows, lock).first()
    roles = roles_towards(actor, found) if found is not None else frozenset()
    if found is None or not roles:
        raise NotSeen(_("没有找到这次兑换，或它不在您能查看的范围内。"))
    return found, roles


def roles_towards(actor: Actor, row: Redemption) -> frozenset[Role]:
    """The owner, the guardian of a minor, the desks of the place, the shop, and who audits."""
    region = region_of(row.stock)
    roles = {role for role in (*DESK, *WATCHING) if actor.has(role, region=region)}
    if Role.SYSTEM in actor.roles:
        roles.add(Role.SYSTEM)
    if actor.account_id is not None:
        if row.person.account_id == actor.account_id:
            roles.add(Role.RESIDENT)
        elif is_guardian(actor, row.person):
            roles.add(Role.GUARDIAN)
    if row.stock.merchant_id in {shop.id for shop in own_shops(actor)}:
        roles.add(Role.PARTNER)
    return frozenset(roles)
