"""存折: what came in, what went out, what is left; every line walks back to its record."""

from enum import Enum
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.bank.labels import KINDS, UNITS, WHYS
from redvest.bank.models import (
    Adjustment,
    Redemption,
    Referral,
    RewardGrant,
    TimeExchange,
    TimeInheritance,
    TimeUse,
    Transfer,
)
from redvest.bank.queries.passbook import (
    TOLD_BY_PARTS,
    Line,
    entries_of,
    held_by,
    holder_seen_by,
    told,
)
from redvest.bank.reward_labels import named
from redvest.bank.showing import amount_of
from redvest.engines.earning import Why
from redvest.engines.ledger import Kind, Unit
from redvest.engines.roles import Role
from redvest.http import Open, actor_of, page
from redvest.orders.labels import named as named_item
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.queries.families import wards_of
from redvest.people.queries.persons import desk_covers, own_person, shown_name
from redvest.records.labels import titled
from redvest.records.models import ServiceRecord

PAGE_ROWS, PRINT_ROWS = 40, 2000


class Viewer(Enum):
    """Who looks into a passbook."""

    OWNER = "owner"
    DESK = "desk"
    CENTER = "center"
    GUARDIAN = "guardian"


AT_DESK = (Viewer.DESK, Viewer.CENTER)
# Where those who look find a record that has no page of its own, among others of its kind.
LISTS: dict[tuple[type[Model], Viewer], str] = {
    (TimeInheritance, Viewer.DESK): "bank:time_inherits",
    (TimeInheritance, Viewer.CENTER): "bank:time_inherits",
    **{(Referral, viewer): "bank:rules" for viewer in Viewer},
    (RewardGrant, Viewer.DESK): "bank:love_bank",
    (RewardGrant, Viewer.CENTER): "bank:love_bank",
    (TimeExchange, Viewer.OWNER): "bank:time_send",
    (TimeExchange, Viewer.CENTER): "bank:time_exchanges",
}


def viewer_of(actor: Actor, person: Person) -> Viewer:
    if actor.person_id == person.id:
        return Viewer.OWNER
    if not desk_covers(actor, person):
        return Viewer.GUARDIAN
    return Viewer.CENTER if actor.has(Role.CENTRE_ADMIN) else Viewer.DESK


def what_of(line: Line) -> str:
    """服务存入：河道清理."""
    kind = str(KINDS[Kind(line.entry.transfer.kind)])
    if line.entry.transfer.kind == Kind.HOLD.value and isinstance(line.told, Redemption):
        kind = _("兑换")  # Held first and paid later, to its owner it is one thing.
    if isinstance(line.told, TimeUse):
        if line.entry.transfer.kind == Kind.HOLD.value:
            kind = _("用时间")
        return _("%(kind)s：%(what)s") % {"kind": kind, "what": named_item(line.told.order.item)}
    if isinstance(line.told, ServiceRecord):
        said = _("%(kind)s：%(what)s") % {"kind": kind, "what": titled(line.told)}
        return said + _why(line.entry.transfer)
    if isinstance(line.told, Referral):
        brought = _("介绍新志愿者")
        if line.entry.delta > 0:
            return brought
        return _("%(kind)s：%(what)s") % {"kind": kind, "what": brought}
    if isinstance(line.told, Redemption):
        what = named(line.told.stock.reward)
        return _("%(kind)s：%(what)s") % {"kind": kind, "what": what}
    return kind


def _why(row: Transfer) -> str:
    """Why a service earned less than its hours."""
    why = [str(WHYS[Why(one)]) for one in row.detail.get("why", ())]
    return _("（%(why)s）") % {"why": _("，").join(why)} if why else ""


def where_of(line: Line, viewer: Viewer) -> str:
    """The page of the record a line walks back to, where whoever looks may open it."""
    if isinstance(line.told, ServiceRecord) and viewer is not Viewer.GUARDIAN:
        name = "records:show" if viewer is Viewer.OWNER else "records:desk"
        return reverse(name, args=[line.told.id])
    if isinstance(line.told, Redemption):
        name = "bank:redemption_desk" if viewer in AT_DESK else "bank:redemption"
        return reverse(name, args=[line.told.id])
    if isinstance(line.told, TimeUse) and viewer is not Viewer.GUARDIAN:
        if viewer in AT_DESK:
            return reverse("orders:desk", args=[line.told.order_id])
        return reverse("bank:time_one", args=[line.told.id])
    if isinstance(line.told, Adjustment) and viewer is Viewer.CENTER:
        return reverse("bank:adjustment", args=[line.told.id])
    among = LISTS.get((type(line.told), viewer))  # type: ignore[arg-type]
    if among is None and line.source_type in TOLD_BY_PARTS:
        return reverse("bank:passbook_line", args=[line.entry.id])
    return reverse(among) if among else ""


