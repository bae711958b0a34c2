"""The 15-minute circle in words: what is counted, where it comes from, and what was proven."""

import math
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from redvest.engines.coverage import BANDS, WALK_MAX
from redvest.engines.policy import Policy
from redvest.engines.walking import Basis
from redvest.venues.models import NextVenues
from redvest.venues.queries.circle import Reckoned

PUBLIC_ROWS = 30


def whole(people: float) -> str:
    return f"{round(people):,}"


def percent(share: float | None) -> str:
    """Rounded down at the top: 100 % is said only of everybody."""
    if share is None:
        return "—"
    shown = math.floor(share * 1000 + 1e-9) / 10
    return f"{shown:g}%"


def minutes(value: float) -> str:
    if not math.isfinite(value) or value > WALK_MAX:
        return _("%(n)d 分钟以上") % {"n": WALK_MAX}
    return _("%(n)d 分钟") % {"n": max(1, math.ceil(value - 1e-9))}


def unit(counted: bool) -> str:
    return _("人") if counted else _("个社区")


def band_names() -> list[str]:
    found = [_("%(n)d 分钟以内") % {"n": BANDS[0]}]
    found += [
        _("%(low)d 至 %(high)d 分钟") % {"low": low, "high": high} for low, high in pairwise(BANDS)
    ]
    return [*found, _("超过 %(n)d 分钟") % {"n": BANDS[-1]}]


def legend() -> list[dict[str, Any]]:
    return [{"n": n, "label": name} for n, name in enumerate(band_names())]


def how(basis: str, source: str, day: Any, policy: Policy) -> str:
    """Where walking times come from, always said beside them."""
    if basis == Basis.STREETS:
        said = _("步行时间沿道路计算，每分钟 %(m)d 米。路网：%(source)s%(day)s。")
        on = _("，%(day)s") % {"day": day} if day else ""
        return said % {"m": policy.walk_m_per_minute, "source": source, "day": on}
    return _(
        "步行时间是估算：直线距离乘以 %(x).2f，每分钟 %(m)d 米。还没有路网，实际路程以道路为准。"
    ) % {"x": policy.detour_percent / 100, "m": policy.walk_m_per_minute}


def weighed(counted: bool, source: str, day: Any) -> str:
    """Whose heads are counted, always said beside a share."""
    if counted:
        return _("人口：%(source)s，%(day)s。") % {"source": source, "day": day}
    return _("还没有上传人口，每个社区算作同样多。")


def notes(found: Reckoned, policy: Policy) -> list[str]:
    said = [
        weighed(found.homes.counted, found.homes.source, found.homes.counted_on),
        how(found.basis, found.streets_source, found.streets_date, policy),
    ]
    if found.homes.left_out:
        said.append(_("有 %(n)d 个社区没有人口或位置，没有计入。") % {"n": found.homes.left_out})
    guesses = {"homes": sum(found.homes.estimated), "venues": found.venues_estimated}
    if guesses["homes"] or guesses["venues"]:
        note = _(
            "有 %(homes)d 个社区、%(venues)d 处阵地的位置是估计的，在地图上标出实际位置以后才准。"
        )
        said.append(note % guesses)
    if found.off_streets:
        said.append(_("有 %(n)d 处离道路太远，按直线距离估算。") % {"n": found.off_streets})
    return said


def stats(found: Reckoned) -> list[dict[str, Any]]:
    what = unit(found.homes.counted)
    beyond = found.people - found.people_within
    return [
        {"label": _("15 分钟内能走到"), "value": percent(found.share)},
        {"label": _("走得到的"), "value": whole(found.people_within), "unit": what},
        {"label": _("走不到的"), "value": whole(beyond), "unit": what},
        {"label": _("开放的阵地"), "value": found.venues, "unit": _("处")},
    ]


def band_rows(found: Reckoned) -> list[dict[str, Any]]:
    """The map's colors as a table."""
    rows = []
    for name, people in zip(band_names(), found.by_band, strict=True):
        share = people / found.people if found.people else None
        rows.append(
            {"cells": [{"value": name}, {"value": whole(people)}, {"value": percent(share)}]}
        )
    return rows


def band_columns(found: Reckoned) -> list[dict[str, Any]]:
    return [
        {"label": _("步行到最近的阵地")},
        {"label": unit(found.homes.counted), "number": True},
        {"label": _("占比"), "number": True},
    ]


