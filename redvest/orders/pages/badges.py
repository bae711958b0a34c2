"""Who is at the door: the volunteer's badge, its photo, and asking whether somebody is expected."""

from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.failures import failure_page
from redvest.core.forming import attempt
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.forms.visits import BadgePhotoForm, BadgeRefusalForm, VisitorForm
from redvest.orders.labels import BADGE_REASONS
from redvest.orders.models import Assignment
from redvest.orders.pages.own import MINE
from redvest.orders.queries import DESK, named_for, order_seen_by
from redvest.orders.queries.badges import (
    COMING_STATES,
    badge_code,
    badge_token,
    is_today,
    photo_states,
    visit_of_code,
    visit_of_token,
    waiting_photo,
    waiting_photos,
)
from redvest.orders.services.badges import (
    bring_badge_photo,
    decide_badge_photo,
    look_at_visitor,
    look_at_waiting_photo,
    take_badge_photo_back,
)
from redvest.orders.showing_qr import qr_uri

DECIDERS = (*DESK, Role.TEAM_ADMIN)


def portrait(request: HttpRequest, content: str, **more: Any) -> HttpResponse:
    """A face on a page of its own. That somebody looked stays although the answer is a page."""
    context = {"content": content, "title": _("来人的照片"), **more}
    response = render(request, "orders/portrait.html", context)
    response.keep_changes = True  # type: ignore[attr-defined]
    return response


@page(Role.VOLUNTEER, methods=("GET", "POST"))
def badge(request: HttpRequest) -> HttpResponse:
    """My photo: what it is for, where it stands, bringing another."""
    actor = actor_of(request)
    posted = request.method == "POST"
    form = BadgePhotoForm(request.POST, request.FILES) if posted else BadgePhotoForm()
    if posted:
        done = attempt(
            form,
            lambda: bring_badge_photo(actor=actor, data=form.cleaned_data["photo"].read()),
        )
        if done is not None:
            messages.success(request, _("照片已收到，等队长或站点审核。"))
            return redirect("orders:badge")
    states = photo_states(actor)
    context = {
        "form": form,
        "approved": "approved" in states,
        "waiting": "waiting" in states,
        "refused": BADGE_REASONS[states["refused"]] if states.get("refused") else "",
    }
    return render(request, "orders/badge.html", context)


@page(Role.VOLUNTEER, methods=("POST",))
def remove(request: HttpRequest) -> HttpResponse:
    take_badge_photo_back(actor=actor_of(request))
    messages.success(request, _("照片已收回。"))
    return redirect("orders:badge")


@page(Role.VOLUNTEER)
def visit(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What I show at this door: a code to scan, six digits, my name as the resident reads it."""
    actor = actor_of(request)
    order, _roles = order_seen_by(actor, order_id)
    own = named_for(order, actor.volunteer_id) if actor.volunteer_id else None
    if own is None or own.state != "accepted" or order.state not in COMING_STATES:
        raise NotSeen(_("约好时间、答应前来以后，才有这次上门的胸牌。"))
    own.order = order
    path = reverse("orders:scanned", args=[badge_token(own)])
    url = settings.SITE_URL + path if settings.SITE_URL else request.build_absolute_uri(path)
    context = {
        "order": order,
        "who": _who(own),
        "code": badge_code(own),
        "src": qr_uri(url),
        "today": is_today(own),
    }
    return render(request, "orders/visit_badge.html", context)


def _who(found: Assignment) -> dict[str, str]:
    """As the order says it: masked name, end of the number, team."""
    return {
        "name": str(found.volunteer.person.name or ""),
        "number": found.volunteer.volunteer_no[-4:],
        "team": found.dispatch.asked,
    }


@page(*MINE, *DESK, methods=("POST",))
def visitor(request: HttpRequest, order_id: UUID, visit_id: UUID) -> HttpResponse:
    """The face of somebody who is coming to this order."""
    content = look_at_visitor(actor=actor_of(request), order_id=order_id, visit_id=visit_id)
    return portrait(request, content)


def _too_many(request: HttpRequest) -> HttpResponse:
    return failure_page(request, 429, _("查得太多了，请过一会儿再查，或打站点电话。"), "too_many")


def _answered(request: HttpRequest, found: Assignment | None) -> HttpResponse:
    """Expected today or not, and nothing more: who asks may be anybody."""
    context = {"who": _who(found) if found is not None else None}
    return render(request, "orders/door_answer.html", context)


@page(Open.ANYONE)
def scanned(request: HttpRequest, token: str) -> HttpResponse:
    """What a badge's code says. A code nobody made looks like one of yesterday."""
    if not ratelimit.consume(request, app="allauth.account", action="visit_badge", limit_get=True):
        return _too_many(request)
    return _answered(request, visit_of_token(actor_of(request).district, token))


@page(Open.ANYONE, methods=("GET", "POST"))
def door(request: HttpRequest) -> HttpResponse:
    """Without a camera: the order's number and the digits on the badge."""
    form = VisitorForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "orders/door.html", {"form": form})
    actor, number = actor_of(request), form.cleaned_data["number"]
    key = f"{actor.district}:{number.strip()}"
    if not ratelimit.consume(request, app="allauth.account", action="visit_code", key=key):
        return _too_many(request)
    response = _answered(request, visit_of_code(actor.district, number, form.cleaned_data["code"]))
    response.keep_changes = True  # type: ignore[attr-defined] # A wrong code counts.
    return response


@page(*DECIDERS)
def waiting(request: HttpRequest) -> HttpResponse:
    """Photos to compare with the person."""
    links = [
        {
            "url": reverse("orders:badge_photo", args=[row.id]),
            "label": str(row.volunteer.person.name or ""),
            "note": row.volunteer.volunteer_no,
            "icon": "person-badge",
        }
        for row in waiting_photos(actor_of(request)).defer("content")[:100]
    ]
    return render(request, "orders/badges.html", {"links": links})


@page(*DECIDERS, methods=("GET", "POST"))
def compare(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Looking is a submission and is written down; the decision stands below the picture."""
    actor = actor_of(request)
    row = waiting_photo(actor, photo_id)
    more = {"row": row, "name": str(row.volunteer.person.name or ""), "form": BadgeRefusalForm()}
    if request.method == "POST":
        content = look_at_waiting_photo(actor=actor, photo_id=photo_id)
        return portrait(request, content, title=_("审核胸牌照片"), **more)
    return render(request, "orders/badge_photo.html", more)


@page(*DECIDERS, methods=("POST",))
def decide(request: HttpRequest, photo_id: UUID, answer: str) -> HttpResponse:
    actor = actor_of(request)
    if answer not in ("yes", "no"):
        raise NotSeen(_("没有这个页面。"))
    if answer == "yes":
        decide_badge_photo(actor=actor, photo_id=photo_id, approve=True)
        messages.success(request, _("已通过。"))
        return redirect("orders:badges")
    row = waiting_photo(actor, photo_id)
    form = BadgeRefusalForm(request.POST)
    done = attempt(
        form,
        lambda: decide_badge_photo(
            actor=actor, photo_id=photo_id, approve=False, reason=form.cleaned_data["reason"]
        ),
    )
    if done is None:
        more = {"row": row, "name": str(row.volunteer.person.name or ""), "form": form}
        return render(request, "orders/badge_photo.html", more)
    messages.success(request, _("已退回，志愿者会看到原因。"))
    return redirect("orders:badges")
