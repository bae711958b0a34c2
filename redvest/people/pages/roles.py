"""Desk: who holds which role; giving one and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.core.forming import attempt
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.errors import Invalid
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.people.forms.roles import GrantForm, ReasonForm
from redvest.people.models import RoleGrant
from redvest.people.queries import account_by_phone
from redvest.people.queries.roles import SEERS, grant_seen_by, grants_seen_by
from redvest.people.role_labels import ROLES
from redvest.people.services.roles import grant_role, revoke_role

PAGE_SIZE = 50
GIVERS = (Role.SECURITY_ADMIN, Role.CENTRE_ADMIN, Role.VENUE_ADMIN)


def _place(grant: RoleGrant, names: dict[str, str]) -> str:
    if grant.department is not None:
        return grant.department.name
    return names.get(grant.scope, grant.scope)


@page(*SEERS)
def roles(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    shown = Paginator(grants_seen_by(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    names = region_names(actor.district)
    rows = [
        {
            "url": f"{grant.id}/",
            "cells": [
                {"value": ROLES[Role(grant.role)]},
                {"value": str(grant.account.phone or _("未留手机号"))},
                {"value": _place(grant, names)},
                {"at": grant.starts_at},
                {"at": grant.ends_at} if grant.ends_at else {"value": _("长期")},
            ],
        }
        for grant in shown
    ]
    columns = [
        {"label": label} for label in (_("角色"), _("手机号"), _("范围"), _("授权时间"), _("到期"))
    ]
    context = {"rows": rows, "columns": columns, "page": shown, "may_give": bool(_gives(actor))}
    return render(request, "people/desk_roles.html", context)


def _gives(actor: Actor) -> set[Role]:
    return {role for role in GIVERS if actor.has(role)}


@page(*GIVERS, methods=("GET", "POST"))
def give_role(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = GrantForm(request.POST or None, actor=actor)
    if request.method == "POST" and attempt(form, lambda: _give(actor, form)) is not None:
        messages.success(request, _("已授权，对方下次打开页面即可使用。"))
        return redirect("desk_roles")
    return render(request, "people/desk_role_new.html", {"form": form})


def _give(actor: Actor, form: GrantForm) -> RoleGrant:
    account = account_by_phone(form.cleaned_data["phone"])
    if account is None:
        raise Invalid(
            "", fields={"phone": gettext_lazy("没有人用这个手机号注册，请核对，或请对方先注册。")}
        )
    department = form.cleaned_data["department"]
    return grant_role(
        actor=actor,
        account_id=account.id,
        role=form.chosen_role(),
        scope=form.cleaned_data["scope"],
        department_id=UUID(department) if department else None,
        ends_at=form.ends_at(),
        reason=form.cleaned_data["reason"],
    )


@page(*SEERS, methods=("GET", "POST"))
def one_role(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    grant = grant_seen_by(actor, grant_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        taken = attempt(
            form,
            lambda: revoke_role(actor=actor, grant_id=grant_id, reason=form.cleaned_data["reason"]),
        )
        if taken is not None:
            messages.success(request, _("已收回，对方下一次操作起不再有这个角色。"))
            return redirect("desk_roles")
    facts = [
        {"label": _("角色"), "value": ROLES[Role(grant.role)]},
        {"label": _("手机号"), "value": str(grant.account.phone or "")},
        {"label": _("范围"), "value": _place(grant, region_names(actor.district))},
        {"label": _("授权时间"), "at": grant.starts_at},
        {"label": _("到期"), "at": grant.ends_at, "value": _("长期")},
    ]
    context = {"grant": grant, "facts": facts, "form": form, "may_take": bool(_gives(actor))}
    return render(request, "people/desk_role.html", context)
