"""What the desk may do with one order: each action its form and its service, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from redvest.engines.candidates import Candidate, Reason, reasons
from redvest.engines.order_flow import Action, Urgency
from redvest.engines.roles import Role
from redvest.orders.forms import desk as filled
from redvest.orders.labels import ASKED
from redvest.orders.models import ServiceOrder
from redvest.orders.queries.candidates import candidates_for, venues_for
from redvest.orders.services import desk as deciding
from redvest.orders.services import dispatching


@dataclass(frozen=True)
class Offered:
    """One action of the desk: the form behind its button, and what the values do."""

    form: Callable[..., forms.Form]
    act: Callable[..., ServiceOrder]
    asks: bool = False  # Whether it offers teams and venues.


def _accept(**values: Any) -> ServiceOrder:
    return deciding.accept_order(**{**values, "urgency": Urgency(values["urgency"])})


def _dispatch(team: Any = None, venue: Any = None, **values: Any) -> ServiceOrder:
    return dispatching.dispatch_order(team_id=team, venue_id=venue, **values)


def _reassign(team: Any = None, venue: Any = None, **values: Any) -> ServiceOrder:
    return dispatching.reassign_order(team_id=team, venue_id=venue, **values)


OFFERED: dict[Action, Offered] = {
    Action.ACCEPT: Offered(filled.AcceptForm, _accept),
    Action.DISPATCH: Offered(filled.DispatchForm, _dispatch, asks=True),
    Action.REASSIGN: Offered(filled.ReassignForm, _reassign, asks=True),
    Action.POOL: Offered(forms.Form, dispatching.pool_order),
    Action.TAKE_BACK: Offered(forms.Form, dispatching.take_back_order),
    Action.RETURN_FOR_INFO: Offered(filled.ReturnForm, deciding.return_order),
    Action.REJECT: Offered(filled.RejectForm, deciding.reject_order),
    Action.REINSTATE: Offered(forms.Form, deciding.reinstate_order),
    Action.RESUME: Offered(forms.Form, deciding.resume_order),
    Action.ESCALATE: Offered(filled.EscalateForm, deciding.escalate_order),
    Action.GIVE_UP: Offered(filled.GiveUpForm, deciding.give_up_order),
    Action.CANCEL: Offered(filled.CancelForm, deciding.cancel_order),
}
"""In the order of the page; merging and cases have pages of their own."""

# Written by hand beside the flow: it changes no state.
REFUSE_APPEAL = "refuse_appeal"


def note_on(action: Action) -> str:
    """What an action brings, said before it is done."""
    return {
        Action.POOL: _("队伍和志愿者只看到区域、时间和类别；先接先得。没有人接，会回到这里。"),
        Action.TAKE_BACK: _("还没有人答复；撤回后回到“待派单”，不算派过一次。"),
        Action.REINSTATE: _("这一单会回到“待派单”，并告诉居民申诉成立。"),
        Action.RESUME: _("协调有结果了，这一单会回到“待派单”。"),
        Action.ESCALATE: _("这一单会等吹哨的结果，并告诉居民和区中心。"),
        Action.GIVE_UP: _("这一单会记入需求清单，以后不能再派。"),
        Action.CANCEL: _("居民、队伍和已答应的志愿者都会收到通知，不能恢复。"),
        Action.REJECT: _("居民会收到原因和谁能帮忙，可以向区中心申诉。"),
        Action.RETURN_FOR_INFO: _("居民补充后会回到“待受理”。"),
        Action.REASSIGN: _("原来的队伍会收到通知；改派不影响原队。"),
    }.get(action, "")


def team_options(order: ServiceOrder, *, anywhere: bool) -> list[tuple[str, Any]]:
    """Teams to offer to, each with why it stands where it does."""
    return [
        (str(one.team), f"{one.name}（{because(one)}）")
        for one in candidates_for(order, anywhere=anywhere)
    ]


def because(one: Candidate) -> str:
    """Why a team stands where it does, in plain words."""
    said: list[str] = []
    if one.answered:
        said.append(_("这一单问过：%(answer)s") % {"answer": ASKED.get(one.answered, "")})
    said += [_reason(reason, number) for reason, number in reasons(one)]
    return " · ".join(said)


def _reason(reason: Reason, number: int) -> str:
    if reason is Reason.DISTANCE:
        near = number < 1000
        words = _("驻地离社区约%(m)d米") if near else _("驻地离社区约%(km).1f公里")
        return words % ({"m": round(number, -1)} if near else {"km": number / 1000})
    return {
        Reason.OFFERS_ITEM: _("做这项服务"),
        Reason.SAME_FIELD: _("专长相符"),
        Reason.SERVES_PLACE: _("服务这个社区"),
        Reason.SERVES_STREET: _("服务这条街道"),
        Reason.LOAD: _("手上有%(n)d单") % {"n": number},
        Reason.MEMBERS: _("%(count)d名队员") % {"count": number},
    }[reason]


def form_for(
    action: Action, order: ServiceOrder, roles: frozenset[Role], data: Any = None
) -> forms.Form:
    """The form of an action, with what it offers to choose from."""
    offered = OFFERED[action]
    if not offered.asks:
        return offered.form(data, prefix=None, auto_id=f"id_{action.value}_%s")
    anywhere = Role.CENTRE_ADMIN in roles
    venues = [(str(venue.id), venue.name) for venue in venues_for(order, anywhere=anywhere)]
    return offered.form(
        data,
        auto_id=f"id_{action.value}_%s",
        teams=team_options(order, anywhere=anywhere),
        venues=venues,
    )
