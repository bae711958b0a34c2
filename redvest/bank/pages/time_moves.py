"""What passes on: inheritances at the desk, exchanges with other districts, saving for a team."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.bank.forms.time_moves import LeftForm, SendForm, TeamGiveForm
from redvest.bank.queries.merchants import DESK, WATCHING
from redvest.bank.queries.time_moves import (
    cleared,
    districts_to,
    exchanges_of,
    inheritances_in_scope,
    own_exchanges,
    partners_of,
    saved_by_teams,
    sides_between,
    teams_of,
)
from redvest.bank.services.exchanging import send_time
from redvest.bank.services.giving import give_of_team
from redvest.bank.services.inheriting import ask_inheritance, decide_inheritance
from redvest.bank.services.team_saving import save_for_oneself, save_for_team
from redvest.bank.showing import amount_of
from redvest.bank.time_labels import (
    EXCHANGE_REASONS,
    EXCHANGES,
    HEIRS,
    INHERITANCE_PROOFS,
    INHERITANCES,
    VERDICTS,
)
from redvest.bank.time_showing import stats_of
from redvest.core.forming import attempt
from redvest.districts.models import District
from redvest.engines.clearing import GOOD, reconciled
from redvest.engines.ledger import Unit
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.queries.persons import (
    desk_covers,
    own_person_or_404,
    person_seen_by,
    shown_name,
)

PAGE_ROWS = 40


@page(*DESK, *WATCHING)
def inherits(request: HttpRequest) -> HttpResponse:
    """Who asked to inherit what; those that wait may be decided by somebody else."""
    actor = actor_of(request)
    shown = Paginator(inheritances_in_scope(actor), PAGE_ROWS).get_page(request.GET.get("page"))
    rows = [
        {
            "row": row,
            "heir": shown_name(row.heir),
            # Whoever was put together with somebody else has the number no more.
            "number": getattr(getattr(row.person, "volunteer", None), "volunteer_no", ""),
            "relation": HEIRS[row.relation],
            "proof": INHERITANCE_PROOFS[row.proof],
            "amount": amount_of(Unit.MINUTES, row.minutes) if row.minutes else "",
            "state": INHERITANCES[row.state],
            "decides": row.state == "asked"
            and actor.has(Role.CENTRE_ADMIN)
            and row.asked_by != actor.account_id,
        }
        for row in shown
    ]
    return render(request, "bank/time_inherits.html", {"rows": rows, "page": shown})


@page(*DESK, methods=("GET", "POST"))
def inherit_for(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask for an heir who stands here with the papers."""
    actor = actor_of(request)
    person = person_seen_by(actor, person_id)
    if not desk_covers(actor, person):
        raise NotSeen(_("没有找到这位居民。"))
    form = LeftForm(request.POST or None)
    if request.method == "POST":
        done = attempt(
            form, lambda: ask_inheritance(actor=actor, heir_id=person_id, left=form.left())
        )
        if done is not None:
            messages.success(request, _("已提交，由区中心的另一个人批准后到账。"))
            return redirect("bank:time_inherits")
    context = {"form": form, "person": person, "name": shown_name(person)}
    return render(request, "bank/time_inherit_for.html", context)


@page(Role.CENTRE_ADMIN, methods=("POST",))
def inherit_step(request: HttpRequest, inheritance_id: UUID, action: str) -> HttpResponse:
    if action not in ("agree", "refuse"):
        raise NotSeen(_("没有这个页面。"))
    decide_inheritance(
        actor=actor_of(request),
        inheritance_id=inheritance_id,
        agree=action == "agree",
        version=request.POST.get("version"),
    )
    messages.success(request, _("已记下。"))
    return redirect("bank:time_inherits")


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def teams(request: HttpRequest) -> HttpResponse:
    """My teams: whether I save for them, and what those that I lead may give."""
    actor = actor_of(request)
    own_person_or_404(actor)
    form = TeamGiveForm(request.POST or None, teams=_led(actor))
    if request.method == "POST":
        done = attempt(
            form,
            lambda: give_of_team(
                actor=actor,
                team_id=form.cleaned_data["team"],
                unit=Unit.MINUTES.value,
                amount=form.cleaned_data["amount"],
            ),
        )
        if done is not None:
            messages.success(request, _("已捐给爱心银行，谢谢你们。"))
            return redirect("bank:time_teams")
    found = teams_of(actor.volunteer_id, actor.district) if actor.volunteer_id else []
    context = {"teams": [{"team": row.team, "saves": saves} for row, saves in found], "form": form}
    return render(request, "bank/time_teams.html", context)


