"""The roster: who comes, who waits, who was missed; the sheet to sign by hand."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.activities.forms.joining import InviteForm
from redvest.activities.labels import SIGNUP_BUTTONS, SIGNUP_STATES
from redvest.activities.models import Activity, Shift, SignUp, StandIn
from redvest.activities.models.signups import LIVE
from redvest.activities.queries import (
    ORGANISERS,
    activity_seen_by,
    roster,
    shifts_of,
)
from redvest.activities.queries.standing_in import swaps_to_decide
from redvest.activities.services import (
    admit_signup,
    answer_appeal,
    correct_absence,
    invite_members,
    record_absence,
    reject_signup,
)
from redvest.activities.services.outcomes import HAPPENED
from redvest.activities.showing import organiser_of, place_of, span_of
from redvest.core.forming import attempt
from redvest.engines.activity_rules import ActivityKind
from redvest.engines.outcomes import measures_of
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction, SignUpState, actions_open_to
from redvest.errors import NotAllowed, NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.people.queries.persons import shown_name
from redvest.teams.queries import members_of

RUNNING = (Role.VOLUNTEER, *ORGANISERS)
SHOWN = [*LIVE, "absent_excused"]
BLANK_LINES = 6
BUTTONS = (
    SignUpAction.ADMIT,
    SignUpAction.REJECT,
    SignUpAction.EXCUSE,
    SignUpAction.MARK_NO_SHOW,
    SignUpAction.CORRECT,
)


def running(actor: Actor, activity_id: UUID) -> tuple[Activity, frozenset[Role]]:
    """An activity for those who run it; an auditor watches elsewhere, without names."""
    activity, roles = activity_seen_by(actor, activity_id)
    able = roles & {Role.LEAD, *ORGANISERS}
    if not able:
        raise NotSeen(_("没有找到这个活动，或它不在您能查看的范围内。"))
    return activity, able


def _line(signup: SignUp, roles: frozenset[Role], actor: Actor) -> dict[str, Any]:
    now = timezone.now()
    begun = signup.starts_at <= now
    late_only = {SignUpAction.EXCUSE, SignUpAction.MARK_NO_SHOW, SignUpAction.CORRECT}
    own = signup.volunteer_id == actor.volunteer_id
    open_now = actions_open_to(SignUpState(signup.state), roles)
    return {
        "signup": signup,
        "name": shown_name(signup.volunteer.person),
        "number": signup.volunteer.volunteer_no,
        "state": SIGNUP_STATES[SignUpState(signup.state)],
        "family": signup.party is not None,
        "appeal": signup.reason if signup.objection == "asked" else "",
        "buttons": [
            (action.value, SIGNUP_BUTTONS[action])
            for action in BUTTONS
            if action in open_now and not own and (action in late_only) == begun
        ],
    }


def _swap(row: StandIn) -> dict[str, Any]:
    """Who would come to which place."""
    assert row.in_return is not None
    both = ((row.signup, row.in_return), (row.in_return, row.signup))
    return {
        "id": row.id,
        "both": [
            {
                "name": shown_name(who.volunteer.person),
                "to": " · ".join(
                    (
                        place.activity.title,
                        place.shift.position.name,
                        span_of(place.starts_at, place.ends_at),
                    )
                ),
            }
            for who, place in both
        ],
    }


@page(*RUNNING)
def show(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Who is on the list, by shift."""
    actor = actor_of(request)
    activity, roles = running(actor, activity_id)
    lines: dict[UUID, list[dict[str, Any]]] = {}
    for signup in roster(activity, SHOWN):
        lines.setdefault(signup.shift_id, []).append(_line(signup, roles, actor))
    groups = [
        {
            "shift": shift,
            "title": f"{span_of(shift.starts_at, shift.ends_at)} · {shift.position.name}",
            "rows": lines.get(shift.id, []),
        }
        for shift in shifts_of(activity)
    ]
    context = {
        "activity": activity,
        "groups": groups,
        "swaps": [_swap(row) for row in swaps_to_decide(actor, activity)],
        "at_desk": bool(roles & set(ORGANISERS)),
        "records": activity.status in HAPPENED and measures_of(ActivityKind(activity.kind)),
        "may_invite": Role.TEAM_ADMIN in roles and activity.status in ("published", "full"),
    }
    return render(request, "activities/roster.html", context)


