"""The catalogue: what is offered for how many points, and how many pieces lie where."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Merchant, Reward, RewardDonation, RewardStock, StockMove
from redvest.bank.queries.merchants import DESK
from redvest.bank.queries.rewards import region_of, reward_here, stock_here
from redvest.db import transact
from redvest.engines.reward_rules import Field, Kind, is_for_adults, is_like_cash
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotAllowed, NotSeen
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.venues.models import Venue

POINTS_MAX, PIECES_MAX, LIMIT_MAX = 100_000, 10_000, 99
CASH = _("积分不能换钱。请不要写现金、红包、充值、购物卡这类等同于钱的东西。")


@dataclass(frozen=True)
class RewardCard:
    """One line of the catalogue."""

    name: str
    kind: str
    field: str
    points: int
    name_en: str = ""
    about: str = ""
    adults_only: bool = False
    month_limit: int = 0
    merchant_id: UUID | None = None


def _centre(actor: Actor) -> None:
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("礼品目录和所需积分由区中心管理员设定。"), code="not_allowed")


def _refuse(field: str, message: object, code: str = "invalid") -> Invalid:
    return Invalid(message, code=code, fields={field: message})


def _written(actor: Actor, row: Reward, card: RewardCard) -> Reward:
    """Write the card into a row, after a look at every line of it."""
    name, about = card.name.strip(), card.about.strip()
    if not name:
        raise _refuse("name", _("请填写礼品或服务的名称。"))
    for field, text in (("name", name), ("name_en", card.name_en), ("about", about)):
        if is_like_cash(text):
            raise _refuse(field, CASH, "like_cash")
    if card.kind not in set(Kind) or card.field not in set(Field):
        raise _refuse("kind", _("请从列表里选择。"))
    if not 0 < card.points <= POINTS_MAX:
        message = _("请填写1到%(most)d之间的整数。") % {"most": POINTS_MAX}
        raise _refuse("points", message, "points")
    if not 0 <= card.month_limit <= LIMIT_MAX:
        message = _("请填写0到%(most)d之间的整数，0是不限。") % {"most": LIMIT_MAX}
        raise _refuse("month_limit", message, "limit")
    merchant = None
    if card.merchant_id is not None:
        merchant = Merchant.objects.filter(district=actor.district, id=card.merchant_id).first()
        if merchant is None:
            raise _refuse("merchant", _("请从列表里选择商家。"))
    row.name, row.name_en, row.about = name[:40], card.name_en.strip()[:80], about[:300]
    row.kind, row.field, row.points = card.kind, card.field, card.points
    row.adults_only = card.adults_only or is_for_adults(f"{name} {about}")
    row.month_limit, row.merchant = card.month_limit, merchant
    return row


def _saved(row: Reward, fields: list[str] | None) -> Reward:
    try:
        with transaction.atomic():
            if fields is None:
                row.save(force_insert=True)
            else:
                row.save(update_fields=fields)
    except IntegrityError:
        raise _refuse("name", _("目录里已有同名的礼品，请换个名称。"), "name_taken") from None
    return row


WRITTEN = [
    "name", "name_en", "about", "kind", "field", "points", "adults_only", "month_limit",
    "merchant", "version",
]  # fmt: skip


@transact
def add_reward(*, actor: Actor, card: RewardCard) -> Reward:
    """Put something into the catalogue. Nothing that works like money goes in."""
    _centre(actor)
    row = _saved(_written(actor, Reward(district=actor.district), card), None)
    record_event(actor=actor, kind="reward.added", subject=row, after={"points": row.points})
    return row


@transact
def edit_reward(*, actor: Actor, reward_id: UUID, card: RewardCard, version: object) -> Reward:
    """Change a line. Who has reserved already pays what it took then."""
    _centre(actor)
    row = reward_here(actor.district, reward_id, lock=True)
    check_version(version, row.version)
    before, merchant = row.points, row.merchant_id
    _written(actor, row, card)
    if row.merchant_id != merchant and row.stocks.exists():
        message = _("这里已有存放点，不能换商家。请停兑这一项，另加一项。")
        raise _refuse("merchant", message, "merchant_fixed")
    row.version += 1
    _saved(row, WRITTEN)
    record_event(
        actor=actor,
        kind="reward.changed",
        subject=row,
        before={"points": before},
        after={"points": row.points, "version": row.version},
    )
    return row


@transact
def set_reward_open(*, actor: Actor, reward_id: UUID, is_open: bool) -> Reward:
    """Offer it, or offer it no longer. What is reserved is still handed over."""
    _centre(actor)
    row = reward_here(actor.district, reward_id, lock=True)
    if row.is_open == is_open:
        return row
    row.is_open = is_open
    row.version += 1
    row.save(update_fields=["is_open", "version"])
    record_event(actor=actor, kind="reward.offered" if is_open else "reward.withdrawn", subject=row)
    return row


@transact
def place_reward(*, actor: Actor, reward_id: UUID, venue_id: UUID | None = None) -> RewardStock:
    """A place where a reward is fetched: a venue, or without one the shop of its merchant."""
    reward = reward_here(actor.district, reward_id, lock=True)
    merchant = reward.merchant if venue_id is None else None
    venue = None
    if venue_id is not None:
        venue = Venue.objects.filter(district=actor.district, id=venue_id).first()
        if venue is None:
            raise _refuse("place", _("请从列表里选择存放点。"))
    elif merchant is None:
        raise _refuse("place", _("请选择一个阵地，或先为这一项选定商家。"))
    place = venue or merchant
    assert place is not None
    _keeps(actor, place.region)
    row, made = RewardStock.objects.get_or_create(
        district=actor.district, reward=reward, venue=venue, merchant=merchant
    )
    if made:
        record_event(
            actor=actor,
            kind="reward.placed",
            subject=reward,
            region=place.region,
            after={"stock": str(row.id)},
        )
    return row


def _keeps(actor: Actor, region: str) -> None:
    if not any(actor.has(role, region=region) for role in DESK):
        raise NotSeen(_("没有找到这个存放点，或它不在您的管理范围内。"))


def _bring(actor: Actor, stock_id: UUID, kind: str, pieces: int) -> RewardStock:
    if not 0 < pieces <= PIECES_MAX:
        message = _("请填写1到%(most)d之间的整数。") % {"most": PIECES_MAX}
        raise _refuse("pieces", message, "pieces")
    stock = stock_here(actor.district, stock_id, lock=True)
    _keeps(actor, region_of(stock))
    move_stock(stock, kind, pieces, by=actor.account_id)
    return stock


def move_stock(
    stock: RewardStock,
    kind: str,
    pieces: int,
    *,
    by: UUID | None,
    redemption_id: UUID | None = None,
) -> None:
    """Change a place's pieces under its lock, and write down why."""
    stock.left += pieces
    stock.save(update_fields=["left"])
    StockMove(
        district=stock.district,
        stock=stock,
        kind=kind,
        pieces=pieces,
        redemption_id=redemption_id,
        at=timezone.now(),
        by=by,
    ).save(force_insert=True)


