"""Advice beside a form: what to do first, what may take longer, who else waits."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redvest.engines.emergency_words import Warned, dangers_in, numbers_to_call
from redvest.engines.said_time import SaidTime
from redvest.orders.asking_labels import CALLS, DANGERS
from redvest.orders.labels import named
from redvest.orders.models import ServiceItem
from redvest.orders.queries.advice import (
    day_off,
    neighbors_waiting,
    promise_of,
    station_closed,
)
from redvest.orders.queries.menu import adapted_for

READ_MAX = 20_000


def danger_of(*texts: str) -> dict[str, Any] | None:
    """The banner of an emergency: whom to call and what to do, or None."""
    found: tuple[Warned, ...] = dangers_in("\n".join(texts)[:READ_MAX])
    if not found:
        return None
    numbers = numbers_to_call(found)
    return {
        "calls": [{"number": number, "label": CALLS[number]} for number in numbers],
        "advice": [DANGERS[one.danger] for one in found],
    }


def in_words(minutes: int) -> str:
    """A wait as people say it, rounded up so that it is not shorter than it was."""
    if minutes <= 50:
        return _("%(count)d分钟") % {"count": -(-minutes // 10) * 10}
    if minutes <= 48 * 60:
        return _("%(count)d小时") % {"count": -(-minutes // 60)}
    return _("%(count)d天") % {"count": -(-minutes // (24 * 60))}


def day_in_words(day: date) -> str:
    return format_date(day, pgettext("date format of this year", "n月j日"))


def promise_text(district: str, item: ServiceItem, community: str = "") -> str:
    """How soon others were answered, or nothing while too few were."""
    found = promise_of(district, item, community)
    if found is None:
        return ""
    words = {
        "time": in_words(found.minutes),
        "orders": found.orders,
        "day": day_in_words(found.as_of),
    }
    if found.is_local:
        return _("本社区最近90天的%(orders)d单，一半在%(time)s内有人回应（截至%(day)s）。") % words
    return _("本区最近90天的%(orders)d单，一半在%(time)s内有人回应（截至%(day)s）。") % words


def neighbors_text(item: ServiceItem, community: str, requester: UUID | None) -> str:
    count = neighbors_waiting(item, community, [requester] if requester else [])
    if not count:
        return ""
    return _("附近有%(count)d位居民也需要“%(item)s”。") % {"count": count, "item": named(item)}


def slow_notes(district: str, community: str, day: date) -> list[dict[str, str]]:
    """What may make the answer slower: a holiday, a station that does not serve."""
    notes = []
    off = day_off(district, day)
    if off is not None:
        words = {
            "day": day_in_words(off.day),
            "name": off.festival or _("节假日"),
            "back": day_in_words(off.back_on),
        }
        notes.append(
            {
                "kind": "warning",
                "title": _("这天是节假日"),
                "text": _(
                    "%(day)s是%(name)s放假，站点可能到%(back)s才上班。仍可提交，也可以改一天。"
                )
                % words,
            }
        )
    closed = station_closed(district, community)
    if closed is not None:
        text = _("“%(name)s”现在不开放，您的需求由街道和区中心受理，可能慢一些。")
        notes.append(
            {
                "kind": "warning",
                "title": _("社区站点暂停开放"),
                "text": text % {"name": closed.name},
            }
        )
    return notes


def station_notes(item: ServiceItem, community: str) -> list[dict[str, str]]:
    """What the community's station says about an item, and when it sees to it."""
    row = adapted_for(item.district, community).get(item.id) if community else None
    if row is None or not (row.note or row.hours):
        return []
    hours = _("办理时间：%(hours)s") % {"hours": row.hours} if row.hours else ""
    text = "\n".join(part for part in (row.note, hours) if part)
    return [{"kind": "info", "title": row.venue.name, "text": text}]


def time_notes(when: SaidTime, communities: int) -> list[dict[str, str]]:
    """What was not understood for sure, so that the person looks at it."""
    notes = []
    if when.is_past:
        text = _("您说的时间已经过去了，请选今天或以后的一天。")
        notes.append({"kind": "warning", "title": _("请重新选时间"), "text": text})
    elif when.is_deadline and when.day:
        text = _("您说的是最晚哪一天，先填了最后一天；早几天也行的，请改早。")
        notes.append({"kind": "info", "title": _("请看一下日期"), "text": text})
    elif when.last_day:
        text = _("您说了好几天，先填了第一天；别的日子也行的，请留在需求里。")
        notes.append({"kind": "info", "title": _("请看一下日期"), "text": text})
    if when.is_repeated:
        text = _("您说的是常常需要。先点一次，站点会和您约定以后怎么来。")
        notes.append({"kind": "info", "title": _("不止一次"), "text": text})
    if communities > 1:
        text = _("有几个社区叫这个名字，请自己选一个。")
        notes.append({"kind": "warning", "title": _("请选社区"), "text": text})
    return notes
