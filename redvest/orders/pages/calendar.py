"""One's visits in the calendar of one's phone."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.labels import named
from redvest.orders.models import Assignment
from redvest.orders.queries.feeds import Feed, feed_of, live_link
from redvest.orders.services.calendars import end_calendar_link, make_calendar_link, token_hash
from redvest.orders.showing import place_of

EVERY = timedelta(hours=1)
STATUS = {"proposed": "TENTATIVE", "accepted": "CONFIRMED", "ended": "CONFIRMED"}


@page(Role.VOLUNTEER, methods=("GET", "POST"))
def calendar(request: HttpRequest) -> HttpResponse:
    """Make the secret address, shown once; make another; end it."""
    actor = actor_of(request)
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "end":
            end_calendar_link(actor=actor)
            messages.success(request, _("已停用，原来的地址不能再用。"))
            return redirect("orders:calendar")
        path = reverse("orders:feed", args=[make_calendar_link(actor=actor)])
        address = request.build_absolute_uri(path)
    context = {
        "address": address,
        "webcal": "webcal://" + address.partition("://")[2] if address else "",
        "link": live_link(actor.account_id, actor.district),
    }
    response = render(request, "orders/calendar.html", context)
    # Making the address is what this submission does; nobody keeps the page that shows it.
    response.keep_changes = True  # type: ignore[attr-defined]
    return response


@page(Open.ANYONE)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address. Who has no secret learns nothing."""
    found = feed_of(token_hash(token))
    if found is None:
        raise NotSeen(_("没有找到这个地址。"))
    with translation.override(found.link.language):
        body = _written(found)
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store"},
    )


def _written(found: Feed) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Redvest//Volunteer visits//")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("志愿服务"))
    made.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    for visit in found.visits:
        made.add_component(_entry(visit))
    for entry in found.entries():
        made.add_component(entry)
    body: bytes = made.to_ical()
    return body


def _entry(visit: Assignment) -> Event:
    """One visit: what, when, in which community, and where to look up the rest."""
    order = visit.order
    entry = Event()
    entry.add("uid", f"{visit.id}@redvest")
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", order.scheduled_from)
    entry.add("dtend", order.scheduled_to)
    entry.add("sequence", order.version)
    entry.add("status", STATUS[visit.state])
    entry.add("summary", named(order.item))
    entry.add("location", place_of(order))
    words = _("编号 %(number)s。地址和电话请登录后在任务里查看。") % {"number": order.number}
    entry.add("description", words)
    if settings.SITE_URL:
        entry.add("url", settings.SITE_URL + reverse("orders:task", args=[order.id]))
    return entry
