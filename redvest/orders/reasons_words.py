"""The matching's reasons in sentences a clerk can read aloud, to the resident or to whoever goes.

The engine gives codes and numbers (``engines.matching.codes``); the caller knows the name of the
skill in the language of the moment. Nothing here names a person.
"""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from redvest.engines.matching.codes import Empty, Known, Reason, Shortage, Why
from redvest.engines.policy import DEFAULT


def reasons_said(reasons: Sequence[Reason], skill: str = "") -> str:
    """Return what speaks for somebody as one sentence without a full stop."""
    said = [WORDS[one.code](one.value, skill) for one in reasons]
    return _("，").join(part for part in said if part)


def runner_up_said(more_m: float) -> str:
    """Return what it means to send the runner-up instead; ``more_m`` in meters of walking."""
    meters = round(more_m)
    if meters <= 0:
        return _("换这位去，一样合适")
    return _("换这位去，相当于多走 %(meters)d 米") % {"meters": meters}


def shortage_said(
    shortage: Shortage,
    skill: str = "",
    m_per_minute: int = DEFAULT.walk_m_per_minute,
    rule_people: str = "",
) -> str:
    """Return why seats stay empty.

    Parameters
    ----------
    shortage : Shortage
        What the engine found.
    skill : str
        Name of the skill demanded, empty when none is.
    m_per_minute : int
        How fast people walk here, from the policy of the district.
    rule_people : str
        What whoever leads must be, when the caller knows: "成年人", "会方言的人".
    """
    minutes = max(round(shortage.reach_m / m_per_minute), 1)
    given = {
        "minutes": minutes,
        "skill": skill,
        "wanted": shortage.wanted,
        "found": shortage.found,
        "lead": rule_people or _("能带队的人"),
    }
    if shortage.code is Empty.NOBODY_NEAR and not skill:
        return _("%(minutes)d 分钟步行范围内没有符合要求的人") % given
    return SHORTAGES[shortage.code]() % given


def _walk(meters: int, _skill: str) -> str:
    return _("离您 %(meters)d 米") % {"meters": meters}


def _skilled(level: int, skill: str) -> str:
    name = {"skill": skill or _("做这件事")}
    if level >= 3:
        return _("擅长%(skill)s") % name
    return (_("会%(skill)s") if level == 2 else _("懂一些%(skill)s")) % name


def _known(how: int, _skill: str) -> str:
    if how == Known.ASKED_FOR:
        return _("是您点名要的")
    if how == Known.SATISFIED:
        return _("以前为您服务过，您打了满意")
    return _("以前为您服务过")


def _load(times: int, _skill: str) -> str:
    if times <= 0:
        return _("本月还没有出过")
    if times == 1:
        return _("本月只出过一次")
    return _("本月出过 %(times)d 次") % {"times": times}


def _recent(times: int, _skill: str) -> str:
    if times <= 0:
        return ""
    return _("最近七天出过 %(times)d 次") % {"times": times}


def _lacks(count: int, _skill: str) -> str:
    return _("有 %(count)d 项希望的条件不具备") % {"count": count}


WORDS: dict[Why, Callable[[int, str], str]] = {
    Why.WALK: _walk,
    Why.SKILL: _skilled,
    Why.FAMILIAR: _known,
    Why.LOAD: _load,
    Why.RECENT: _recent,
    Why.LACKS: _lacks,
}
SHORTAGES: dict[Empty, Callable[[], str]] = {
    Empty.NO_PLACE: lambda: _("不知道服务地点在哪里，请先在地图上标出来"),
    Empty.NOBODY_NEAR: lambda: _("%(minutes)d 分钟步行范围内没有会%(skill)s的人"),
    Empty.NOBODY_FREE: lambda: _("这个时段没有人有空"),
    Empty.RULED_OUT: lambda: _("有空的人里，没有人证件、培训和保险齐全并且可以去这一家"),
    Empty.NO_LEAD: lambda: _("能去的人里没有%(lead)s"),
    Empty.TOO_FEW: lambda: _("按规定要 %(wanted)d 人同去，只找到 %(found)d 人"),
    Empty.NOT_ENOUGH: lambda: _("要 %(wanted)d 人，能去的只有 %(found)d 人"),
    Empty.NEEDED_ELSEWHERE: lambda: _("能去的人都安排给了更急或更近的订单"),
}
