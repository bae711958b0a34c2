"""Looking after an order without an account: a short link and six digits."""

from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.failures import failure_page
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.forms import LinkCodeForm
from redvest.orders.labels import named
from redvest.orders.models import OrderLink, ServiceOrder
from redvest.orders.pages.badges import portrait
from redvest.orders.pages.own import MINE
from redvest.orders.queries import DESK, order_seen_by
from redvest.orders.queries.links import code_of, is_live, link_by_token, link_of, token_of
from redvest.orders.services.badges import look_at_visitor_by_link
from redvest.orders.services.links import MAKERS, close_link, make_link, open_link
from redvest.orders.showing import coming, place_of, timeline
from redvest.orders.showing_qr import qr_uri

SEEN, SECONDS_OPEN = "order_links", 1800


def address_of(request: HttpRequest, link: OrderLink) -> str:
    """The whole address, to be written down, sent or scanned."""
    path = reverse("orders:track", args=[token_of(link.id)])
    return settings.SITE_URL + path if settings.SITE_URL else request.build_absolute_uri(path)


def shared(request: HttpRequest, order: ServiceOrder) -> dict[str, Any] | None:
    """The live link of an order as a page shows it: address, code, picture, until when."""
    link = link_of(order)
    if link is None:
        return None
    url = address_of(request, link)
    return {"url": url, "code": code_of(link.id), "src": qr_uri(url), "until": link.ends_at}


def shared_order(request: HttpRequest, order_id: UUID) -> ServiceOrder:
    order, roles = order_seen_by(actor_of(request), order_id)
    if not roles & MAKERS:
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    return order


@page(*MINE, *DESK, methods=("GET", "POST"))
def link(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Make a link for whoever looks after the order, and see it again later."""
    order = shared_order(request, order_id)
    if request.method == "POST":
        make_link(actor=actor_of(request), order_id=order_id)
        return redirect("orders:link", order_id=order_id)
    own = actor_of(request).roles & {Role.RESIDENT, Role.PROXY}
    back = reverse("orders:show" if own else "orders:desk", args=[order_id])
    context = {
        "order": order,
        "item": named(order.item),
        "shared": shared(request, order),
        "back": back,
    }
    return render(request, "orders/link.html", context)


@page(*MINE, *DESK, methods=("POST",))
def close(request: HttpRequest, order_id: UUID) -> HttpResponse:
    shared_order(request, order_id)
    close_link(actor=actor_of(request), order_id=order_id)
    return redirect("orders:link", order_id=order_id)


@page(Open.ANYONE, methods=("GET", "POST"))
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the six digits. Every address looks the same here, whether it exists or not."""
    form = LinkCodeForm(request.POST or None)
    if request.method == "POST":
        if not ratelimit.consume(request, app="allauth.account", action="order_link"):
            return failure_page(
                request, 429, _("试得太多了，请过一会儿再试，或打站点电话查询。"), "too_many"
            )
        found = open_link(token=token, code=form.cleaned_data["code"]) if form.is_valid() else None
        if found is not None:
            seen = request.session.get(SEEN, {})
            request.session[SEEN] = {**seen, str(found.id): int(timezone.now().timestamp())}
            return redirect("orders:track_progress", token=token)
        if form.is_valid():
            message = _("链接或查询码不对，或者已经失效。请核对后再试，或打站点电话查询。")
            form.add_error("code", message)
    response = render(request, "orders/track.html", {"form": form})
    response.keep_changes = True  # type: ignore[attr-defined] # A wrong code counts.
    return response


def _opened(request: HttpRequest, token: str) -> OrderLink | None:
    """The link, when its code was told in this session a moment ago."""
    found = link_by_token(token)
    opened = request.session.get(SEEN, {}).get(str(found.id), 0) if found else 0
    is_fresh = timezone.now().timestamp() - opened < SECONDS_OPEN
    return found if found is not None and is_fresh and is_live(found) else None


@page(Open.ANYONE)
def progress(request: HttpRequest, token: str) -> HttpResponse:
    """Where the order stands and who is coming. No address, no telephone, no full name."""
    found = _opened(request, token)
    if found is None:
        return redirect("orders:track", token=token)
    order = found.order
    context = {
        "order": order,
        "token": token,
        "item": named(order.item),
        "place": place_of(order),
        "coming": coming(order),
        "events": timeline(order),
    }
    return render(request, "orders/progress.html", context)


@page(Open.ANYONE, methods=("POST",))
def visitor(request: HttpRequest, token: str, visit_id: UUID) -> HttpResponse:
    """The face of somebody who is coming; the look is written down."""
    found = _opened(request, token)
    if found is None:
        return redirect("orders:track", token=token)
    content = look_at_visitor_by_link(actor=actor_of(request), link=found, visit_id=visit_id)
    return portrait(request, content)
