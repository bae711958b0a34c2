"""At the gate: the code that turns, the lead's roster, and the volunteer who arrives or leaves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from redvest.activities import phones
from redvest.activities.forms.attending import HereForm
from redvest.activities.labels import SIGNUP_STATES
from redvest.activities.models import Activity, Session, SignUp
from redvest.activities.pages.roster import RUNNING, running
from redvest.activities.queries import DESK, ORGANISERS, public_activity
from redvest.activities.queries.attendance import expected_at, own_here, session_now, signup_at
from redvest.activities.services import codes, stamp_own, tick
from redvest.activities.showing import place_of, site_address, span_of
from redvest.core.forming import attempt
from redvest.engines.attendance_merge import Mark
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpState
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.showing_qr import qr_uri
from redvest.people.queries.persons import shown_name

THERE = ("checked_in", "checked_out")


def _session(activity: Activity) -> Session:
    session = session_now(activity)
    if session is None:
        raise NotSeen(_("这个活动还没有安排时间。"))
    return session


def _turning(request: HttpRequest, activity: Activity, session: Session) -> dict[str, Any]:
    """The code of this half minute, as digits and as a picture of the address."""
    code = codes.turning(session).at(timezone.now())
    path = reverse("activities:here", args=[activity.id])
    address = site_address(request, f"{path}?{urlencode({'code': code})}")
    expected = list(expected_at(session).values_list("state", flat=True))
    return {
        "activity": activity,
        "code": f"{code[:4]} {code[4:]}",
        "src": qr_uri(address),
        "expected": len(expected),
        "there": sum(state in THERE for state in expected),
        "left": expected.count("checked_out"),
    }


@page(*RUNNING)
def gate(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """The lead's one page of the day: the code, and everything else behind large buttons."""
    activity, roles = running(actor_of(request), activity_id)
    session = _session(activity)
    spoken = codes.beneficiary_code(session) if roles & set(DESK) else ""
    links = [
        ("ticks", "check2-square", _("点名"), _("手机没电的、没有手机的，点名字就行")),
        ("propose", "clipboard-check", _("结束，交名单"), _("写明谁来了，交站点结算")),
        ("wall", "qr-code", _("打印墙上的码"), _("贴在现场，扫码加定位签到")),
    ]
    tiles = [
        {"url": reverse(f"activities:{name}", args=[activity.id]), "icon": icon, "label": label,
         "note": note}
        for name, icon, label, note in links
    ]  # fmt: skip
    tiles.append(
        {
            "url": reverse("activities:offline"),
            "icon": "wifi-off",
            "label": _("没有网络时"),
            "note": _("先在有网的地方打开一次，之后断网也能用"),
        }
    )
    context = {
        **_turning(request, activity, session),
        "span": span_of(session.starts_at, session.ends_at),
        "tiles": tiles,
        "spoken": spoken,
        "at_desk": bool(roles & set(ORGANISERS)),
    }
    return render(request, "activities/gate.html", context)


@page(*RUNNING)
def gate_code(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """The part of the page that turns."""
    activity, _roles = running(actor_of(request), activity_id)
    context = _turning(request, activity, _session(activity))
    response = render(request, "activities/gate_code.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _ticked(signup: SignUp, own: bool) -> dict[str, Any]:
    there = signup.state == "checked_in"
    return {
        "signup": signup,
        "name": shown_name(signup.volunteer.person),
        "number": signup.volunteer.volunteer_no,
        "note": signup.shift.position.name,
        "state": SIGNUP_STATES[SignUpState(signup.state)],
        "mark": Mark.OUT.value if there else Mark.IN.value,
        "verb": _("走了") if there else _("又来了") if signup.state == "checked_out" else _("来了"),
        "own": own,
    }


@page(*RUNNING)
def ticks(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Everybody who is expected, with one large button each."""
    actor = actor_of(request)
    activity, _roles = running(actor, activity_id)
    session = _session(activity)
    rows = [_ticked(one, one.volunteer_id == actor.volunteer_id) for one in expected_at(session)]
    context = {
        "activity": activity,
        "span": span_of(session.starts_at, session.ends_at),
        "rows": rows,
        "there": sum(row["signup"].state in THERE for row in rows),
    }
    return render(request, "activities/ticks.html", context)


@page(*RUNNING, methods=("POST",))
def tick_one(request: HttpRequest, activity_id: UUID, signup_id: UUID, mark: str) -> HttpResponse:
    """One name."""
    actor = actor_of(request)
    activity, _roles = running(actor, activity_id)
    known = SignUp.objects.filter(district=activity.district, activity=activity, id=signup_id)
    if mark not in set(Mark) or not known.exists():
        raise NotSeen(_("没有找到这条报名。"))
    tick(actor=actor, signup_id=signup_id, mark=Mark(mark))
    url = reverse("activities:ticks", args=[activity_id])
    return redirect(f"{url}#n{signup_id}")


@page(*RUNNING)
def wall(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """A sheet for the wall. Its code needs the phone's place beside it."""
    activity, _roles = running(actor_of(request), activity_id)
    path = reverse("activities:here", args=[activity.id])
    address = site_address(request, f"{path}?{urlencode({'place': codes.place_token(activity)})}")
    context = {"activity": activity, "src": qr_uri(address), "where": place_of(activity)}
    return render(request, "activities/wall.html", context)


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def here(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Where a scanned code leads: the own shift, and one button to arrive or to leave."""
    actor, word = actor_of(request), phones.word_of(request)
    posted = request.method == "POST"
    given = request.POST if posted else request.GET
    form = HereForm(request.POST if posted else None, initial=request.GET.dict())
    if posted:
        # Whose it is is looked at where it is stamped: thousands come through here at once.
        known = signup_at(actor.district, activity_id, given.get("signup", ""))
        if known is None:
            raise NotSeen(_("没有找到您在这个活动里的报名。"))
        done = attempt(
            form,
            lambda: stamp_own(
                actor=actor,
                signup_id=known,
                mark=Mark(form.cleaned_data["mark"]),
                shown=form.shown(phones.mark_of(word)),
            ),
        )
        if done is not None:
            arrived = done.state == "checked_in"
            messages.success(request, _("签到好了。") if arrived else _("签退好了，辛苦了。"))
            answer = redirect("activities:one", known)
            return phones.remember(request, answer, word)
    activity = public_activity(actor.district, activity_id)
    mine = own_here(actor, activity)
    context = {
        "activity": activity,
        "form": form,
        "place": given.get("place", ""),
        "people": [
            {
                "signup": one,
                "name": shown_name(one.volunteer.person) if len(mine) > 1 else "",
                "span": span_of(one.starts_at, one.ends_at),
                "position": one.shift.position.name,
                "state": SIGNUP_STATES[SignUpState(one.state)],
                "is_there": one.state == "checked_in",
            }
            for one in mine
        ],
        "is_volunteer": Role.VOLUNTEER in actor.roles,
    }
    return phones.remember(request, render(request, "activities/here.html", context), word)
