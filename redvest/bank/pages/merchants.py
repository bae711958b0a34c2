"""Desk: partner merchants, who stands in them, and their agreements."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.bank.forms.rewards import AgreementForm, ClerkForm, MerchantForm
from redvest.bank.models import MerchantAgreement
from redvest.bank.queries.merchants import (
    DESK,
    WATCHING,
    agreed_merchants,
    agreement_seen_by,
    agreements_of,
    clerks_of,
    merchant_seen_by,
    merchants_in_scope,
)
from redvest.bank.reward_labels import agreement_state
from redvest.bank.services.merchants import (
    add_clerk,
    decide_agreement,
    edit_merchant,
    end_agreement,
    open_merchant,
    propose_agreement,
    remove_clerk,
)
from redvest.core.forming import attempt
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.people.queries import account_by_phone


@page(*DESK, *WATCHING)
def merchants(request: HttpRequest) -> HttpResponse:
    """The merchants of my places, and whether an agreement holds."""
    actor = actor_of(request)
    names = region_names(actor.district)
    agreed = agreed_merchants(actor.district, timezone.localdate())
    rows = [
        {
            "url": reverse("bank:merchant", args=[one.id]),
            "cells": [
                {"value": one.name},
                {"value": names.get(one.region, "")},
                {"value": _("有效") if one.id in agreed else _("没有有效协议")},
            ],
        }
        for one in merchants_in_scope(actor)[:300]
    ]
    labels = (_("商家"), _("所在地"), _("协议"))
    context = {
        "rows": rows,
        "columns": [{"label": label} for label in labels],
        "opens": bool(actor.roles & set(DESK)),
    }
    return render(request, "bank/merchants.html", context)


def _form(actor: Actor, data: Any = None, **more: Any) -> MerchantForm:
    return MerchantForm(data, district=actor.district, within=actor.scopes(*DESK), **more)


@page(*DESK, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = _form(actor, request.POST or None)
    if request.method == "POST":
        made = attempt(form, lambda: open_merchant(actor=actor, card=form.card()))
        if made is not None:
            messages.success(request, _("已登记。接下来拟一份协议，由另一位管理员批准。"))
            return redirect("bank:merchant", made.id)
    return render(request, "bank/merchant_form.html", {"form": form, "merchant": None})


@page(*DESK, methods=("GET", "POST"))
def edit(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    merchant, _roles = merchant_seen_by(actor, merchant_id)
    form = _form(actor, request.POST or None, initial=MerchantForm.shown(merchant))
    if request.method == "POST":
        done = attempt(
            form,
            lambda: edit_merchant(
                actor=actor,
                merchant_id=merchant_id,
                card=form.card(),
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            messages.success(request, _("已保存。"))
            return redirect("bank:merchant", merchant_id)
    context = {
        "form": form,
        "merchant": merchant,
        "version": request.POST.get("version") or merchant.version,
    }
    return render(request, "bank/merchant_form.html", context)


@page(*DESK, *WATCHING)
def merchant(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """One merchant: what hangs at the door, agreements, who hands over."""
    return _shown(request, merchant_id, {})


def _agreement(actor: Actor, row: MerchantAgreement, roles: frozenset[Role]) -> dict[str, Any]:
    centre = Role.CENTRE_ADMIN in roles
    return {
        "row": row,
        "state": agreement_state(row),
        "decides": centre and row.state == "proposed" and row.proposed_by != actor.account_id,
        "waits": row.state == "proposed" and row.proposed_by == actor.account_id,
        "ends": centre and row.state == "agreed",
    }


def _shown(request: HttpRequest, merchant_id: UUID, sent: dict[str, forms.Form]) -> HttpResponse:
    actor = actor_of(request)
    row, roles = merchant_seen_by(actor, merchant_id)
    facts = [
        {"label": _("所在地"), "value": region_names(row.district).get(row.region, "")},
        {"label": _("地址"), "value": row.address},
        {"label": _("营业电话"), "value": row.phone},
    ]
    blank: dict[str, forms.Form] = {"clerk": ClerkForm(), "propose": AgreementForm()}
    context = {
        "merchant": row,
        "facts": facts,
        "edits": bool(roles & set(DESK)),
        "centre": Role.CENTRE_ADMIN in roles,
        "clerks": [
            {"id": one.id, "phone": str(one.account.phone or _("未留手机号"))}
            for one in clerks_of(row)
        ],
        "agreements": [_agreement(actor, one, roles) for one in agreements_of(row)],
        "forms": {**blank, **sent},
    }
    return render(request, "bank/merchant.html", context)


@page(Role.CENTRE_ADMIN, methods=("POST",))
def clerk(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """Let somebody hand over here."""
    actor = actor_of(request)
    merchant_seen_by(actor, merchant_id)
    form = ClerkForm(request.POST)
    if attempt(form, lambda: _add(actor, merchant_id, form)) is None:
        return _shown(request, merchant_id, {"clerk": form})
    messages.success(request, _("已添加，对方下次打开页面就能核销。"))
    return redirect("bank:merchant", merchant_id)


def _add(actor: Actor, merchant_id: UUID, form: forms.Form) -> object:
    account = account_by_phone(form.cleaned_data["phone"])
    if account is None:
        nobody = gettext_lazy("没有人用这个手机号注册，请核对，或请对方先注册。")
        raise Invalid(nobody, fields={"phone": nobody})
    return add_clerk(actor=actor, merchant_id=merchant_id, account_id=account.id)


@page(Role.CENTRE_ADMIN, methods=("POST",))
def drop_clerk(request: HttpRequest, merchant_id: UUID, clerk_id: UUID) -> HttpResponse:
    remove_clerk(actor=actor_of(request), merchant_id=merchant_id, clerk_id=clerk_id)
    messages.success(request, _("已撤下，对方不能再核销。"))
    return redirect("bank:merchant", merchant_id)


@page(*DESK, methods=("POST",))
def propose(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """拟定协议."""
    actor = actor_of(request)
    merchant_seen_by(actor, merchant_id)
    form = AgreementForm(request.POST)
    done = attempt(
        form,
        lambda: propose_agreement(actor=actor, merchant_id=merchant_id, **form.cleaned_data),
    )
    if done is None:
        return _shown(request, merchant_id, {"propose": form})
    messages.success(request, _("已提交，由区中心的另一位管理员批准后生效。"))
    return redirect("bank:merchant", merchant_id)


@page(Role.CENTRE_ADMIN, methods=("POST",))
def agreement(request: HttpRequest, agreement_id: UUID, action: str) -> HttpResponse:
    """Agree, refuse, or end."""
    actor, version = actor_of(request), request.POST.get("version")
    row, _roles = agreement_seen_by(actor, agreement_id)
    if action in ("agree", "refuse"):
        decide_agreement(
            actor=actor, agreement_id=agreement_id, agree=action == "agree", version=version
        )
    elif action == "end":
        end_agreement(actor=actor, agreement_id=agreement_id, version=version)
    else:
        raise NotSeen(_("没有这个页面。"))
    messages.success(request, _("已记下。"))
    return redirect("bank:merchant", row.merchant_id)