@transact
def stock_up(*, actor: Actor, stock_id: UUID, pieces: int) -> RewardStock:
    """Pieces that were bought or that a merchant promised."""
    stock = _bring(actor, stock_id, "stocked", pieces)
    _stocked(actor, stock, "stock.brought", pieces)
    return stock


@transact
def receive_donation(
    *, actor: Actor, stock_id: UUID, pieces: int, donor: str = ""
) -> RewardDonation:
    """Goods somebody gave: they feed the catalogue, and the public list says who gave how many.

    Only organizations are named, and only by the name they give.
    """
    stock = _bring(actor, stock_id, "donated", pieces)
    row = RewardDonation(
        district=actor.district,
        donor=donor.strip()[:60],
        stock=stock,
        pieces=pieces,
        received_on=timezone.localdate(),
        received_by=actor.account_id,
    )
    row.save(force_insert=True)
    _stocked(actor, stock, "stock.donated", pieces)
    return row


@transact
def count_stock(*, actor: Actor, stock_id: UUID, found: int) -> RewardStock:
    """盘点: what really lies there beside what is set aside; the difference is written down."""
    if not 0 <= found <= PIECES_MAX:
        message = _("请填写0到%(most)d之间的整数。") % {"most": PIECES_MAX}
        raise _refuse("found", message, "pieces")
    stock = stock_here(actor.district, stock_id, lock=True)
    _keeps(actor, region_of(stock))
    if difference := found - stock.left:
        move_stock(stock, "counted", difference, by=actor.account_id)
        _stocked(actor, stock, "stock.counted", difference)
    return stock


def _stocked(actor: Actor, stock: RewardStock, kind: str, pieces: int) -> None:
    record_event(
        actor=actor,
        kind=kind,
        subject=stock,
        region=region_of(stock),
        after={"pieces": pieces, "left": stock.left},
    )
