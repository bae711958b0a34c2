"""人工调整: what was proposed, what still has to be cleared, and the form for one account."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.bank.adjust_labels import FINDINGS, REASONS, STATES
from redvest.bank.forms.adjusting import AdjustForm, FindingForm
from redvest.bank.labels import UNITS
from redvest.bank.models import Adjustment
from redvest.bank.queries.adjusting import (
    LOOKING,
    adjustment_seen_by,
    adjustments_of,
    uncleared,
)
from redvest.bank.queries.books import balance_of
from redvest.bank.services.adjusting import (
    clear_adjustment,
    decide_adjustment,
    propose_adjustment,
    undo_adjustment,
)
from redvest.bank.showing import amount_of
from redvest.core.forming import attempt
from redvest.engines.adjust_flow import STEPS, Action, State
from redvest.engines.flow import actions_open_to
from redvest.engines.ledger import Unit
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.people.queries.persons import person_seen_by, shown_name

PAGE_ROWS = 20
DECISIONS = {Action.APPROVE.value: True, Action.REFUSE.value: False}
ENDS = {Action.CLEAR.value: clear_adjustment, Action.UNDO.value: undo_adjustment}


def _said(row: Adjustment) -> str:
    """补记 30 积分."""
    unit = Unit(row.account.unit)
    way = _("补记") if row.gives else _("扣减")
    amount = amount_of(unit, row.amount)
    if unit is Unit.POINTS:
        amount = _("%(points)s积分") % {"points": amount}
    return f"{way} {amount}"


def _facts(row: Adjustment) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("给谁"), "value": shown_name(row.account.person) if row.account.person else ""},
        {"label": _("调整"), "value": _said(row)},
        {"label": _("为什么"), "value": REASONS[row.reason]},
        {"label": _("依据"), "value": row.document},
        {"label": _("提请时间"), "at": row.asked_at},
    ]
    if row.decided_at is not None:
        facts.append({"label": _("批准时间"), "at": row.decided_at})
    if row.finding:
        facts.append({"label": _("查明的原因"), "value": FINDINGS[row.finding]})
    return facts


def _open_to(actor: Actor, row: Adjustment) -> set[str]:
    """What this account may do: nobody decides or clears what they proposed."""
    if row.asked_by == actor.account_id:
        return set()
    return {one.value for one in actions_open_to(STEPS, State(row.state), actor.roles)}


@page(*LOOKING)
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, what waits to be cleared, and what was done."""
    actor = actor_of(request)
    shown = Paginator(adjustments_of(actor.district), PAGE_ROWS).get_page(request.GET.get("page"))
    rows = [
        {
            "row": row,
            "state": STATES[State(row.state)],
            "said": _said(row),
            "name": shown_name(row.account.person) if row.account.person else "",
        }
        for row in shown
    ]
    open_rows = [one for one in uncleared(actor.district) if one.count or one.standing]
    context = {
        "rows": rows,
        "page": shown,
        "uncleared": [
            {
                "unit": UNITS[one.unit],
                "amount": amount_of(one.unit, one.standing),
                "count": one.count,
                "late": one.late,
                "is_whole": one.is_whole,
            }
            for one in open_rows
        ],
    }
    return render(request, "bank/adjustments.html", context)


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Propose an adjustment of somebody's account."""
    actor = actor_of(request)
    person = person_seen_by(actor, person_id)
    form = AdjustForm(request.POST or None)
    if request.method == "POST":
        made = attempt(
            form,
            lambda: propose_adjustment(
                actor=actor,
                person_id=person_id,
                unit=Unit(form.cleaned_data["unit"]),
                gives=form.cleaned_data["way"] == "give",
                amount=form.cleaned_data["amount"],
                reason=form.cleaned_data["reason"],
                document=form.cleaned_data["document"],
            ),
        )
        if made is not None:
            messages.success(request, _("已提请，由另一位管理员批准后记账。"))
            return redirect("bank:adjustment", made.id)
    held = [
        {
            "label": UNITS[unit],
            "value": amount_of(unit, balance_of(person.id, person.district, unit)),
        }
        for unit in Unit
    ]
    context = {"form": form, "name": shown_name(person), "person": person, "stats": held}
    return render(request, "bank/adjustment_new.html", context)


@page(*LOOKING)
def show(request: HttpRequest, adjustment_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    return _shown(request, adjustment_seen_by(actor, adjustment_id), FindingForm())


def _shown(request: HttpRequest, row: Adjustment, form: FindingForm) -> HttpResponse:
    actor = actor_of(request)
    open_to = _open_to(actor, row)
    context = {
        "row": row,
        "state": STATES[State(row.state)],
        "facts": _facts(row),
        "decides": Action.APPROVE.value in open_to,
        "clears": Action.CLEAR.value in open_to,
        "own": row.asked_by == actor.account_id,
        "form": form,
    }
    return render(request, "bank/adjustment.html", context)


@page(Role.CENTRE_ADMIN, methods=("POST",))
def step(request: HttpRequest, adjustment_id: UUID, action: str) -> HttpResponse:
    """Approve, refuse, clear or undo."""
    actor, version = actor_of(request), request.POST.get("version")
    if action in DECISIONS:
        decide_adjustment(
            actor=actor, adjustment_id=adjustment_id, agree=DECISIONS[action], version=version
        )
    elif action in ENDS:
        row, form = adjustment_seen_by(actor, adjustment_id), FindingForm(request.POST)
        done = attempt(
            form,
            lambda: ENDS[action](
                actor=actor,
                adjustment_id=adjustment_id,
                finding=form.cleaned_data["finding"],
                version=version,
            ),
        )
        if done is None:
            return _shown(request, row, form)
    else:
        raise NotSeen(_("没有这个页面。"))
    messages.success(request, _("已记下。"))
    return redirect("bank:adjustment", adjustment_id)
