"""The center's pages about webhooks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from redvest.core.forming import attempt
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.journal.labels import KINDS
from redvest.notices import hooking
from redvest.notices.forms import WebhookForm
from redvest.notices.labels import Status, error_label
from redvest.notices.models import Delivery, Webhook
from redvest.notices.webhooks import deliveries_of

PER_PAGE = 30


def _tone(hook: Webhook) -> str:
    return "active" if hook.is_active else "suspended"


@page(Role.CENTRE_ADMIN)
def hooks(request: HttpRequest) -> HttpResponse:
    """Which systems are told what happens."""
    links = [
        {
            "url": reverse("notices:hook", args=[hook.id]),
            "label": hook.name,
            "note": hook.url,
            "state": _tone(hook),
        }
        for hook in hooking.hooks_of(actor_of(request))
    ]
    return render(request, "notices/hooks.html", {"links": links})


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    actor, form = actor_of(request), WebhookForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, lambda: hooking.add_hook(actor=actor, **form.cleaned_data))
        if made is not None:
            return _secret_shown(request, *made)
    return render(request, "notices/hook_new.html", {"form": form})


def _secret_shown(request: HttpRequest, hook: Webhook, secret: str) -> HttpResponse:
    """The secret, once. The answer is kept nowhere."""
    response = render(request, "notices/hook_secret.html", {"hook": hook, "secret": secret})
    response.keep_changes = True  # type: ignore[attr-defined]
    response.never_kept = True  # type: ignore[attr-defined]
    return response


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def one(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    hook = hooking.hook_seen_by(actor, hook_id)
    version: object = hook.version
    if request.method == "POST":
        form, version = WebhookForm(request.POST), request.POST.get("version", "")
        changed = attempt(
            form,
            lambda: hooking.change_hook(
                actor=actor, hook_id=hook_id, version=version, **form.cleaned_data
            ),
        )
        if changed is not None:
            messages.success(request, _("已保存，从下一个事件起生效。"))
            return redirect("notices:hook", hook_id=hook_id)
    else:
        form = WebhookForm(initial={"name": hook.name, "url": hook.url, "kinds": hook.kinds})
    listed = Paginator(deliveries_of(hook), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "hook": hook,
        "state": _tone(hook),
        "form": form,
        "version": version,
        "both_until": _overlap(hook),
        "page": listed,
        "columns": [{"label": label} for label in (_("事件"), _("时间"), _("结果"), _("说明"))],
        "rows": [_row(delivery) for delivery in listed],
        "dead": deliveries_of(hook).filter(status=Status.DEAD.value).count(),
    }
    return render(request, "notices/hook.html", context)


def _overlap(hook: Webhook) -> Any:
    until = hook.old_secret_until
    return until if until and until > timezone.now() else None


def _row(delivery: Delivery) -> dict[str, Any]:
    words = {
        Status.SENT.value: pgettext("delivery", "已送达"),
        Status.DEAD.value: pgettext("delivery", "已放弃"),
    }
    return {
        "cells": [
            {"value": KINDS.get(delivery.kind, delivery.kind)},
            {"at": delivery.made_at},
            {"value": words.get(delivery.status, pgettext("delivery", "等待推送"))},
            {"value": error_label(delivery.error) if delivery.error else ""},
        ]
    }


@page(Role.CENTRE_ADMIN, methods=("POST",))
def step(request: HttpRequest, hook_id: UUID, action: str) -> HttpResponse:
    """One button of a webhook."""
    actor = actor_of(request)
    if action == "secret":
        return _secret_shown(request, *hooking.renew_secret(actor=actor, hook_id=hook_id))
    if action in ("stop", "resume"):
        hooking.switch_hook(actor=actor, hook_id=hook_id, on=action == "resume")
        messages.success(request, _("已停用。") if action == "stop" else _("已恢复推送。"))
    elif action == "again":
        done = hooking.send_again(actor=actor, hook_id=hook_id)
        text = ngettext("%(count)s 条已重新排队。", "%(count)s 条已重新排队。", done)
        messages.success(request, text % {"count": done})
    else:
        raise NotSeen(_("没有这个页面。"))
    return redirect("notices:hook", hook_id=hook_id)
