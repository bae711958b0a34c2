"""What is done by hand, what was refused and appealed, and what nobody could be found for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.exporting import download
from redvest.core.forming import attempt
from redvest.districts.queries import policy_of, region_names
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.desk_showing import reason_of
from redvest.orders.forms import TaskForm
from redvest.orders.labels import CONCERNS, TASKS, named
from redvest.orders.models import ServiceOrder
from redvest.orders.proposals import propose_for
from redvest.orders.proposing_words import why_nobody
from redvest.orders.queries import DESK, tasks_in_scope, unmet_in_scope
from redvest.orders.queries.follow_up import appeals_to
from redvest.orders.queries.visits import worries_in
from redvest.orders.services.exports import note_export
from redvest.orders.services.tasks import finish_task
from redvest.orders.showing import place_of
from redvest.orders.waiting import said_clock
from redvest.people.actors import Actor

PAGE_ROWS = 30


@page(*DESK)
def tasks(request: HttpRequest) -> HttpResponse:
    """Residents to phone, help to look for, reminders: the one due first on top."""
    actor, now = actor_of(request), timezone.now()
    found = Paginator(tasks_in_scope(actor), PAGE_ROWS).get_page(request.GET.get("page"))
    soon = policy_of(actor.district).due_soon_percent
    names = region_names(actor.district)
    rows = [
        {
            "url": reverse("orders:order_task", args=[task.id]),
            "cells": [
                {"value": TASKS.get(task.kind, task.kind)},
                {"state": said_clock(task.opened_at, task.due_at, now, soon)},
                {"value": task.order.number},
                {"value": named(task.order.item)},
                {"value": place_of(task.order, names)},
                {"state": task.order.state},
            ],
        }
        for task in found
    ]
    columns = [_("要做什么"), _("期限"), _("编号"), _("服务项目"), _("社区"), _("状态")]
    return _listed(request, "orders/order_tasks.html", columns, rows, found)


def _listed(
    request: HttpRequest,
    template: str,
    columns: list[str],
    rows: list[Any],
    found: Any,
    **more: Any,
) -> HttpResponse:
    context = {"columns": [{"label": label} for label in columns], "rows": rows, "page": found}
    return render(request, template, {**context, **more})


@page(*DESK, methods=("GET", "POST"))
def order_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Do it, then write down how it went."""
    actor = actor_of(request)
    task = tasks_in_scope(actor).select_related("order__requester").filter(id=task_id).first()
    form = TaskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: finish_task(actor=actor, task_id=task_id, result=form.cleaned_data["result"]),
        )
        if done is not None:
            messages.success(request, _("已记下。"))
            return redirect("orders:desk", order_id=done.order_id)
    if task is None:
        raise NotSeen(_("没有找到这件待办，可能已经有人办了。"))
    return render(
        request,
        "orders/order_task.html",
        {
            "task": task,
            "title": TASKS.get(task.kind, task.kind),
            "order": task.order,
            "item": named(task.order.item),
            "form": form,
            "phone": str(task.order.contact_phone or ""),
        },
    )


@page(*DESK)
def worries(request: HttpRequest) -> HttpResponse:
    """What volunteers found unsafe: to be cleared up before the next one goes there."""
    actor = actor_of(request)
    names = region_names(actor.district)
    found = Paginator(worries_in(actor), PAGE_ROWS).get_page(request.GET.get("page"))
    rows = [
        {
            "url": reverse("orders:desk", args=[row.order_id]),
            "cells": [
                {"value": row.order.number},
                {"value": named(row.order.item)},
                {"value": place_of(row.order, names)},
                {"value": "、".join(str(CONCERNS[one]) for one in row.concerns) or _("见订单")},
                {"at": row.given_at},
            ],
        }
        for row in found
    ]
    columns = [_("编号"), _("服务项目"), _("社区"), _("哪里不安全？"), _("什么时候")]
    return _listed(request, "orders/worries.html", columns, rows, found)


@page(Role.CENTRE_ADMIN, Role.AUDITOR)
def appeals(request: HttpRequest) -> HttpResponse:
    """Refusals the center is asked to look at once more."""
    actor, now = actor_of(request), timezone.now()
    found = Paginator(appeals_to(actor), PAGE_ROWS).get_page(request.GET.get("page"))
    soon = policy_of(actor.district).due_soon_percent
    names = region_names(actor.district)
    rows = [
        {
            "url": reverse("orders:desk", args=[order.id]),
            "cells": [
                {"value": order.number},
                {"state": said_clock(order.appealed_at, order.due_at, now, soon)},
                {"value": named(order.item)},
                {"value": place_of(order, names)},
                {"value": reason_of(order)},
            ],
        }
        for order in found
        if order.appealed_at
    ]
    columns = [_("编号"), _("期限"), _("服务项目"), _("社区"), _("不予受理的原因")]
    return _listed(request, "orders/appeals.html", columns, rows, found)


def _unmet_cells(order: ServiceOrder, names: dict[str, str]) -> list[Any]:
    return [
        order.number,
        named(order.item.category),
        named(order.item),
        place_of(order, names),
        reason_of(order),
        order.attempts,
    ]


def _unmet_columns() -> list[str]:
    return [_("编号"), _("类别"), _("服务项目"), _("社区"), _("为什么办不了"), _("派过几次")]


@page(*DESK, Role.AUDITOR)
def unmet(request: HttpRequest) -> HttpResponse:
    """需求清单: what nobody could be found for and why, from which a district learns."""
    actor = actor_of(request)
    names = region_names(actor.district)
    found = Paginator(unmet_in_scope(actor), PAGE_ROWS)
    listed = found.get_page(request.GET.get("page"))
    rows = [
        {
            "url": reverse("orders:desk", args=[order.id]),
            "cells": [
                *({"value": value} for value in _unmet_cells(order, names)),
                {"at": order.state_since},
            ],
        }
        for order in listed
    ]
    columns = [*_unmet_columns(), _("记入时间")]
    waiting = _unserved(actor, names) if actor.roles & set(DESK) else []
    return _listed(request, "orders/unmet.html", columns, rows, listed, waiting=waiting)


def _unserved(actor: Actor, names: dict[str, str]) -> list[dict[str, Any]]:
    """What waits now and the matching finds nobody for, each with the reason."""
    return [
        {
            "url": reverse("orders:desk", args=[order.id]),
            "label": f"{order.number} · {named(order.item)} · {place_of(order, names)}",
            "note": why_nobody(row.empty, order),
            "icon": "slash-circle",
        }
        for order, row in propose_for(actor).pairs()
        if row.choice is None
    ]


@page(*DESK, Role.AUDITOR, methods=("POST",))
def export_unmet(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list as a file. It names nobody, and that it was taken is written down."""
    actor = actor_of(request)
    names = region_names(actor.district)
    rows = [
        [
            *_unmet_cells(order, names),
            timezone.localtime(order.state_since).strftime("%Y-%m-%d %H:%M"),
        ]
        for order in unmet_in_scope(actor)
    ]
    answer = download(_("需求清单"), kind, [*_unmet_columns(), _("记入时间")], rows)
    note_export(actor=actor, what="unmet", kind=kind, rows=len(rows))
    answer.keep_changes = True  # type: ignore[attr-defined]
    answer.never_kept = True  # type: ignore[attr-defined]
    return answer