def _led(actor: Actor) -> list[tuple[str, str]]:
    words = _("%(team)s · 有%(amount)s")
    return [
        (
            str(team.id),
            words % {"team": team.name, "amount": amount_of(Unit.MINUTES, saved)},
        )
        for team, saved in saved_by_teams(actor.district, actor.teams(Role.TEAM_ADMIN))
    ]


@page(Open.SIGNED_IN, methods=("POST",))
def team_step(request: HttpRequest, team_id: UUID, action: str) -> HttpResponse:
    """From today on for the team, or for oneself again."""
    steps = {"team": save_for_team, "own": save_for_oneself}
    if action not in steps:
        raise NotSeen(_("没有这个页面。"))
    steps[action](actor=actor_of(request), team_id=team_id)
    messages.success(request, _("已记下，从今天起的服务这样存。"))
    return redirect("bank:time_teams")


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def send(request: HttpRequest) -> HttpResponse:
    """Send minutes to oneself in another district."""
    actor = actor_of(request)
    person = own_person_or_404(actor)
    places = [(one.code, one.name) for one in districts_to(person)]
    form = SendForm(request.POST or None, districts=places)
    if request.method == "POST":
        done = attempt(form, lambda: send_time(actor=actor, **form.sent()))
        if done is not None:
            messages.success(request, _("已转出，对方区收到后会显示“已收到”。"))
            return redirect("bank:time_send")
    context = {
        "form": form,
        "places": places,
        "stats": stats_of(person),
        "rows": _own_exchanges(person),
    }
    return render(request, "bank/time_away.html", context)


def _own_exchanges(person: Person) -> list[dict[str, Any]]:
    names = dict(District.objects.values_list("code", "name"))
    return [
        {
            "label": (_("转到%(place)s") if row.way == "out" else _("从%(place)s转来"))
            % {"place": names.get(row.other, row.other)},
            "amount": amount_of(Unit.MINUTES, row.minutes),
            "state": EXCHANGES[row.state],
            "reason": EXCHANGE_REASONS.get(row.reason, ""),
            "at": row.made_at,
        }
        for row in own_exchanges(person)[:PAGE_ROWS]
    ]


@page(Role.CENTRE_ADMIN, *WATCHING)
def exchanges(request: HttpRequest) -> HttpResponse:
    """Both books with every other district, side by side; what does not agree comes first."""
    actor = actor_of(request)
    names = dict(District.objects.values_list("code", "name"))
    partners = []
    for other in partners_of(actor.district):
        found = reconciled(
            sides_between(actor.district, other),
            cleared(actor.district, other),
            cleared(other, actor.district),
        )
        ordered = sorted(found.rows, key=lambda row: row.verdict in GOOD)
        partners.append(
            {
                "name": names.get(other, other),
                "sound": found.sound,
                "under_way": amount_of(Unit.MINUTES, found.under_way),
                "off": amount_of(Unit.MINUTES, found.off),
                "own": amount_of(Unit.MINUTES, cleared(actor.district, other)),
                "theirs": amount_of(Unit.MINUTES, cleared(other, actor.district)),
                "rows": [
                    {
                        "key": str(row.key)[-12:],
                        "sender": names.get(row.sender, row.sender),
                        "amount": amount_of(Unit.MINUTES, row.minutes),
                        "verdict": VERDICTS[row.verdict],
                    }
                    for row in ordered[:PAGE_ROWS]
                ],
            }
        )
    shown = Paginator(exchanges_of(actor), PAGE_ROWS).get_page(request.GET.get("page"))
    own = [
        {
            "name": shown_name(row.person) if row.person is not None else "",
            "way": _("转出") if row.way == "out" else _("转入"),
            "place": names.get(row.other, row.other),
            "amount": amount_of(Unit.MINUTES, row.minutes),
            "state": EXCHANGES[row.state],
            "reason": EXCHANGE_REASONS.get(row.reason, ""),
            "at": row.made_at,
        }
        for row in shown
    ]
    context = {"partners": partners, "own": own, "page": shown}
    return render(request, "bank/time_exchanges.html", context)
