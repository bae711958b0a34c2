"""My shifts: what is coming, what waits for an answer, and leaving again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.activities.forms.joining import AppealForm, StandInForm
from redvest.activities.labels import SIGNUP_STATES
from redvest.activities.models import SignUp
from redvest.activities.models.signups import OPEN_ASKS
from redvest.activities.queries import plan_of, signup_seen_by, signups_of
from redvest.activities.queries.attendance import may_stamp
from redvest.activities.queries.standing_in import ALONE, waiting_stand_ins
from redvest.activities.services import (
    appeal_absence,
    ask_stand_in,
    confirm_signup,
    decline_signup,
    withdraw_signup,
)
from redvest.activities.services.checking import agreement_text
from redvest.activities.services.signing import is_late, place_in_line
from redvest.activities.showing import organiser_of, place_of, span_of
from redvest.core.forming import attempt
from redvest.districts.queries import policy_of
from redvest.engines.activity_rules import needs_agreement
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpState
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.people.actors import Actor

OWN = frozenset({Role.VOLUNTEER, Role.GUARDIAN})
PAST_MOST = 30


def _line(actor: Actor, signup: SignUp) -> dict[str, Any]:
    note = [span_of(signup.starts_at, signup.ends_at), signup.shift.position.name]
    if signup.volunteer_id != actor.volunteer_id:
        note.append(str(signup.volunteer.person.name or ""))
    return {
        "url": reverse("activities:one", args=[signup.id]),
        "label": signup.activity.title,
        "note": " · ".join(note),
        "icon": "calendar-event",
        "state": SIGNUP_STATES[SignUpState(signup.state)],
    }


@page(Open.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """What needs an answer first, then what is coming, then what was."""
    actor = actor_of(request)
    now = timezone.now()
    rows = signups_of(actor)
    coming = rows.filter(
        ends_at__gt=now, state__in=["applied", "waitlisted", "confirmed", "checked_in"]
    )
    past = rows.exclude(state__in=["approved"]).exclude(id__in=coming.values("id"))
    context = {
        "asked": [_line(actor, row) for row in rows.filter(state="approved", ends_at__gt=now)],
        "coming": [_line(actor, row) for row in coming],
        "past": [_line(actor, row) for row in past.order_by("-starts_at")[:PAST_MOST]],
        "stand_ins": waiting_stand_ins(actor),
        "is_volunteer": Role.VOLUNTEER in actor.roles,
    }
    return render(request, "activities/mine.html", context)


def _own(actor: Actor, signup_id: UUID) -> tuple[SignUp, frozenset[Role]]:
    signup, roles = signup_seen_by(actor, signup_id)
    if not roles & OWN:
        raise NotSeen(_("没有找到这条报名。"))
    return signup, roles


def _forms(signup: SignUp, sent: str = "", data: Any = None) -> dict[str, Any]:
    """The forms behind what one may do now."""
    now, state = timezone.now(), signup.state
    found: dict[str, Any] = {}
    coming = state == "confirmed" and signup.starts_at > now
    if coming and not signup.stand_ins.filter(state__in=OPEN_ASKS).exists():
        alone = all(getattr(signup, name) == value for name, value in ALONE.items())
        found["stand_in"] = StandInForm(data if sent == "stand_in" else None, alone=alone)
    if state == "no_show" and not signup.objection:
        found["appeal"] = AppealForm(data if sent == "appeal" else None)
    return found


def _shown(request: HttpRequest, signup: SignUp, forms: dict[str, Any]) -> HttpResponse:
    now = timezone.now()
    activity = signup.activity
    free = policy_of(signup.district).withdraw_free_hours
    before = signup.starts_at > now
    asks = signup.state == "approved" and not signup.agreement_hash
    context = {
        "signup": signup,
        "activity": activity,
        "state": SIGNUP_STATES[SignUpState(signup.state)],
        "forms": forms,
        "may_stamp": may_stamp(signup),
        "may_leave": before and signup.state in ("applied", "waitlisted", "confirmed"),
        "is_late": is_late(signup, now, free),
        "free_hours": free,
        "line": place_in_line(signup) if signup.state == "waitlisted" else 0,
        "asked_other": signup.stand_ins.filter(state__in=OPEN_ASKS).first(),
        "agreement": agreement_text(activity, signup.shift)
        if asks and needs_agreement(plan_of(activity), asked=activity.asks_agreement)
        else "",
        "facts": [
            {"label": _("时间"), "value": span_of(signup.starts_at, signup.ends_at)},
            {"label": _("地点"), "value": place_of(activity)},
            {"label": _("岗位"), "value": signup.shift.position.name},
            {"label": _("组织方"), "value": organiser_of(activity)},
            {"label": _("请带什么"), "value": activity.bring or _("不用带东西")},
            {"label": _("可能的风险"), "value": activity.risk_statement},
        ],
    }
    return render(request, "activities/one.html", context)


@page(Open.SIGNED_IN)
def one(request: HttpRequest, signup_id: UUID) -> HttpResponse:
    """One shift of mine or of my child."""
    signup, _roles = _own(actor_of(request), signup_id)
    return _shown(request, signup, _forms(signup))


@page(Open.SIGNED_IN, methods=("POST",))
def step(request: HttpRequest, signup_id: UUID, action: str) -> HttpResponse:
    """One button; a form with mistakes comes back as typed."""
    actor = actor_of(request)
    signup, _roles = _own(actor, signup_id)
    plain: dict[str, Callable[[], object]] = {
        "confirm": lambda: confirm_signup(
            actor=actor, signup_id=signup_id, agrees=bool(request.POST.get("agrees"))
        ),
        "decline": lambda: decline_signup(actor=actor, signup_id=signup_id),
        "withdraw": lambda: withdraw_signup(actor=actor, signup_id=signup_id),
    }
    if action in plain:
        plain[action]()
        return redirect("activities:one", signup_id)
    forms = _forms(signup, action, request.POST)
    form = forms.get(action)
    if form is None:
        raise NotSeen(_("没有这个页面，或现在还不能办理。"))

    def act() -> object:
        if action == "appeal":
            return appeal_absence(actor=actor, signup_id=signup_id, text=form.cleaned_data["text"])
        return ask_stand_in(actor=actor, signup_id=signup_id, **form.cleaned_data)

    if attempt(form, act) is None:
        return _shown(request, signup, forms)
    messages.success(request, _("已经转达，有答复会通知您。"))
    return redirect("activities:one", signup_id)
