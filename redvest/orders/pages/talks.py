"""宣讲菜单: who gives which talk, and ordering one for the residents of a station."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.forms.wishes import TalkForm, TalkRatingForm
from redvest.orders.item_labels import AUDIENCES, EQUIPMENT
from redvest.orders.labels import named
from redvest.orders.models import Talk, TeamItem
from redvest.orders.queries import DESK, catalog, order_seen_by
from redvest.orders.queries.menu import teams_offering
from redvest.orders.queries.wishes import talks_kept
from redvest.orders.services import confirm_order, rate_order
from redvest.orders.services.talks import TalkCard, order_talk
from redvest.venues.queries import managed_venues


def _offered(row: TeamItem) -> str:
    """A team with its topics: 小东俚语宣讲队（反诈、家风）."""
    return f"{row.team.name}（{'、'.join(row.topics)}）" if row.topics else row.team.name


def _equipped(found: Talk) -> str:
    return "、".join(str(EQUIPMENT[one]) for one in found.equipment)


@page(*DESK)
def talks(request: HttpRequest) -> HttpResponse:
    """The menu of talks with who gives them, and the talks of one's places."""
    actor = actor_of(request)
    menu = []
    for item in catalog(actor.district, ("talk",)):
        offers = list(teams_offering(item))
        topics = [f"{row.team.name}：{'、'.join(row.topics)}" for row in offers if row.topics]
        others = [row.team.name for row in offers if not row.topics]
        menu.append(
            {
                "url": reverse("orders:talk_new", args=[item.code]),
                "label": named(item),
                "note": "；".join([*topics, *others]) or _("还没有队伍报名讲，可以公开征集"),
                "icon": item.icon,
            }
        )
    links = [
        {
            "url": reverse("orders:talk", args=[talk.order_id]),
            "label": talk.topic,
            "note": f"{talk.venue.name} · {named(talk.order.item)}",
            "state": talk.order.state,
        }
        for talk in talks_kept(actor)[:50]
    ]
    return render(request, "orders/talks.html", {"menu": menu, "links": links})


@page(*DESK, methods=("GET", "POST"))
def talk_new(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    item = catalog(actor.district, ("talk",)).filter(code=code).first()
    if item is None:
        raise NotSeen(_("没有这项服务，请在菜单里另选一项。"))
    venues = managed_venues(actor).filter(status="open", level="station")[:300]
    teams = [(str(row.team_id), _offered(row)) for row in teams_offering(item)]
    form = TalkForm(
        request.POST or None,
        venues=[(str(venue.id), venue.name) for venue in venues],
        teams=teams,
        initial={"minutes": item.minutes},
    )

    def act() -> Talk:
        values = dict(form.cleaned_data)
        venue_id, team_id = values.pop("venue"), values.pop("team")
        card = TalkCard(item_id=item.id, team_id=team_id, **values)
        return order_talk(actor=actor, venue_id=venue_id, card=card)

    if request.method == "POST":
        made = attempt(form, act)
        if made is not None:
            messages.success(request, _("已点好，队伍会收到通知。"))
            return redirect("orders:talk", made.order_id)
    return render(request, "orders/talk_new.html", {"form": form, "item": item})


@page(*DESK, methods=("GET", "POST"))
def talk(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One talk; afterwards the station says how it was."""
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    found = Talk.objects.select_related("venue").filter(order=order).first()
    if found is None or not roles & set(DESK):
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    form = TalkRatingForm(request.POST or None)

    def act() -> object:
        if order.state == "done":
            confirm_order(actor=actor, order_id=order_id, version=request.POST.get("version"))
        return rate_order(
            actor=actor,
            order_id=order_id,
            grade=form.cleaned_data["grade"],
            text=form.cleaned_data["text"],
        )

    if request.method == "POST" and attempt(form, act) is not None:
        return redirect("orders:talk", order_id)
    facts = [
        {"label": _("题目"), "value": found.topic},
        {"label": _("地点"), "value": found.venue.name},
        {"label": _("开始"), "at": found.starts_at},
        {"label": _("谁来听"), "value": str(AUDIENCES[found.audience])},
        {"label": _("大约多少人"), "value": str(found.seats)},
        {
            "label": _("站里有什么"),
            "value": "、".join(str(EQUIPMENT[one]) for one in found.equipment),
        },
    ]
    context = {
        "order": order,
        "talk": found,
        "item": named(order.item),
        "facts": facts,
        "form": form if order.state in ("done", "confirmed") else None,
    }
    return render(request, "orders/talk.html", context)
