"""One request to go instead or to change places: for the two, and for who runs the activities."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.activities.forms.joining import ReturnForm, TermsForm
from redvest.activities.labels import STAND_IN_STATES, SWAP_ENDS, SWAP_ENDS_ELSE
from redvest.activities.models import SignUp, StandIn
from redvest.activities.pages.roster import RUNNING, running
from redvest.activities.queries import plan_of
from redvest.activities.queries.standing_in import returnable, stand_in_seen_by
from redvest.activities.services import (
    agree_to_swap,
    answer_stand_in,
    decide_swap,
    offer_in_return,
    withdraw_stand_in,
)
from redvest.activities.services.checking import agreement_text
from redvest.activities.showing import organiser_of, place_of, span_of
from redvest.core.forming import attempt
from redvest.engines.activity_rules import needs_agreement
from redvest.engines.flow import actions_open_to
from redvest.engines.stand_in_flow import STEPS, Side, StandInState
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.people.actors import Actor

OWN = frozenset({Side.ASKER, Side.ASKED})


def _seen(actor: Actor, stand_in_id: UUID) -> tuple[StandIn, frozenset[Side]]:
    row, sides = stand_in_seen_by(actor, stand_in_id)
    if not sides & OWN:
        raise NotSeen(_("没有找到这条替班请求。"))
    return row, sides


def _place(signup: SignUp) -> list[dict[str, Any]]:
    activity = signup.activity
    return [
        {"label": _("活动"), "value": activity.title},
        {"label": _("时间"), "value": span_of(signup.starts_at, signup.ends_at)},
        {"label": _("地点"), "value": place_of(activity)},
        {"label": _("岗位"), "value": signup.shift.position.name},
        {"label": _("组织方"), "value": organiser_of(activity)},
        {"label": _("可能的风险"), "value": activity.risk_statement},
    ]


def _agreement(signup: SignUp) -> str:
    """The agreement of a place, where whoever comes has to say yes to one."""
    activity = signup.activity
    asked = needs_agreement(plan_of(activity), asked=activity.asks_agreement)
    return agreement_text(activity, signup.shift) if asked else ""


def _forms(
    actor: Actor, row: StandIn, may: set[str], sent: str = "", data: Any = None
) -> dict[str, forms.Form]:
    found: dict[str, forms.Form] = {}
    if "accept" in may:
        asks = bool(_agreement(row.signup))
        found["accept"] = TermsForm(
            data if sent == "accept" else None, agreement=asks, prefix="accept"
        )
        mine = [
            (str(one.id), f"{one.activity.title} · {span_of(one.starts_at, one.ends_at)}")
            for one in returnable(actor, row)
        ]
        if row.swaps and mine:
            found["offer"] = ReturnForm(
                data if sent == "offer" else None, agreement=asks, mine=mine, prefix="offer"
            )
    if "agree" in may and row.in_return is not None:
        found["agree"] = TermsForm(
            data if sent == "agree" else None,
            agreement=bool(_agreement(row.in_return)),
            prefix="agree",
        )
    return found


def _may(row: StandIn, sides: frozenset[Side]) -> set[str]:
    places = [row.signup, *([row.in_return] if row.in_return is not None else [])]
    if any(one.state != "confirmed" or one.starts_at <= timezone.now() for one in places):
        return set()
    return {one.value for one in actions_open_to(STEPS, StandInState(row.state), sides & OWN)}


def _shown(
    request: HttpRequest, row: StandIn, sides: frozenset[Side], known: dict[str, forms.Form]
) -> HttpResponse:
    is_asker = Side.ASKER in sides
    context = {
        "row": row,
        "is_asker": is_asker,
        "state": STAND_IN_STATES[StandInState(row.state)],
        "why": SWAP_ENDS.get(row.reason, SWAP_ENDS_ELSE) if row.state == "ended" else "",
        "wanted": _place(row.signup),
        "given": _place(row.in_return) if row.in_return is not None else [],
        "agreement": _agreement(row.signup) if "accept" in known else "",
        "given_agreement": _agreement(row.in_return) if "agree" in known and row.in_return else "",
        "forms": known,
        "may": _may(row, sides),
    }
    return render(request, "activities/stand_in.html", context)


@page(Open.SIGNED_IN)
def show(request: HttpRequest, stand_in_id: UUID) -> HttpResponse:
    """What is asked, what is given in return, and what one may answer."""
    actor = actor_of(request)
    row, sides = _seen(actor, stand_in_id)
    return _shown(request, row, sides, _forms(actor, row, _may(row, sides)))


@page(Open.SIGNED_IN, methods=("POST",))
def answer(request: HttpRequest, stand_in_id: UUID, answer: str) -> HttpResponse:
    """One button of either side; a form with mistakes comes back as typed."""
    actor = actor_of(request)
    row, sides = _seen(actor, stand_in_id)
    common: dict[str, Any] = {"actor": actor, "stand_in_id": stand_in_id}
    known = _forms(
        actor, row, {answer, "accept"} if answer == "offer" else {answer}, answer, request.POST
    )
    form = known.get(answer, TermsForm(request.POST, agreement=False))

    def terms() -> bool:
        return bool(form.cleaned_data.get("agrees"))

    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: answer_stand_in(**common, agrees=True, terms=terms()),
        "decline": lambda: answer_stand_in(**common, agrees=False),
        "offer": lambda: offer_in_return(
            **common, signup_id=form.cleaned_data["mine"], terms=terms()
        ),
        "agree": lambda: agree_to_swap(**common, terms=terms()),
        "withdraw": lambda: withdraw_stand_in(**common),
    }
    if answer not in acts or (answer == "offer" and "offer" not in known):
        raise NotSeen(_("没有这个页面，或现在还不能办理。"))
    if attempt(form, acts[answer]) is None:
        return _shown(request, row, sides, known)
    messages.success(request, _("已答复，谢谢。"))
    return redirect("activities:mine")


@page(*RUNNING, methods=("POST",))
def decide(request: HttpRequest, activity_id: UUID, stand_in_id: UUID, answer: str) -> HttpResponse:
    """Yes or no of whoever runs one of the two activities."""
    actor = actor_of(request)
    running(actor, activity_id)
    if answer not in ("approve", "refuse"):
        raise NotSeen(_("没有这个页面。"))
    row = decide_swap(actor=actor, stand_in_id=stand_in_id, agrees=answer == "approve")
    said = str(STAND_IN_STATES[StandInState(row.state)].label) if row.state != "agreed" else ""
    messages.success(request, said or _("已记下，等另一个活动的负责人。"))
    return redirect("activities:roster", activity_id)
