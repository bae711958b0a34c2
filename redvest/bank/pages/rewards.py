"""The catalog for everybody, and what one has redeemed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.bank.forms.redeeming import DisputeForm
from redvest.bank.models import Redemption, RewardStock
from redvest.bank.queries.books import balance_of
from redvest.bank.queries.codes import code_of
from redvest.bank.queries.rewards import (
    catalogue,
    is_agreed,
    place_name,
    redemption_seen_by,
    redemptions_of,
    reward_here,
    stocks_of,
)
from redvest.bank.reward_labels import (
    FIELD_ICONS,
    FIELDS,
    KINDS_OF_REWARD,
    NOTES,
    VIA,
    named,
    state_of,
)
from redvest.bank.services.redeeming import cancel, dispute, issue, reserve
from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import when
from redvest.engines.flow import actions_open_to
from redvest.engines.ledger import Unit
from redvest.engines.redemption_flow import OPEN, STEPS, Action, State
from redvest.engines.reward_rules import Field, Kind
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.showing_qr import qr_uri
from redvest.people.actors import Actor
from redvest.people.queries.persons import own_person

ROWS_MAX = 200


def _district(request: HttpRequest) -> str:
    return actor_of(request).district


def _balance(actor: Actor) -> int | None:
    if actor.person_id is None:
        return None
    return balance_of(actor.person_id, actor.district, Unit.POINTS)


@page(Open.ANYONE)
def index(request: HttpRequest) -> HttpResponse:
    """What points can be spent on, by what it is for."""
    chosen = request.GET.get("for", "")
    chosen = chosen if chosen in set(Field) else ""
    found = catalogue(_district(request), chosen)[:ROWS_MAX]
    here = reverse("bank:rewards")
    tabs = [{"url": here, "label": _("全部"), "current": not chosen}]
    tabs += [
        {"url": f"{here}?for={field.value}", "label": label, "current": chosen == field.value}
        for field, label in FIELDS.items()
    ]
    links = [
        {
            "url": reverse("bank:reward", args=[one.id]),
            "label": named(one),
            "note": _("%(points)d积分 · 还有%(pieces)d份")
            % {"points": one.points, "pieces": getattr(one, "pieces", 0) or 0},
            "icon": FIELD_ICONS[Field(one.field)],
        }
        for one in found
    ]
    context = {"tabs": tabs, "links": links, "balance": _balance(actor_of(request))}
    return render(request, "bank/rewards.html", context)


@page(Open.ANYONE)
def show(request: HttpRequest, reward_id: UUID) -> HttpResponse:
    """One reward and where it is to be had."""
    actor = actor_of(request)
    reward = reward_here(actor.district, reward_id)
    if not reward.is_open or not is_agreed(reward):
        raise NotSeen(_("没有找到这个礼品，或它现在不能兑换。"))
    facts = [
        {"label": _("是什么"), "value": KINDS_OF_REWARD[Kind(reward.kind)]},
        {"label": _("要多少积分"), "value": reward.points},
    ]
    if reward.month_limit:
        facts.append({"label": _("每人每月最多几份"), "value": reward.month_limit})
    if reward.adults_only:
        facts.append({"label": _("谁能换"), "value": _("只给成年人")})
    if reward.merchant:
        facts.append({"label": _("谁提供"), "value": reward.merchant.name})
    if reward.about:
        facts.append({"label": _("说明"), "value": reward.about})
    places = [
        {
            "id": one.id,
            "name": place_name(one),
            "address": _address(one),
            "left": one.left,
        }
        for one in stocks_of(reward)
    ]
    balance = _balance(actor)
    context = {
        "reward": reward,
        "name": named(reward),
        "facts": facts,
        "places": places,
        "signed_in": actor.account_id is not None,
        "known": actor.person_id is not None,
        "balance": balance,
        "missing": max(0, reward.points - balance) if balance is not None else 0,
    }
    return render(request, "bank/reward.html", context)


def _address(stock: RewardStock) -> str:
    place = stock.venue or stock.merchant
    return place.address if place is not None else ""


@page(Open.SIGNED_IN, methods=("POST",))
def take(request: HttpRequest, stock_id: UUID) -> HttpResponse:
    """兑换: points are held and a piece is set aside; the next page asks whether it is right."""
    row = reserve(actor=actor_of(request), stock_id=stock_id)
    return redirect("bank:redemption", row.id)


@page(Open.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """Everything I redeemed."""
    person = own_person(actor_of(request))
    rows = redemptions_of(person)[:ROWS_MAX] if person is not None else []
    links = [
        {
            "url": reverse("bank:redemption", args=[row.id]),
            "label": named(row.stock.reward),
            "note": _("%(when)s · %(points)d积分")
            % {"when": when(row.reserved_at), "points": row.points},
            "state": state_of(row),
        }
        for row in rows
    ]
    return render(request, "bank/redemptions_mine.html", {"links": links})


@page(Open.SIGNED_IN)
def redemption(request: HttpRequest, redemption_id: UUID) -> HttpResponse:
    """One of mine: first to be checked, then the code, then what became of it."""
    return _shown(request, redemption_id)


def facts_of(row: Redemption) -> list[dict[str, Any]]:
    """What a redemption says, for its owner and for desks."""
    found: list[dict[str, Any]] = [
        {"label": _("编号"), "value": row.number},
        {"label": _("换什么"), "value": named(row.stock.reward)},
        {"label": _("积分"), "value": row.points},
        {"label": _("领取点"), "value": place_name(row.stock)},
        {"label": _("地址"), "value": _address(row.stock)},
    ]
    if row.state in {state.value for state in OPEN}:
        found.append({"label": _("最晚"), "by": row.ends_at})
    if row.handed_at:
        found.append({"label": _("领取时间"), "at": row.handed_at})
        found.append({"label": _("怎样领的"), "value": VIA[row.handed_via]})
    if row.note:
        found.append({"label": _("提出的问题"), "value": NOTES[row.note]})
    return found


def _shown(
    request: HttpRequest, redemption_id: UUID, form: DisputeForm | None = None
) -> HttpResponse:
    row, roles = redemption_seen_by(actor_of(request), redemption_id)
    if not roles & {Role.RESIDENT, Role.GUARDIAN}:
        raise NotSeen(_("没有找到这次兑换，或它不在您能查看的范围内。"))
    own = Role.RESIDENT in roles
    open_to = actions_open_to(STEPS, State(row.state), {Role.RESIDENT}) if own else ()
    live = row.ends_at > timezone.now()
    code = code_of(row) if own and row.state == State.ISSUED.value and live else ""
    shop = request.build_absolute_uri(reverse("bank:shop"))
    context = {
        "row": row,
        "name": named(row.stock.reward),
        "state": state_of(row),
        "facts": facts_of(row),
        "issues": Action.ISSUE in open_to,
        "cancels": Action.CANCEL in open_to,
        "code": f"{code[:4]} {code[4:]}" if code else "",
        "src": qr_uri(f"{shop}#{code}") if code else "",
        "form": form or (DisputeForm() if Action.DISPUTE in open_to else None),
    }
    return render(request, "bank/redemption.html", context)


@page(Open.SIGNED_IN, methods=("POST",))
def step(request: HttpRequest, redemption_id: UUID, action: str) -> HttpResponse:
    """确认兑换, 不换了, or something was wrong with it."""
    actor, version = actor_of(request), request.POST.get("version")
    if action == Action.ISSUE.value:
        issue(actor=actor, redemption_id=redemption_id, version=version)
    elif action == Action.CANCEL.value:
        cancel(actor=actor, redemption_id=redemption_id, version=version)
        messages.success(request, _("已取消，积分已经退回。"))
    elif action == Action.DISPUTE.value:
        redemption_seen_by(actor, redemption_id)
        form = DisputeForm(request.POST)
        done = attempt(
            form,
            lambda: dispute(
                actor=actor, redemption_id=redemption_id, version=version, **form.cleaned_data
            ),
        )
        if done is None:
            return _shown(request, redemption_id, form)
        messages.success(request, _("已记下，站点会核实。"))
    else:
        raise NotSeen(_("没有这个页面。"))
    return redirect("bank:redemption", redemption_id)
