"""Without a network: the page that phones keep, what it is given, and what it hands in."""

import base64
import binascii
import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.activities import phones
from redvest.activities.labels import REFUSALS
from redvest.activities.models import Session, SignUp
from redvest.activities.queries import own_volunteers, sessions_of
from redvest.activities.queries.attendance import EXPECTED, expected_at, phones_of
from redvest.activities.queries.lists import led_by
from redvest.activities.services import Signed, add_phone, codes, hand_in, revoke_phone
from redvest.activities.showing import span_of
from redvest.errors import Invalid
from redvest.http import Open, actor_of, page
from redvest.people.actors import Actor
from redvest.people.queries.persons import shown_name

AHEAD, AFTER, MOST = timedelta(days=3), timedelta(hours=3), 20


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


@page(Open.ANYONE)
def shell(request: HttpRequest) -> HttpResponse:
    """The same for everybody, kept by the browser; whose it is lies in the phone alone."""
    return render(request, "activities/offline.html", {"refusals": list(REFUSALS.items())})


def _times(starts: datetime, ends: datetime) -> dict[str, Any]:
    return {"span": span_of(starts, ends), "starts": _millis(starts), "ends": _millis(ends)}


def _own(actor: Actor) -> list[dict[str, Any]]:
    now = timezone.now()
    volunteers = own_volunteers(actor)
    rows = SignUp.objects.filter(
        district=actor.district,
        volunteer__in=[one.id for one in volunteers],
        state__in=EXPECTED,
        starts_at__lt=now + AHEAD,
        ends_at__gt=now - AFTER,
    ).select_related("activity", "shift__position", "volunteer__person")
    return [
        {
            "signup": str(one.id),
            "title": one.activity.title,
            "note": one.shift.position.name,
            "name": shown_name(one.volunteer.person) if len(volunteers) > 1 else "",
            "there": one.state == "checked_in",
            **_times(one.starts_at, one.ends_at),
        }
        for one in rows.order_by("starts_at", "id")[:MOST]
    ]


def _led_session(actor: Actor, session: Session) -> dict[str, Any]:
    return {
        "session": str(session.id),
        "title": session.activity.title,
        "secret": codes.secret_of(session),
        "people": [
            {
                "signup": str(one.id),
                "name": shown_name(one.volunteer.person),
                "number": one.volunteer.volunteer_no,
                "there": one.state == "checked_in",
            }
            for one in expected_at(session)
            if one.volunteer_id != actor.volunteer_id
        ],
        **_times(session.starts_at, session.ends_at),
    }


def _led(actor: Actor) -> list[dict[str, Any]]:
    now = timezone.now()
    found: list[dict[str, Any]] = []
    live = led_by(actor).filter(status__in=["published", "full", "signup_closed", "ongoing"])
    for activity in live.exclude(lead_agreed_at=None)[:MOST]:
        near = sessions_of(activity).filter(starts_at__lt=now + AHEAD, ends_at__gt=now - AFTER)
        found += [_led_session(actor, one) for one in near.select_related("activity")]
    return found[:MOST]


@page(Open.SIGNED_IN)
def data(request: HttpRequest) -> HttpResponse:
    """What a phone needs for three days: own shifts, and for a lead the secret and the roster with
    masked names. ``who`` tells accounts apart without saying which."""
    actor, word = actor_of(request), phones.word_of(request)
    answer = JsonResponse(
        {
            "now": _millis(timezone.now()),
            "token": get_token(request),
            "who": phones.mark_of(f"who:{actor.account_id}"),
            "own": _own(actor),
            "led": _led(actor),
        }
    )
    return phones.remember(request, answer, word)


def _sent(request: HttpRequest) -> dict[str, Any]:
    found = None
    if request.content_type == "application/json":
        with suppress(ValueError):
            found = json.loads(request.body)
    if not isinstance(found, dict):
        raise Invalid(_("提交的内容不完整，请刷新页面。"), code="bad_request")
    return found


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (ValueError, binascii.Error):
        return b""


def _answer(body: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(body)
    response.keep_changes = True  # type: ignore[attr-defined]  # See http.once.
    return response


@page(Open.SIGNED_IN, methods=("POST",))
def phone(request: HttpRequest) -> HttpResponse:
    """A phone shows its public key."""
    word = phones.word_of(request)
    row = add_phone(
        actor=actor_of(request),
        mark=phones.mark_of(word),
        public_key=_bytes(_sent(request).get("key")),
    )
    return phones.remember(request, _answer({"phone": str(row.id)}), word)


@page(Open.SIGNED_IN, methods=("POST",))
def entries(request: HttpRequest) -> HttpResponse:
    """What a phone noted; it may send the same again."""
    sent = _sent(request)
    rows = sent.get("entries")
    try:
        phone_id = UUID(str(sent.get("phone")))
    except ValueError:
        raise Invalid(_("提交的内容不完整，请刷新页面。"), code="bad_request") from None
    given = [
        Signed(str(one.get("text", "")), _bytes(one.get("signature")))
        for one in (rows if isinstance(rows, list) else [])
        if isinstance(one, dict)
    ]
    answers = hand_in(actor=actor_of(request), phone_id=phone_id, entries=given)
    return _answer({"answers": answers})


@page(Open.SIGNED_IN)
def own_phones(request: HttpRequest) -> HttpResponse:
    """Phones that may sign for me, each with a button to stop it."""
    return render(request, "activities/phones.html", {"phones": phones_of(actor_of(request))})


@page(Open.SIGNED_IN, methods=("POST",))
def revoke(request: HttpRequest, phone_id: UUID) -> HttpResponse:
    """It was lost or sold."""
    revoke_phone(actor=actor_of(request), phone_id=phone_id)
    messages.success(request, _("这部手机已停用，之后记下的不再算数。"))
    return redirect("activities:phones")