@page(*RUNNING, methods=("POST",))
def decide(request: HttpRequest, activity_id: UUID, signup_id: UUID, action: str) -> HttpResponse:
    """One button beside a name."""
    actor = actor_of(request)
    activity, _roles = running(actor, activity_id)
    if not SignUp.objects.filter(activity=activity, id=signup_id).exists():
        raise NotSeen(_("没有找到这条报名。"))
    common: dict[str, Any] = {"actor": actor, "signup_id": signup_id}
    known: dict[str, Callable[[], object]] = {
        "admit": lambda: admit_signup(**common),
        "reject": lambda: reject_signup(**common),
        "excuse": lambda: record_absence(**common, excused=True),
        "mark_no_show": lambda: record_absence(**common, excused=False),
        "correct": lambda: correct_absence(**common),
        "uphold": lambda: answer_appeal(**common, upheld=True),
        "refuse": lambda: answer_appeal(**common, upheld=False),
    }
    if action not in known:
        raise NotSeen(_("没有这个页面。"))
    known[action]()
    return redirect("activities:roster", activity_id)


@page(*RUNNING)
def sheet(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Paper to sign, one sheet per shift, with lines for whoever was not on the list."""
    actor = actor_of(request)
    activity, _roles = running(actor, activity_id)
    people: dict[UUID, list[dict[str, str]]] = {}
    for signup in roster(activity, ("approved", "confirmed", "checked_in", "checked_out")):
        line = {"name": shown_name(signup.volunteer.person), "note": signup.volunteer.volunteer_no}
        people.setdefault(signup.shift_id, []).append(line)
    sheets = [
        {
            "title": f"{activity.title} · {shift.position.name}",
            "facts": [
                {"label": _("时间"), "value": span_of(shift.starts_at, shift.ends_at)},
                {"label": _("地点"), "value": place_of(activity)},
                {"label": _("组织方"), "value": organiser_of(activity)},
            ],
            "people": people.get(shift.id, []),
        }
        for shift in shifts_of(activity)
    ]
    context = {
        "activity": activity,
        "sheets": sheets,
        "blank": range(BLANK_LINES),
        "back": reverse("activities:roster", args=[activity_id]),
    }
    return render(request, "activities/sheet.html", context)


@page(Role.TEAM_ADMIN, methods=("GET", "POST"))
def invite(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Keep places of one shift for members; each of them answers."""
    actor = actor_of(request)
    activity, roles = activity_seen_by(actor, activity_id)
    if Role.TEAM_ADMIN not in roles or activity.team is None:
        raise NotAllowed(_("只有组织活动的队伍能给队员留名额。"))
    shift = _chosen_shift(activity, request.GET.get("shift", ""))
    taken = set(roster(activity).filter(shift=shift).values_list("volunteer_id", flat=True))
    members = [
        (str(row.volunteer_id), f"{row.volunteer.person.name or ''} {row.volunteer.volunteer_no}")
        for row in members_of(activity.team).filter(state="member")
        if row.volunteer_id not in taken
    ]
    form = InviteForm(request.POST if request.method == "POST" else None, members=members)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: invite_members(
                actor=actor, shift_id=shift.id, volunteer_ids=form.cleaned_data["volunteers"]
            ),
        )
        if done is not None:
            messages.success(request, _("已留好名额，等他们本人答复。"))
            return redirect("activities:roster", activity_id)
    context = {
        "activity": activity,
        "shift": shift,
        "title": f"{span_of(shift.starts_at, shift.ends_at)} · {shift.position.name}",
        "form": form,
        "members": members,
        "free": shift.capacity - shift.taken,
    }
    return render(request, "activities/invite.html", context)


def _chosen_shift(activity: Activity, wanted: str) -> Shift:
    """The shift in the address, or the next one."""
    rows = list(shifts_of(activity))
    found = next((shift for shift in rows if str(shift.id) == wanted), None)
    if found is None and not wanted and rows:
        found = next((one for one in rows if one.starts_at > timezone.now()), rows[0])
    if found is None:
        raise NotSeen(_("没有找到这个班次。"))
    return found
