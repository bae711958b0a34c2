"""Activities as everybody sees them: the list, one of them, its poster, its calendar entry."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from redvest.activities.forms.joining import PublicFilter
from redvest.activities.labels import CANCEL_REASONS, SIGNUP_STATES
from redvest.activities.models import Activity
from redvest.activities.outcome_showing import figure_rows
from redvest.activities.queries import (
    own_volunteers,
    public_activity,
    roles_towards,
    sessions_of,
    shifts_of,
)
from redvest.activities.queries.lists import activities_listed, own_signups_for
from redvest.activities.queries.outcomes import figures_of
from redvest.activities.queries.projects import theme_now
from redvest.activities.sharing import share_card
from redvest.activities.showing import (
    address_of,
    card,
    facts,
    file_name,
    long_day,
    organiser_of,
    place_of,
    shift_card,
    state_of,
)
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpState
from redvest.http import Open, actor_of, page
from redvest.orders.showing_qr import qr_uri

PAGE_ROWS = 20


@page(Open.ANYONE)
def index(request: HttpRequest) -> HttpResponse:
    """What there is to join in, the next first."""
    actor = actor_of(request)
    names = region_names(actor.district)
    streets = [(code, name) for code, name in sorted(names.items()) if len(code) == 9]
    form = PublicFilter(request.GET or None, streets=streets)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = activities_listed(
        actor.district,
        kind=wanted.get("kind", ""),
        street=wanted.get("street", ""),
        q=wanted.get("q", ""),
        tag=wanted.get("tag", ""),
    )
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "page": found,
        "links": [card(row) for row in found],
        "theme": theme_now(actor.district),
        "tag": wanted.get("tag", ""),
        "is_volunteer": Role.VOLUNTEER in actor.roles,
    }
    return render(request, "activities/index.html", context)


@page(Open.ANYONE)
def show(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """One activity: what, when, where, the risks, and the shifts to sign up for."""
    actor = actor_of(request)
    activity = public_activity(actor.district, activity_id)
    mine = own_signups_for(actor, activity, [one.id for one in own_volunteers(actor)])
    rows = []
    for shift in shifts_of(activity):
        shift.activity = activity
        row = shift_card(shift)
        if shift.id in mine:
            row["state"] = SIGNUP_STATES[SignUpState(mine[shift.id])]
        rows.append(row)
    context = {
        "activity": activity,
        "state": state_of(activity),
        "facts": facts(activity, named=actor.account_id is not None),
        "figures": figure_rows(figures_of(activity.district, [activity.id])),
        "shifts": rows,
        "reason": CANCEL_REASONS.get(activity.reason, ""),
        "runs": bool(roles_towards(actor, activity) - {Role.AUDITOR, Role.LEAD}),
        "leads": Role.LEAD in roles_towards(actor, activity),
    }
    return render(request, "activities/show.html", context)


@page(Open.ANYONE)
def poster(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """To hang on a door or to send round: what, when, where, and a code to scan."""
    activity = public_activity(actor_of(request).district, activity_id)
    url = address_of(request, activity)
    context = {
        "activity": activity,
        "organiser": organiser_of(activity),
        "place": place_of(activity),
        "times": [(one.starts_at, one.ends_at) for one in sessions_of(activity)[:8]],
        "src": qr_uri(url),
        "url": url,
    }
    return render(request, "activities/poster.html", context)


@page(Open.ANYONE)
def share(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """A picture to send round."""
    activity = public_activity(actor_of(request).district, activity_id)
    made = share_card(activity, address_of(request, activity))
    return HttpResponse(made, content_type="image/png")


@page(Open.ANYONE)
def calendar(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """The sessions of an activity for the calendar of a phone."""
    activity = public_activity(actor_of(request).district, activity_id)
    body = _written(activity, address_of(request, activity))
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{file_name(activity.title)}"
        },
    )


def _written(activity: Activity, url: str) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Redvest//Activities//")
    made.add("version", "2.0")
    for session in sessions_of(activity):
        entry = Event()
        entry.add("uid", f"{session.id}@redvest")
        entry.add("dtstamp", timezone.now())
        entry.add("dtstart", session.starts_at)
        entry.add("dtend", session.ends_at)
        entry.add("sequence", activity.version)
        entry.add("status", "CANCELLED" if activity.status == "cancelled" else "CONFIRMED")
        entry.add("summary", activity.title)
        entry.add("location", place_of(activity))
        words = _("%(time)s，%(organiser)s组织。") % {
            "time": long_day(session.starts_at),
            "organiser": organiser_of(activity),
        }
        entry.add("description", words)
        entry.add("url", url)
        made.add_component(entry)
    body: bytes = made.to_ical()
    return body
