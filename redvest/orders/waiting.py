"""How the clock of an order is said, and whose turn it is."""

from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redvest.engines.clocks import Clock, reading, span
from redvest.orders.labels import Shown
from redvest.orders.models import ServiceOrder

TONES = {Clock.NORMAL: "neutral", Clock.SOON: "waiting", Clock.LATE: "late"}

# What the desk does next in each state, or whom it waits for.
NEXT: dict[str, Any] = {
    "submitted": _("核实后受理"),
    "returned": _("等居民补充"),
    "accepted": _("派单或放入抢单"),
    "dispatched": _("等队伍答复"),
    "pooled": _("等队伍抢单"),
    "claimed": _("等队伍约时间"),
    "scheduled": _("等志愿者上门"),
    "in_service": _("正在服务"),
    "done": _("等居民确认"),
    "rework": _("请原队返工或另派"),
    "confirmed": _("等居民评价"),
    "unconfirmed": _("等回访"),
    "rated": _("等回访或自动办结"),
    "disputed": _("联系双方，写下处理结果"),
    "escalated": _("等吹哨的结果"),
    "rejected": _("居民可以申诉"),
}


class ClockShown(NamedTuple):
    """A clock as the list shows it: a tag (colour, shape, word) and the time it means."""

    tag: Shown
    at: datetime


def length(amount: int, unit: str) -> str:
    """30分钟, 5小时, 2天."""
    if unit == "minutes":
        return gettext("%(n)d分钟") % {"n": amount}
    if unit == "hours":
        return gettext("%(n)d小时") % {"n": amount}
    return gettext("%(n)d天") % {"n": amount}


def said_clock(
    since: datetime, due: datetime | None, now: datetime, soon_percent: int
) -> Shown | None:
    """A clock in words, with its colour and shape: 还剩5小时, 超时2天."""
    state = reading(since, due, now, soon_percent)
    if state is None or due is None:
        return None
    found = span(due - now)
    words = gettext("超时%(time)s") if state is Clock.LATE else gettext("还剩%(time)s")
    return Shown(words % {"time": length(found.amount, found.unit)}, TONES[state])


def clock_of(order: ServiceOrder, now: datetime, soon_percent: int) -> ClockShown | None:
    """The clock of an order, and the moment it means; None where nothing is due."""
    tag = said_clock(order.state_since, order.due_at, now, soon_percent)
    return ClockShown(tag, order.due_at) if tag and order.due_at else None
