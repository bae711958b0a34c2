"""Activities that wait to be settled, and what settling one comes to."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.activities.labels import METHODS, SIGNUP_STATES
from redvest.activities.models import Activity, Stamp
from redvest.activities.queries import activities_kept, activity_seen_by, roster
from redvest.activities.queries.attendance import AFTERWARDS
from redvest.activities.showing import card, state_of
from redvest.core.templatetags.redvest import duration
from redvest.engines.attendance_merge import Method
from redvest.engines.evidence import Level
from redvest.engines.signup_flow import SignUpState
from redvest.errors import NotAllowed
from redvest.http import actor_of, page
from redvest.people.queries.persons import shown_name
from redvest.records.labels import FLAGS, STATES
from redvest.records.queries import DESK
from redvest.records.services.settling import CAME, Row, cases_of, settle_activity

SHOWN_MOST = 500


@page(*DESK)
def waiting(request: HttpRequest) -> HttpResponse:
    """What leads have handed in, the oldest first."""
    rows = activities_kept(actor_of(request), statuses=["ended"]).exclude(proposed_at=None)
    found = rows.order_by("proposed_at")[:60]
    links = [card(row, reverse("records:settle", args=[row.id])) for row in found]
    return render(request, "records/to_settle.html", {"links": links})


def _line(row: Row) -> dict[str, Any]:
    found = row.outcome
    ways = {one.arrived.method for one in row.story.stays}
    return {
        "name": shown_name(row.signup.volunteer.person),
        "number": row.signup.volunteer.volunteer_no,
        "ways": "、".join(str(METHODS[way]) for way in Method if way in ways),
        "minutes": duration(found.counted.minutes),
        "level": found.level.value or "–",
        "flags": "、".join(str(FLAGS[flag]) for flag in found.flags),
        "state": STATES[found.state],
    }


def _absent(activity: Activity) -> list[dict[str, Any]]:
    """Who was on the list and brings no hours; who was stamped after all is marked."""
    late = set(Stamp.objects.filter(activity=activity).values_list("signup_id", flat=True))
    states = ("confirmed", *(state for state in AFTERWARDS if state != "settled"))
    return [
        {
            "name": shown_name(one.volunteer.person),
            "number": one.volunteer.volunteer_no,
            "state": SIGNUP_STATES[SignUpState(one.state)],
            "came_late": one.id in late,
        }
        for one in roster(activity, states)[:SHOWN_MOST]
    ]


@page(*DESK, methods=("GET", "POST"))
def settle(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Everybody's hours before they are written, with who was absent; one button writes them."""
    actor = actor_of(request)
    activity, roles = activity_seen_by(actor, activity_id)
    if not roles & set(DESK):
        raise NotAllowed(_("活动由它所在地方的站点或区中心结算。"))
    if request.method == "POST":
        done = settle_activity(
            actor=actor, activity_id=activity_id, version=request.POST.get("version")
        )
        said = _("已结算：%(records)d条工时，其中%(effective)d条已生效。")
        messages.success(request, said % {"records": done.records, "effective": done.effective})
        return redirect("records:settle", activity_id)
    rows = cases_of(
        activity,
        roster(activity, CAME),
        settled_by=actor.account_id,
        roles=roles & frozenset(DESK),
    )
    levels = Counter(row.outcome.level for row in rows if row.outcome.counted.minutes)
    context = {
        "activity": activity,
        "state": state_of(activity),
        "rows": [_line(row) for row in rows[:SHOWN_MOST]],
        "more": max(len(rows) - SHOWN_MOST, 0),
        "absent": _absent(activity),
        "stats": [
            {"label": _("来了"), "value": len(rows)},
            {
                "label": _("共计"),
                "value": duration(sum(row.outcome.counted.minutes for row in rows)),
            },
            *({"label": _("%(level)s级") % {"level": level.value}, "value": levels[level]}
              for level in Level if level.value and levels[level]),
        ],
        "may_settle": activity.status == "ended" and activity.proposed_at is not None,
        "own": activity.proposed_by == actor.account_id,
    }  # fmt: skip
    return render(request, "records/settle.html", context)
