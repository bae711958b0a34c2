"""What may be offered for points, and who may have it.

Points are never money: nothing that works like cash is offered. Whoever is under 18 gets nothing
meant for adults, and a child under 14 comes with the guardian. Sources: regulation on volunteer
service of 2017, articles 2 and 37 (unpaid); Law on the Protection of Minors of 2024, article 59
(tobacco, alcohol, lottery tickets).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from redvest.engines.ages import AgeBand, needs_approval_to_read

LIKE_CASH = (
    "现金",
    "红包",
    "转账",
    "充值",
    "话费",
    "储值",
    "购物卡",
    "预付卡",
    "加油卡",
    "代金券",
    "零钱",
    "提现",
    "银行卡",
    "黄金",
    "理财",
    "gift card",
    "voucher for cash",
    "cash",
)
FOR_ADULTS = ("香烟", "卷烟", "雪茄", "白酒", "啤酒", "葡萄酒", "黄酒", "彩票", "槟榔", "烟酒")
TITLE_MAX = 40


class Kind(StrEnum):
    GOODS = "goods"
    SERVICE = "service"
    COURTESY = "courtesy"


class Field(StrEnum):
    """礼遇 as the districts name it: on the way, in the shop, at the doctor's, at the sights."""

    DAILY = "daily"
    SHOPPING = "shopping"
    TRAVEL = "travel"
    HEALTH = "health"
    SIGHTS = "sights"


class Refusal(StrEnum):
    """Why somebody cannot have something now; ``code`` of the refusal."""

    NOT_OFFERED = "not_offered"
    NO_AGREEMENT = "no_agreement"
    ADULTS_ONLY = "adults_only"
    WITH_GUARDIAN = "with_guardian"
    OVER_LIMIT = "over_limit"
    OUT_OF_STOCK = "out_of_stock"


@dataclass(frozen=True, slots=True)
class Offer:
    """One reward at one place as it stands under lock."""

    is_open: bool
    agreed: bool
    """A partner's agreement covers today; always true where no partner is needed."""
    adults_only: bool
    month_limit: int
    """How many a person may have in a month; 0 says as many as there are."""
    left: int


@dataclass(frozen=True, slots=True)
class Taker:
    """Who wants it: the age band (None when no day of birth is known) and what they had."""

    band: AgeBand | None
    had_this_month: int
    guardian_there: bool = False


def is_like_cash(text: str) -> bool:
    """Whether a name or description promises money or what works like it."""
    lowered = text.casefold()
    return any(word in lowered for word in LIKE_CASH)


def is_for_adults(text: str) -> bool:
    """Whether a name says it is nothing for minors, whatever box was ticked."""
    return any(word in text for word in FOR_ADULTS)


def refusal(offer: Offer, taker: Taker) -> Refusal | None:
    """Return the first reason against, or None.

    Who has no day of birth on record gets nothing meant for adults: age is shown, not assumed.
    """
    if not offer.is_open:
        return Refusal.NOT_OFFERED
    if not offer.agreed:
        return Refusal.NO_AGREEMENT
    if offer.adults_only and taker.band is not AgeBand.ADULT:
        return Refusal.ADULTS_ONLY
    child = taker.band is not None and needs_approval_to_read(taker.band)
    if child and not taker.guardian_there:
        return Refusal.WITH_GUARDIAN
    if offer.month_limit and taker.had_this_month >= offer.month_limit:
        return Refusal.OVER_LIMIT
    return None if offer.left > 0 else Refusal.OUT_OF_STOCK


def covers(first_on: date, last_on: date, ended_on: date | None, today: date) -> bool:
    """Whether an agreement holds on a day; one that was ended no longer holds from that day on."""
    return first_on <= today <= last_on and (ended_on is None or today < ended_on)


AGES: tuple[tuple[str, timedelta | None], ...] = (
    ("3m", timedelta(days=91)),
    ("12m", timedelta(days=365)),
    ("24m", timedelta(days=730)),
    ("older", None),
)
"""By how old they are, points that somebody may still spend are stated."""


def age_class(age: timedelta) -> str:
    """Return the class of the solvency statement that points of this age belong to."""
    for name, limit in AGES:
        if limit is None or age < limit:
            return name
    raise AssertionError("the last class takes the rest")