def _number(line: Line) -> str:
    """The number of the record, to be found by on paper."""
    if isinstance(line.told, TimeUse):
        return line.told.order.number
    if isinstance(line.told, TimeExchange):
        return str(line.told.key)[-12:]
    return str(getattr(line.told, "number", ""))


def _rows(lines: list[Line], unit: Unit, viewer: Viewer) -> list[dict[str, Any]]:
    return [
        {
            "cells": [
                {"at": line.entry.transfer.day},
                {"value": what_of(line), "url": where_of(line, viewer)},
                {"value": amount_of(unit, line.entry.delta, signed=True)},
                {"value": amount_of(unit, line.entry.balance)},
            ],
            "number": _number(line),
        }
        for line in lines
    ]


def _columns() -> list[dict[str, Any]]:
    labels = (_("日期"), _("什么"), _("收支"), _("余额"))
    return [{"label": label, "number": label in labels[2:]} for label in labels]


def _unit(request: HttpRequest) -> Unit:
    return Unit.MINUTES if request.GET.get("unit") == Unit.MINUTES.value else Unit.POINTS


@page(Open.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """My passbook; a guardian finds the children's below."""
    person = own_person(actor_of(request))
    if person is None:
        return render(request, "bank/passbook.html", {"nobody": True})
    wards = [
        {
            "url": reverse("bank:passbook_of", args=[tie.minor_id]),
            "label": _("%(name)s的存折") % {"name": str(tie.minor.name or "")},
            "icon": "book",
        }
        for tie in wards_of(person)
    ]
    return _shown(request, person, Viewer.OWNER, wards)


@page(Open.SIGNED_IN)
def of(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A ward's passbook, or one that the desk prints for somebody."""
    actor = actor_of(request)
    person = holder_seen_by(actor, person_id)
    return _shown(request, person, viewer_of(actor, person), [])


def _shown(
    request: HttpRequest, person: Person, viewer: Viewer, wards: list[dict[str, Any]]
) -> HttpResponse:
    unit = _unit(request)
    shown = Paginator(entries_of(person, unit), PAGE_ROWS).get_page(request.GET.get("page"))
    lines = told(shown.object_list, person.district)
    points, minutes = held_by(person, Unit.POINTS), held_by(person, Unit.MINUTES)
    now = points if unit is Unit.POINTS else minutes
    stats = [
        {"label": _("积分"), "value": amount_of(Unit.POINTS, points.balance), "icon": "bank"},
        {"label": _("时间"), "value": amount_of(Unit.MINUTES, minutes.balance), "icon": "clock"},
    ]
    if now.held:
        stats.append({"label": _("预留中"), "value": amount_of(unit, now.held)})
    context = {
        "person": person,
        "own": viewer is Viewer.OWNER,
        "name": "" if viewer is Viewer.OWNER else shown_name(person),
        "tabs": [
            {"url": f"?unit={one.value}", "label": UNITS[one], "current": one is unit}
            for one in Unit
        ],
        "stats": stats,
        "ending": amount_of(unit, now.ending) if now.ending else "",
        "ends_on": now.ends_on,
        "owes": now.balance < 0,
        "columns": _columns(),
        "rows": _rows(lines, unit, viewer),
        "page": shown,
        "wards": wards,
        "unit": unit.value,
        "adjusts": viewer is Viewer.CENTER,
    }
    return render(request, "bank/passbook.html", context)


@page(Open.SIGNED_IN)
def booklet(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The passbook on paper: every line with the number of its record, oldest first."""
    actor = actor_of(request)
    person = holder_seen_by(actor, person_id)
    books = []
    for unit in Unit:
        entries = list(entries_of(person, unit).reverse()[:PRINT_ROWS])
        rows = _rows(told(entries, person.district), unit, Viewer.OWNER)
        books.append(
            {
                "unit": UNITS[unit],
                "balance": amount_of(unit, held_by(person, unit).balance),
                "rows": rows,
            }
        )
    volunteer = getattr(person, "volunteer", None)
    context = {
        "name": shown_name(person),
        "number": volunteer.volunteer_no if volunteer is not None else "",
        "books": books,
        "columns": _columns(),
        "as_of": timezone.now(),
    }
    return render(request, "bank/booklet.html", context)
