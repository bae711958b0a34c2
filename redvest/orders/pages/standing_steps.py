"""What is done with a standing order: leaving out days, moving one, one team for all, stopping."""

from datetime import date
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
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.forms.standing import MoveForm, SeriesForm, SkipForm
from redvest.orders.labels import named
from redvest.orders.pages.own import MINE
from redvest.orders.pages.standing import movable, rhythm_in_words, shown
from redvest.orders.queries import DESK
from redvest.orders.queries.series import series_of_teams, series_seen_by, teams_for_series
from redvest.orders.queries.standing import days_of, standing_in, standing_seen_by
from redvest.orders.services.series import answer_series, leave_series, offer_series
from redvest.orders.services.standing import end_pause, skip_days, stop_standing
from redvest.orders.services.standing_days import move_day
from redvest.orders.showing import place_name


@page(*MINE, *DESK, methods=("POST",))
def standing_step(request: HttpRequest, standing_id: UUID, action: str) -> HttpResponse:
    """One button; a form with mistakes comes back as typed."""
    actor = actor_of(request)
    common: dict[str, Any] = {
        "actor": actor,
        "standing_id": standing_id,
        "version": request.POST.get("version"),
    }
    found, _role = standing_seen_by(actor, standing_id)
    if action == "stop":
        stop_standing(**common)
        messages.success(request, _("已停。还没有开始的都已撤单。"))
        return redirect("orders:standing", standing_id)
    form: Form
    if action == "skip":
        form, said = SkipForm(request.POST), _("这几天不用来了，已经告诉队伍。")
    elif action == "move":
        days = movable(days_of(found, timezone.localdate()))
        form, said = MoveForm(request.POST, days=days), _("这天已换时段，别的日子不变。")
    elif action == "series":
        form = SeriesForm(request.POST, teams=teams_for_series(actor, found))
        said = _("已问这支队伍，等答复。")
    else:
        raise NotSeen(_("没有这个页面。"))

    def act() -> object:
        values = form.cleaned_data
        if action == "skip":
            return skip_days(**common, **values)
        if action == "move":
            return move_day(**common, day=date.fromisoformat(values["day"]), slot=values["slot"])
        return offer_series(actor=actor, standing_id=standing_id, team_id=UUID(values["team"]))

    if attempt(form, act) is None:
        return shown(request, standing_id, action, form)
    messages.success(request, said)
    return redirect("orders:standing", standing_id)


@page(*MINE, *DESK, methods=("POST",))
def pause_end(request: HttpRequest, pause_id: UUID) -> HttpResponse:
    found = end_pause(actor=actor_of(request), pause_id=pause_id)
    messages.success(request, _("已恢复。撤掉的那几单不会自动回来，需要时请单独点一单。"))
    return redirect("orders:standing", found.id)


@page(*DESK)
def desk_standings(request: HttpRequest) -> HttpResponse:
    """What comes again and again in the desk's places."""
    links = [
        {
            "url": reverse("orders:standing", args=[row.id]),
            "label": f"{named(row.item)} · {row.requester.name or ''}",
            "note": rhythm_in_words(row),
            "icon": row.item.icon,
        }
        for row in standing_in(actor_of(request), timezone.localdate())[:200]
    ]
    return render(request, "orders/standings_desk.html", {"links": links})


@page(Role.TEAM_ADMIN)
def series_list(request: HttpRequest) -> HttpResponse:
    """Standing orders that the teams somebody leads are asked for or have taken on."""
    links = [
        {
            "url": reverse("orders:series", args=[row.id]),
            "label": named(row.standing.item),
            "note": row.team.name,
            "state": "dispatched" if row.state == "offered" else "active",
        }
        for row in series_of_teams(actor_of(request))
    ]
    return render(request, "orders/series_list.html", {"links": links})


@page(Role.TEAM_ADMIN, *DESK)
def series(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """All days of a standing order, as the team that is asked sees them: no name, no address."""
    found, role = series_seen_by(actor_of(request), series_id)
    asked, names = found.standing, region_names(found.district)
    context = {
        "series": found,
        "item": named(asked.item),
        "rhythm": rhythm_in_words(asked),
        "for_team": role is Role.TEAM_ADMIN,
        "facts": [
            {"label": _("需求"), "value": str(asked.description)},
            {"label": _("社区"), "value": place_name(asked.community, names)},
            {"label": _("从哪天开始"), "at": asked.first_day},
            {"label": _("到哪天为止"), "at": asked.last_day},
            {"label": _("队伍"), "value": found.team.name},
        ],
    }
    return render(request, "orders/series.html", context)


@page(Role.TEAM_ADMIN, *DESK, methods=("POST",))
def series_step(request: HttpRequest, series_id: UUID, answer: str) -> HttpResponse:
    actor = actor_of(request)
    if answer in ("yes", "no"):
        answer_series(actor=actor, series_id=series_id, accepts=answer == "yes")
        if answer == "yes":
            messages.success(request, _("已接下整个周期。每次谁去，请到时安排，由队员自己答应。"))
    elif answer == "leave":
        leave_series(actor=actor, series_id=series_id)
        messages.success(request, _("已结束，站点会另外安排，不影响队伍。"))
    else:
        raise NotSeen(_("没有这个页面。"))
    return redirect("orders:series", series_id)
