"""Venues in words: opening hours as people say them, distances, and who is where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.districts import queries as districts
from redvest.districts.labels import own_word
from redvest.engines.opening_hours import Interval, next_open_day
from redvest.engines.policy import DEFAULT, Policy
from redvest.engines.venue_flow import VenueStatus
from redvest.venues import labels
from redvest.venues.models import Venue
from redvest.venues.queries.opening import Shown, Today, hours_of

WEEKDAYS = {
    1: gettext_lazy("星期一"),
    2: gettext_lazy("星期二"),
    3: gettext_lazy("星期三"),
    4: gettext_lazy("星期四"),
    5: gettext_lazy("星期五"),
    6: gettext_lazy("星期六"),
    7: gettext_lazy("星期日"),
}


@dataclass(frozen=True)
class Tag:
    """A word with a tone, as the status tag takes it."""

    label: str
    tone: str


def spans(intervals: Sequence[Interval]) -> str:
    """9:00–12:00、14:00–17:30."""
    separator = _("、")
    return separator.join(
        f"{start.hour}:{start:%M}–{end.hour}:{end:%M}" for start, end in intervals
    )


def opening_tag(shown: Shown) -> Tag:
    """Open or not, in one word."""
    if shown.venue.status != VenueStatus.OPEN:
        return status_tag(shown.venue)
    if shown.opening.is_open:
        return Tag(_("开放中"), "done")
    if shown.opening.opens_at is not None:
        return Tag(_("还没开门"), "waiting")
    return Tag(_("未开放"), "neutral")


def status_tag(venue: Venue) -> Tag:
    """How a venue stands, in one word."""
    status = VenueStatus(venue.status)
    return Tag(str(labels.STATUSES[status]), labels.STATUS_TONES[status])


def opening_sentence(shown: Shown) -> str:
    """今天 9:00–12:00、14:00–17:30 开放中, 今天是法定节假日，不开放."""
    opening, venue = shown.opening, shown.venue
    if venue.status != VenueStatus.OPEN:
        return venue.status_note or str(labels.STATUSES[VenueStatus(venue.status)])
    if opening.is_open:
        return _("今天 %(hours)s 开放中") % {"hours": spans(opening.today)}
    if opening.opens_at is not None:
        at = f"{opening.opens_at.hour}:{opening.opens_at:%M}"
        return _("今天 %(hours)s，%(at)s 开门") % {"hours": spans(opening.today), "at": at}
    return {
        "over": _("今天 %(hours)s，已经下班") % {"hours": spans(opening.today)},
        "holiday": _("今天是法定节假日，不开放"),
        "announced": _("今天临时不开放"),
        "weekday": _("今天不开放"),
    }[opening.why_closed]


def next_opening(shown: Shown, today: Today) -> str:
    """When it opens again, when that is not today: 明天、星期一 9:00."""
    opening, venue = shown.opening, shown.venue
    if venue.status != VenueStatus.OPEN or opening.is_open or opening.opens_at is not None:
        return ""
    hours = hours_of(venue, today.common)
    day = today.now.date()
    ahead = [day + timedelta(days=n) for n in range(1, 15)]
    kinds = districts.day_kinds(venue.district, ahead)
    found = next_open_day(hours, day, kinds)
    if found is None:
        return ""
    if found == ahead[0]:
        return _("明天开放")
    return _("%(day)s（%(month)d月%(date)d日）开放") % {
        "day": WEEKDAYS[found.isoweekday()],
        "month": found.month,
        "date": found.day,
    }


def week(venue: Venue, today: Today) -> list[dict[str, Any]]:
    """The week as people read it: days of equal hours together, 星期一至星期五 9:00–17:30."""
    hours = hours_of(venue, today.common)
    runs: list[tuple[int, int, str]] = []
    for day in range(1, 8):
        text = spans(hours.week.get(day, ())) or _("不开放")
        if runs and runs[-1][2] == text:
            runs[-1] = (runs[-1][0], day, text)
        else:
            runs.append((day, day, text))
    return [{"label": _days(first, last), "value": text} for first, last, text in runs]


def _days(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS[first])
    return _("%(first)s至%(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}


def hours_notes(venue: Venue, shown: Shown, today: Today) -> list[str]:
    """What else a visitor should know before setting out."""
    hours = hours_of(venue, today.common)
    notes = []
    if not shown.has_own_hours:
        notes.append(_("这是全区统一的开放时间，去之前请先打电话确认。"))
    notes.append(_("法定节假日照常开放。") if hours.open_on_holidays else _("法定节假日不开放。"))
    coming = sorted(day for day in hours.closed_days if day >= today.now.date())[:5]
    if coming:
        days = _("、").join(
            _("%(month)d月%(date)d日") % {"month": day.month, "date": day.day} for day in coming
        )
        notes.append(_("另有 %(days)s 不开放。") % {"days": days})
    return notes


def practice_note(district: str, today: Today) -> str:
    """每周五是文明实践日，下一次是9月11日: when most happens at a center, office or station."""
    number = today.policy.practice_weekday
    weekday = WEEKDAYS[number]
    day = districts.next_practice_day(district, number, today.now.date())
    if day is None:
        return _("%(weekday)s是文明实践日。") % {"weekday": weekday}
    return _("%(weekday)s是文明实践日，下一次是%(month)d月%(date)d日。") % {
        "weekday": weekday,
        "month": day.month,
        "date": day.day,
    }


def network_facts(policy: Policy) -> list[dict[str, Any]]:
    """What a district says about its whole network, on the page of its center."""
    rows = []
    if policy.label_authority != DEFAULT.label_authority:
        rows.append({"label": own_word(DEFAULT.label_authority), "value": policy.label_authority})
    if policy.platforms:
        rows.append({"label": _("服务平台"), "value": _("、").join(policy.platforms)})
    return rows


def words(values: Sequence[str], table: Mapping[str, Any]) -> list[str]:
    """Stored values in the order and in the words of their table."""
    return [str(label) for value, label in table.items() if value in values]


def kind_word(venue: Venue) -> str:
    """实践站, 志愿服务驿站: what sort of place it is."""
    if venue.kind == labels.Kind.VENUE:
        return str(labels.LEVELS[labels.Level(venue.level)])
    return str(labels.KINDS[labels.Kind(venue.kind)])


def distance(meters: int) -> str:
    """约 350 米, 约 1.2 公里: an estimate never pretends to the meter."""
    if meters < 1000:
        return _("约 %(m)d 米") % {"m": max(10, round(meters, -1))}
    return _("约 %(km)s 公里") % {"km": f"{meters / 1000:.1f}"}


def walk(shown: Shown) -> str:
    """直线约 350 米，估计步行 7 分钟."""
    if shown.distance_m is None or shown.walk_minutes is None:
        return ""
    how_far = distance(shown.distance_m)
    if shown.walk_minutes > 120:
        return _("直线%(distance)s，建议乘车") % {"distance": how_far}
    return _("直线%(distance)s，估计步行 %(minutes)d 分钟") % {
        "distance": how_far,
        "minutes": max(1, shown.walk_minutes),
    }


def is_estimated(venue: Venue) -> bool:
    return bool(venue.place_basis == labels.Basis.ESTIMATED)


def place_on_map(shown: Shown, url: str) -> dict[str, Any]:
    """A venue as the map component takes it."""
    venue = shown.venue
    return {
        "name": venue.name,
        "lat": venue.lat,
        "lon": venue.lon,
        "note": kind_word(venue),
        "url": url,
        "estimated": is_estimated(venue),
    }


def outline_shapes(district: str) -> dict[str, Any] | None:
    """The district's outline as the map component takes it."""
    outline = districts.outline_of(district)
    if outline is None:
        return None
    feature = {"type": "Feature", "properties": {}, "geometry": outline}
    return {"type": "FeatureCollection", "features": [feature]}
