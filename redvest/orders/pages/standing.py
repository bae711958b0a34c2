"""A need on many days, seen as one thing with its days."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import weekday, when
from redvest.engines.recurrence import WORKING_WEEK, told
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.forms.standing import MoveForm, SeriesForm, SkipForm, StandingForm
from redvest.orders.item_labels import worded
from redvest.orders.labels import SLOTS, named
from redvest.orders.models import ServiceItem, StandingOrder
from redvest.orders.queries import DESK, catalog, requesters_for
from redvest.orders.queries.series import live_series, teams_for_series
from redvest.orders.queries.standing import Day, days_before, days_of, standing_of, standing_seen_by
from redvest.orders.services.standing import (
    StandingCard,
    change_standing,
    start_standing,
)
from redvest.people.actors import Actor
from redvest.people.labels import WEEKDAYS

MINE = (Role.RESIDENT, Role.PROXY)


def rhythm_in_words(standing: StandingOrder) -> str:
    """周一至周五 · 上午 · 节假日不来."""
    parts = [
        str(WEEKDAYS[first - 1])
        if first == last
        else _("%(first)s至%(last)s") % {"first": WEEKDAYS[first - 1], "last": WEEKDAYS[last - 1]}
        for first, last in told(standing.weekdays)
    ]
    if len(standing.weekdays) == 7:
        parts = [_("每天")]
    words = ["、".join(parts), str(SLOTS[standing.slot])]
    if not standing.skip_holidays:
        words.append(_("节假日也来"))
    elif frozenset(standing.weekdays) == WORKING_WEEK:
        words.append(_("按工作日历"))
    else:
        words.append(_("节假日不来"))
    return " · ".join(words)


@page(Open.SIGNED_IN)
def standings(request: HttpRequest) -> HttpResponse:
    """One's standing orders."""
    links = [
        {
            "url": reverse("orders:standing", args=[row.id]),
            "label": named(row.item),
            "note": f"{rhythm_in_words(row)} · {row.requester.name or ''}",
            "icon": row.item.icon,
        }
        for row in standing_of(actor_of(request), timezone.localdate())
    ]
    return render(request, "orders/standings.html", {"links": links})


@page(Open.SIGNED_IN)
def standing_menu(request: HttpRequest) -> HttpResponse:
    """What to have on many days; meals first, since most come for them."""
    items = sorted(catalog(actor_of(request).district), key=lambda item: item.kind != "meal")
    links = [
        {
            "url": reverse("orders:standing_new", args=[item.code]),
            "label": named(item),
            "note": worded(item, "hint"),
            "icon": item.icon,
        }
        for item in items
    ]
    return render(request, "orders/standing_menu.html", {"links": links})


def item_on_menu(request: HttpRequest, code: str) -> ServiceItem:
    found = catalog(actor_of(request).district).filter(code=code).first()
    if found is None:
        raise NotSeen(_("没有这项服务，请在菜单里另选一项。"))
    return found


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def standing_new(request: HttpRequest, code: str) -> HttpResponse:
    """Set up: one screen, and its days are there."""
    item = item_on_menu(request, code)
    requesters = requesters_for(actor_of(request))
    if not requesters:
        return render(request, "orders/not_yet.html", {"item": named(item)})
    return setting_up(request, item, requesters, reverse("orders:standing_menu"))


def setting_up(
    request: HttpRequest,
    item: ServiceItem,
    requesters: list[tuple[UUID, str, str]],
    back: str,
    within: list[str] | None = None,
) -> HttpResponse:
    """The form and its sending, for oneself or for somebody else."""
    actor = actor_of(request)
    form = StandingForm(
        request.POST or None,
        district=actor.district,
        within=within,
        requesters=[(str(person), name) for person, name, _home in requesters],
        initial={"community": requesters[0][2], "requester": str(requesters[0][0])},
    )
    if request.method == "POST":
        made = attempt(
            form,
            lambda: start_standing(
                actor=actor,
                requester_id=UUID(form.cleaned_data.get("requester") or str(requesters[0][0])),
                card=StandingCard(item_id=item.id, **form.values()),
            ),
        )
        if made is not None:
            messages.success(request, _("已定好，每一天会提前安排。"))
            return redirect("orders:standing", made.id)
    return render(request, "orders/standing_form.html", {"form": form, "item": item, "back": back})


@page(*MINE, *DESK)
def standing(request: HttpRequest, standing_id: UUID) -> HttpResponse:
    return shown(request, standing_id)


def shown(
    request: HttpRequest, standing_id: UUID, sent: str = "", form: Form | None = None
) -> HttpResponse:
    """The whole of it; a form with mistakes comes back as typed."""
    actor, today = actor_of(request), timezone.localdate()
    found, role = standing_seen_by(actor, standing_id)
    days = days_of(found, today)
    context: dict[str, Any] = {
        "at_desk": role in DESK,
        "move": form if sent == "move" else MoveForm(days=movable(days)),
        "offer": form if sent == "series" else _series_form(actor, found, role),
        "series": live_series(found),
        "standing": found,
        "item": named(found.item),
        "rhythm": rhythm_in_words(found),
        "days": days,
        "before": days_before(found, today),
        "pauses": found.pauses.filter(undone_at=None, last_day__gte=today).order_by("first_day"),
        "form": form if sent == "skip" else SkipForm(),
        "facts": [
            {"label": _("需求"), "value": str(found.description)},
            {"label": _("从哪天开始"), "at": found.first_day},
            {"label": _("到哪天为止"), "at": found.last_day},
            {"label": _("居民"), "value": str(found.requester.name or "")},
        ],
    }
    return render(request, "orders/standing.html", context)


def movable(days: list[Day]) -> list[tuple[str, str]]:
    """Days of the next two weeks that may still be at another time of day."""
    return [
        (row.day.isoformat(), f"{when(row.day)} {weekday(row.day)}") for row in days if row.can_skip
    ]


def _series_form(actor: Actor, found: StandingOrder, role: Role) -> SeriesForm | None:
    return SeriesForm(teams=teams_for_series(actor, found)) if role in DESK else None


@page(*MINE, *DESK, methods=("GET", "POST"))
def standing_change(request: HttpRequest, standing_id: UUID) -> HttpResponse:
    """Change from a day on. Address and phone are asked again: they are shown to nobody here."""
    actor = actor_of(request)
    found, _role = standing_seen_by(actor, standing_id)
    shown = {
        "description": str(found.description),
        "weekdays": found.weekdays,
        "slot": found.slot,
        "skip_holidays": "yes" if found.skip_holidays else "no",
        "last_day": found.last_day,
        "community": found.community,
    }
    form = StandingForm(request.POST or None, district=actor.district, initial=shown)
    if request.method == "POST":
        made = attempt(
            form,
            lambda: change_standing(
                actor=actor,
                standing_id=standing_id,
                version=request.POST.get("version"),
                card=StandingCard(item_id=found.item_id, **form.values()),
            ),
        )
        if made is not None:
            messages.success(request, _("已改，从您选的那天起按新的来。"))
            return redirect("orders:standing", made.id)
    context = {"form": form, "item": found.item, "standing": found}
    return render(request, "orders/standing_form.html", context)
