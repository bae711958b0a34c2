"""One line of the passbook that no record tells of: what it was made of, each walking back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.bank.pages.passbook import Viewer, viewer_of, what_of, where_of
from redvest.bank.queries.passbook import line_seen_by, parts_of
from redvest.bank.showing import amount_of
from redvest.engines.ledger import Unit
from redvest.http import Open, actor_of, page


@page(Open.SIGNED_IN)
def show(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """A gift, what ended, or what came from another entry of the same person."""
    actor = actor_of(request)
    person, line = line_seen_by(actor, entry_id)
    viewer, entry = viewer_of(actor, person), line.entry
    unit = Unit(entry.transfer.unit)
    rows: list[dict[str, Any]] = []
    for part in parts_of(line):
        # The lines of an entry that was joined with this one are on another account.
        own = part.line.entry.account_id == entry.account_id
        url = where_of(part.line, viewer) if own else ""
        rows.append(
            {
                "cells": [
                    {"at": part.line.entry.transfer.day},
                    {"value": what_of(part.line), "url": url},
                    {"value": amount_of(unit, part.amount)},
                    {"value": part.last_day.isoformat() if part.last_day else _("不到期")},
                ]
            }
        )
    facts = [
        {"label": _("日期"), "value": entry.transfer.day.isoformat()},
        {"label": _("收支"), "value": amount_of(unit, entry.delta, signed=True)},
        {"label": _("余额"), "value": amount_of(unit, entry.balance)},
    ]
    columns = [_("存入的日期"), _("什么"), _("用掉"), _("到期")]
    context = {
        "what": what_of(line),
        "facts": facts,
        "columns": [{"label": label, "number": label == columns[2]} for label in columns],
        "rows": rows,
        "book_url": _book(person.id, unit, viewer),
    }
    return render(request, "bank/passbook_line.html", context)


def _book(person_id: UUID, unit: Unit, viewer: Viewer) -> str:
    own = viewer is Viewer.OWNER
    url = reverse("bank:passbook") if own else reverse("bank:passbook_of", args=[person_id])
    return f"{url}?unit={unit.value}"
