"""The addresses of GeoReport v2, and the desk's page of keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.models import Open311Key
from redvest.orders.open311 import reading
from redvest.orders.open311.formats import respond, spoken
from redvest.orders.open311.forms import KeyForm
from redvest.orders.open311.writing import holder_of, issue_key, receive_request, revoke_key

CHANGESET = datetime(2026, 1, 1, tzinfo=timezone.get_default_timezone())


def _district(request: HttpRequest) -> Any:
    sent = request.POST if request.method == "POST" else request.GET
    return reading.jurisdiction(
        sent.get("jurisdiction_id") or request.GET.get("jurisdiction_id", "")
    )


@spoken
@page(Open.ANYONE)
def discovery(request: HttpRequest, fmt: str) -> HttpResponse:
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": request.build_absolute_uri("/open311/v2"),
        "changeset": CHANGESET,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    about = {
        "changeset": CHANGESET,
        "contact": _("接口密钥请向区新时代文明实践中心申请。"),
        "key_service": request.build_absolute_uri(reverse("orders:open311_keys")),
        "endpoints": [endpoint],
    }
    return respond(fmt, "discovery", about)


@spoken
@page(Open.ANYONE)
def services(request: HttpRequest, fmt: str) -> HttpResponse:
    return respond(fmt, "services", reading.services(_district(request).code))


@spoken
@page(Open.ANYONE)
def service(request: HttpRequest, code: str, fmt: str) -> HttpResponse:
    item = reading.public_item(_district(request).code, code)
    return respond(fmt, "service_definition", reading.definition(item))


@spoken
@page(Open.ANYONE, methods=("GET", "POST"))
def requests(request: HttpRequest, fmt: str) -> HttpResponse:
    if request.method == "POST":
        return _receive(request, fmt)
    district = _district(request)
    asked = {name: request.GET.get(name, "") for name in request.GET}
    rows = reading.shown(district, reading.requests(district.code, asked))
    return respond(fmt, "service_requests", rows)


def _receive(request: HttpRequest, fmt: str) -> HttpResponse:
    sent = {name: request.POST.get(name, "") for name in request.POST}
    # Without a valid key nothing else of the request is looked at.
    key = sent.pop("api_key", "")
    code = sent.get("jurisdiction_id") or request.GET.get("jurisdiction_id", "")
    actor = holder_of(reading.jurisdiction(code).code if key else "", key)
    order = receive_request(actor=actor, sent=sent)
    made = {
        "service_request_id": order.number,
        "service_notice": _("已收到，社区站点会尽快受理。"),
        "account_id": "",
    }
    return respond(fmt, "service_requests", [made], 201)


# Programs send no cookies and therefore no form token: who may write is said by the key.
requests.csrf_exempt = True  # type: ignore[attr-defined]


@spoken
@page(Open.ANYONE)
def one_request(request: HttpRequest, number: str, fmt: str) -> HttpResponse:
    district = _district(request)
    rows = reading.shown(district, reading.published(district.code).filter(number=number))
    if not rows:
        raise NotSeen(_("没有这个 service_request_id。"))
    return respond(fmt, "service_requests", rows)


@spoken
@page(Open.ANYONE)
def token(request: HttpRequest, token_id: UUID, fmt: str) -> HttpResponse:
    """Requests have their number at once, so every token is known by the order's id."""
    found = reading.published(_district(request).code).filter(id=token_id).first()
    if found is None:
        raise NotSeen(_("没有这个 token。"))
    row = {"service_request_id": found.number, "token": str(found.id)}
    return respond(fmt, "service_requests", [row])


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def keys(request: HttpRequest) -> HttpResponse:
    """Which systems may place orders; a new key is shown once."""
    actor = actor_of(request)
    form, made = KeyForm(request.POST or None), None
    if request.method == "POST":
        made = attempt(form, lambda: issue_key(actor=actor, name=form.cleaned_data["name"]))
    rows = Open311Key.objects.filter(district=actor.district).order_by("-issued_at")[:100]
    response = render(
        request,
        "orders/open311_keys.html",
        {"form": KeyForm() if made else form, "keys": rows, "made": made},
    )
    if made is not None:
        response.keep_changes = True  # type: ignore[attr-defined]
        response.never_kept = True  # type: ignore[attr-defined]
    return response


@page(Role.CENTRE_ADMIN, methods=("POST",))
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    revoke_key(actor=actor_of(request), key_id=key_id)
    messages.success(request, _("已收回，这把密钥从现在起不能再用。"))
    return redirect("orders:open311_keys")
