"""Desk: the catalogue, and how many pieces lie where."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.bank.forms.rewards import CountForm, DonationForm, PiecesForm, PlaceForm, RewardForm
from redvest.bank.models import Reward
from redvest.bank.queries.merchants import DESK, WATCHING
from redvest.bank.queries.rewards import (
    every_reward,
    is_agreed,
    place_name,
    region_of,
    reward_here,
    stock_here,
    stocks_of,
)
from redvest.bank.reward_labels import FIELDS, KINDS_OF_REWARD, named
from redvest.bank.services.catalogue import (
    add_reward,
    count_stock,
    edit_reward,
    place_reward,
    receive_donation,
    set_reward_open,
    stock_up,
)
from redvest.core.forming import attempt
from redvest.engines.reward_rules import Field, Kind
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.venues.queries import managed_venues

STOCKING: dict[str, tuple[type[forms.Form], Any]] = {
    "up": (PiecesForm, stock_up),
    "donate": (DonationForm, receive_donation),
    "count": (CountForm, count_stock),
}


@page(*DESK, *WATCHING)
def desk(request: HttpRequest) -> HttpResponse:
    """Everything in the catalogue, offered or not."""
    actor = actor_of(request)
    rows = [
        {
            "url": reverse("bank:reward_desk", args=[one.id]),
            "cells": [
                {"value": named(one)},
                {"value": FIELDS[Field(one.field)]},
                {"value": one.points},
                {"value": one.pieces or 0},  # type: ignore[attr-defined]
                {"value": one.merchant.name if one.merchant else _("站点")},
                {"value": _("可兑换") if one.is_open else _("已停兑")},
            ],
        }
        for one in every_reward(actor.district)[:500]
    ]
    labels = (_("名称"), _("方面"), _("积分"), _("还有几份"), _("谁提供"), _("状态"))
    numbers = {labels[2], labels[3]}
    context = {
        "rows": rows,
        "columns": [{"label": label, "number": label in numbers} for label in labels],
        "sets": actor.has(Role.CENTRE_ADMIN),
    }
    return render(request, "bank/catalogue_desk.html", context)


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = RewardForm(request.POST or None, district=actor.district)
    if request.method == "POST":
        made = attempt(form, lambda: add_reward(actor=actor, card=form.card()))
        if made is not None:
            messages.success(request, _("已上架。接下来加领取点，填有几份。"))
            return redirect("bank:reward_desk", made.id)
    return render(request, "bank/reward_form.html", {"form": form, "reward": None})


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def edit(request: HttpRequest, reward_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    reward = reward_here(actor.district, reward_id)
    form = RewardForm(
        request.POST or None, initial=RewardForm.shown(reward), district=actor.district
    )
    if request.method == "POST":
        done = attempt(
            form,
            lambda: edit_reward(
                actor=actor,
                reward_id=reward_id,
                card=form.card(),
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            messages.success(request, _("已保存。"))
            return redirect("bank:reward_desk", reward_id)
    version = request.POST.get("version") or reward.version
    context = {"form": form, "reward": reward, "version": version}
    return render(request, "bank/reward_form.html", context)


@page(*DESK, *WATCHING)
def show(request: HttpRequest, reward_id: UUID) -> HttpResponse:
    """One reward: what it is, where it lies, what came in."""
    return _shown(request, reward_here(actor_of(request).district, reward_id), {})


def _places(actor: Actor, reward: Reward) -> list[tuple[str, str]]:
    """Where a reward may still be laid: my venues, and the shop of its merchant."""
    known = {stock.venue_id for stock in stocks_of(reward)}
    rows = [
        (str(venue.id), venue.name)
        for venue in managed_venues(actor)[:500]
        if venue.id not in known
    ]
    merchant = reward.merchant
    if merchant is not None and None not in known:
        rows.insert(0, ("", _("商家店里：%(name)s") % {"name": merchant.name}))
    return rows


def _stocking_forms(sent: dict[str, forms.Form], stock_id: str) -> dict[str, forms.Form]:
    """The forms of one place; their fields carry its id, since a page has several."""
    found = {name: sent.get(name) or form() for name, (form, _service) in STOCKING.items()}
    for name, form in found.items():
        form.auto_id = f"{name}-{stock_id}-%s"
    return found


def _shown(
    request: HttpRequest, reward: Reward, sent: dict[str, forms.Form], stock_id: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    facts = [
        {"label": _("是什么"), "value": KINDS_OF_REWARD[Kind(reward.kind)]},
        {"label": _("方面"), "value": FIELDS[Field(reward.field)]},
        {"label": _("积分"), "value": reward.points},
        {"label": _("每人每月"), "value": reward.month_limit or _("不限")},
        {"label": _("谁提供"), "value": reward.merchant.name if reward.merchant else _("站点")},
        {"label": _("说明"), "value": reward.about},
    ]
    if reward.adults_only:
        facts.append({"label": _("谁能换"), "value": _("只给成年人")})
    stocks = [
        {
            "row": stock,
            "name": place_name(stock),
            "keeps": any(actor.has(role, region=region_of(stock)) for role in DESK),
            "forms": _stocking_forms(sent if stock_id == str(stock.id) else {}, str(stock.id)),
        }
        for stock in stocks_of(reward)
    ]
    places = _places(actor, reward) if actor.roles & set(DESK) else []
    context = {
        "reward": reward,
        "name": named(reward),
        "facts": facts,
        "stocks": stocks,
        "agreed": is_agreed(reward),
        "sets": actor.has(Role.CENTRE_ADMIN),
        "place_form": sent.get("place") or (PlaceForm(places=places) if places else None),
    }
    return render(request, "bank/reward_desk.html", context)


@page(Role.CENTRE_ADMIN, methods=("POST",))
def offered(request: HttpRequest, reward_id: UUID, action: str) -> HttpResponse:
    """恢复兑换 or 停止兑换."""
    if action not in ("open", "close"):
        raise NotSeen(_("没有这个页面。"))
    set_reward_open(actor=actor_of(request), reward_id=reward_id, is_open=action == "open")
    messages.success(request, _("已记下。"))
    return redirect("bank:reward_desk", reward_id)


@page(*DESK, methods=("POST",))
def lay(request: HttpRequest, reward_id: UUID) -> HttpResponse:
    """One more place."""
    actor = actor_of(request)
    reward = reward_here(actor.district, reward_id)
    form = PlaceForm(request.POST, places=_places(actor, reward))
    done = attempt(
        form,
        lambda: place_reward(actor=actor, reward_id=reward_id, venue_id=form.cleaned_data["place"]),
    )
    if done is None:
        return _shown(request, reward, {"place": form})
    messages.success(request, _("已加领取点，请填有几份。"))
    return redirect("bank:reward_desk", reward_id)


@page(*DESK, methods=("POST",))
def stocking(request: HttpRequest, stock_id: UUID, action: str) -> HttpResponse:
    """Pieces came in, were given, or were counted."""
    if action not in STOCKING:
        raise NotSeen(_("没有这个页面。"))
    actor = actor_of(request)
    stock = stock_here(actor.district, stock_id)
    maker, service = STOCKING[action]
    form = maker(request.POST)
    done = attempt(form, lambda: service(actor=actor, stock_id=stock_id, **form.cleaned_data))
    if done is None:
        return _shown(request, stock.reward, {action: form}, str(stock.id))
    messages.success(request, _("已记下。"))
    return redirect("bank:reward_desk", stock.reward_id)