def farthest_first(found: Reckoned) -> list[int]:
    """Places by their walk, the longest first; of equal ones where most people live."""
    people = found.homes.people
    return sorted(
        range(len(people)), key=lambda at: (-found.minutes[at], -people[at], found.homes.names[at])
    )


def gaps(found: Reckoned) -> list[int]:
    return [at for at in farthest_first(found) if not found.within[at]]


def gap_pins(found: Reckoned) -> list[dict[str, Any]]:
    return [
        {
            "name": found.homes.names[at],
            "lat": found.homes.places[at][0],
            "lon": found.homes.places[at][1],
            "note": _walk_and_people(found, at),
            "url": "",
            "estimated": found.homes.estimated[at],
        }
        for at in gaps(found)[:PUBLIC_ROWS]
    ]


def _walk_and_people(found: Reckoned, at: int) -> str:
    walk = _("步行 %(minutes)s") % {"minutes": minutes(found.minutes[at])}
    if not found.homes.counted:
        return walk
    return _("%(walk)s，%(people)s 人") % {"walk": walk, "people": whole(found.homes.people[at])}


def reach_columns(found: Reckoned) -> list[dict[str, Any]]:
    last = [{"label": _("人口"), "number": True}] if found.homes.counted else []
    return [{"label": _("社区（小区）")}, {"label": _("步行"), "number": True}, *last]


def reach_rows(found: Reckoned) -> list[dict[str, Any]]:
    """What lies within, the nearest first."""
    rows = []
    for at in sorted(range(len(found.minutes)), key=lambda at: found.minutes[at]):
        if found.within[at]:
            cells = [found.homes.names[at], minutes(found.minutes[at])]
            cells += [whole(found.homes.people[at])] if found.homes.counted else []
            rows.append({"cells": [{"value": cell} for cell in cells]})
    return rows


def proof(choice: dict[str, Any], wanted: int, room: str) -> str:
    """What is known about how good a choice is, in plain words."""
    if choice["proven"]:
        return _("所有选法都已比较过：没有别的 %(n)d 处更好（已证明最优）。") % {"n": wanted}
    return _("限定时间内没有比完所有选法，最好的选法最多还能多出 %(room)s。") % {"room": room}


def covering_told(row: NextVenues) -> dict[str, Any]:
    found, choice = row.answer, row.answer["covering"]
    what, whole_district = unit(found["counted"]), found["people"] or 1
    room = _("%(n)s %(unit)s") % {"n": whole(choice["bound"] - choice["gained"]), "unit": what}
    if not choice["chosen"]:
        return {
            "text": _("大家都已在 15 分钟内走得到，再开也不会增加。"),
            "proof": "",
            "places": [],
        }
    text = _(
        "再开 %(n)d 处，15 分钟内能走到的从 %(before)s 增加到 %(after)s，多 %(gain)s %(unit)s。"
    )
    values = {
        "n": len(choice["chosen"]),
        "before": percent(found["within"] / whole_district),
        "after": percent((found["within"] + choice["gained"]) / whole_district),
        "gain": whole(choice["gained"]),
        "unit": what,
    }
    return {
        "text": text % values,
        "proof": proof(choice, row.wanted, room),
        "places": _pins(choice),
    }


def nearness_told(row: NextVenues) -> dict[str, Any]:
    found, choice = row.answer, row.answer["nearness"]
    people = found["people"] or 1
    room = _("平均 %(n).1f 分钟") % {"n": (choice["bound"] - choice["gained"]) / people}
    if not choice["chosen"]:
        return {"text": _("再开也不会让大家走得更近。"), "proof": "", "places": []}
    text = _("再开 %(n)d 处，平均步行从 %(before).1f 分钟减到 %(after).1f 分钟。")
    values = {
        "n": len(choice["chosen"]),
        "before": found["walks"] / people,
        "after": max(0.0, found["walks"] - choice["gained"]) / people,
    }
    return {
        "text": text % values,
        "proof": proof(choice, row.wanted, room),
        "places": _pins(choice),
    }


def _pins(choice: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "lat": lat,
            "lon": lon,
            "note": _("第 %(n)d 处") % {"n": n},
            "url": "",
            "estimated": estimated,
        }
        for n, (name, lat, lon, estimated) in enumerate(choice["chosen"], 1)
    ]
