"""Why a team is proposed, or why nobody is, in words that can be read aloud to the resident."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from redvest.engines.crews import Choice
from redvest.engines.matching.codes import Empty, Reason, Why
from redvest.orders.models import ServiceOrder
from redvest.people.labels import LANGUAGES, SKILLS

NEXT_DOOR_M = 50  # Places are the middles of communities: nearer than this is the same one.


def because(choice: Choice, order: ServiceOrder) -> list[str]:
    """Return what speaks for a team, the strongest first."""
    found = []
    if choice.offers:
        found.append(_("做这项服务"))
    if choice.knows:
        found.append(_("以前帮过这位居民"))
    if order.language:
        found.append(_("队里有人会说%(language)s") % {"language": LANGUAGES[order.language]})
    skill = str(SKILLS.get(order.item.skill, ""))
    for one in choice.reasons:
        words = SAID[one.code](one, skill) if one.code in SAID else ""
        if words and not (one.code is Why.SKILL and choice.offers):
            found.append(words)
    return found


def _walk(one: Reason, _skill: str) -> str:
    meters = int(one.value)
    if meters < NEXT_DOOR_M:
        return _("驻地就在这个社区")
    if meters < 1000:
        return _("驻地走过去约%(m)d米") % {"m": round(meters, -1)}
    return _("驻地走过去约%(km).1f公里") % {"km": meters / 1000}


def _skill(one: Reason, skill: str) -> str:
    if one.value >= 3:
        return _("做这一类服务")
    return _("队里有人会%(skill)s") % {"skill": skill} if one.value == 2 else _("专长相近")


def _load(one: Reason, _skill: str) -> str:
    count = int(one.value)
    if count == 0:
        return _("本月还没有接过单")
    return _("本月和手上共%(n)d单") % {"n": count}


def _recent(one: Reason, _skill: str) -> str:
    return _("近七天去过%(n)d次") % {"n": int(one.value)} if one.value else ""


SAID: dict[Why, Callable[[Reason, str], str]] = {
    Why.WALK: _walk,
    Why.SKILL: _skill,
    Why.LOAD: _load,
    Why.RECENT: _recent,
}


def runner_up_said(more_m: float) -> str:
    """Return what it means to ask the next team instead; ``more_m`` in meters of walking."""
    meters = round(more_m)
    if meters <= 0:
        return _("换成这支队伍，一样合适")
    return _("换成这支队伍，全部加起来相当于多走%(m)d米") % {"m": meters}


def why_nobody(empty: Empty | None, order: ServiceOrder) -> str:
    """Return why no team is proposed for an order, and what to do about it."""
    skill: Any = SKILLS.get(order.item.skill)
    if empty is Empty.NO_PLACE:
        return _("地图上还没有这个社区的位置，请区中心补上后再推荐。")
    if empty is Empty.NOBODY_NEAR:
        if order.language:
            return _(
                "服务这个社区的队伍里没有会说%(language)s又能做这一项的人，可以请区中心协调。"
            ) % {"language": LANGUAGES[order.language]}
        if skill:
            return _(
                "服务这个社区的队伍里没有会%(skill)s、人数够的，可以放进抢单或请区中心协调。"
            ) % {"skill": skill}
        return _("没有人数够、服务这个社区的队伍，可以放进抢单或请区中心协调。")
    if empty is Empty.NOBODY_FREE:
        return _("会做的队伍在居民方便的时间没有人有空，可以和居民商量换个时间。")
    if empty is Empty.RULED_OUT:
        return _("有空的队伍没有人持有要求的证件或保险，或者都已经问过。")
    return _("能去的队伍手上都排满了，或者去别的单更合适；可以放进抢单。")


def because_you(choice: Choice, order: ServiceOrder) -> list[str]:
    """Return what makes an order fit a volunteer, said to the volunteer."""
    found = []
    for one in choice.reasons:
        meters = int(one.value)
        if one.code is Why.WALK and meters < NEXT_DOOR_M:
            found.append(_("就在您的社区"))
        elif one.code is Why.WALK and meters < 1000:
            found.append(_("从您的社区走过去约%(m)d米") % {"m": round(meters, -1)})
        elif one.code is Why.WALK:
            found.append(_("从您的社区走过去约%(km).1f公里") % {"km": meters / 1000})
        elif one.code is Why.SKILL:
            found.append(_("用得上您的特长"))
    return found
