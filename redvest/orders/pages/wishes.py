"""微心愿: the public list, wishing, granting, the station's part, and thanks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.forms.wishes import BringForm, ThanksForm, TitleForm, WishForm
from redvest.orders.labels import named
from redvest.orders.models import MicroWish
from redvest.orders.pages.own import MINE, own_order
from redvest.orders.queries import DESK, catalog, order_seen_by, requesters_for
from redvest.orders.queries.wishes import wishes_granted_by, wishes_kept, wishes_open
from redvest.orders.services import wishes as services

ROWS = 20


@page(Open.ANYONE)
def wishes(request: HttpRequest) -> HttpResponse:
    """What somebody wishes for. No name, no address: a thing, a ceiling, a street."""
    actor = actor_of(request)
    names = region_names(actor.district)
    found = Paginator(wishes_open(actor.district), ROWS).get_page(request.GET.get("page"))
    rows = [
        {
            "wish": wish,
            "kind": named(wish.order.item),
            "street": names.get(wish.order.community[:9], ""),
        }
        for wish in found
    ]
    context = {"rows": rows, "page": found, "may_grant": Role.VOLUNTEER in actor.roles}
    return render(request, "orders/wishes.html", context)


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def wish_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    requesters = requesters_for(actor)
    if not requesters:
        return render(request, "orders/not_yet.html", {"item": _("微心愿")})
    form = WishForm(
        request.POST or None,
        district=actor.district,
        items=[(str(item.id), named(item)) for item in catalog(actor.district, ("wish",))],
        requesters=[(str(person), name) for person, name, _home in requesters],
        initial={"community": requesters[0][2], "requester": str(requesters[0][0])},
    )

    def act() -> MicroWish:
        values = dict(form.cleaned_data)
        person = values.pop("requester", "") or str(requesters[0][0])
        return services.make_wish(
            actor=actor, requester_id=UUID(person), card=services.WishCard(**values)
        )

    if request.method == "POST":
        made = attempt(form, act)
        if made is not None:
            return redirect("orders:placed", order_id=made.order_id)
    return render(request, "orders/wish_new.html", {"form": form})


@page(Role.VOLUNTEER)
def wishes_mine(request: HttpRequest) -> HttpResponse:
    """What I took on: say when I bring it, say that it is there."""
    rows = [{"wish": wish, "form": BringForm()} for wish in wishes_granted_by(actor_of(request))]
    return render(request, "orders/wishes_mine.html", {"rows": rows})


@page(Role.VOLUNTEER, methods=("POST",))
def wish_step(request: HttpRequest, order_id: UUID, action: str) -> HttpResponse:
    actor = actor_of(request)
    if action == "grant":
        services.grant_wish(actor=actor, order_id=order_id)
        messages.success(request, _("谢谢您！请约一个时间，把东西送到站点。"))
    elif action == "brought":
        services.bring_goods(actor=actor, order_id=order_id)
        messages.success(request, _("谢谢您！站点收到后会转交。"))
    elif action == "plan":
        form = BringForm(request.POST)
        done = attempt(
            form,
            lambda: services.plan_bringing(
                actor=actor, order_id=order_id, at=form.cleaned_data["at"]
            ),
        )
        if done is None:
            rows = [
                {"wish": wish, "form": form if wish.order_id == order_id else BringForm()}
                for wish in wishes_granted_by(actor)
            ]
            if not any(row["form"] is form for row in rows):
                raise NotSeen(_("没有找到这个心愿。"))
            return render(request, "orders/wishes_mine.html", {"rows": rows})
    else:
        raise NotSeen(_("没有这个页面。"))
    return redirect("orders:wishes_mine")


@page(*DESK)
def wishes_desk(request: HttpRequest) -> HttpResponse:
    return _desk(request)


def _desk(request: HttpRequest, sent: UUID | None = None, form: Any = None) -> HttpResponse:
    rows = [
        {
            "wish": wish,
            "name": wish.order.requester.name or "",
            "form": form
            if wish.order_id == sent
            else TitleForm(initial={"title": _("想要：%(goods)s") % {"goods": wish.goods}}),
        }
        for wish in wishes_kept(actor_of(request))[:100]
    ]
    return render(request, "orders/wishes_desk.html", {"rows": rows})


@page(*DESK, methods=("POST",))
def wish_desk_step(request: HttpRequest, order_id: UUID, action: str) -> HttpResponse:
    """Publish, receive, hand over."""
    order_seen_by(actor_of(request), order_id)
    common: dict[str, Any] = {
        "actor": actor_of(request),
        "order_id": order_id,
        "version": request.POST.get("version"),
    }
    steps: dict[str, Callable[..., object]] = {
        "received": services.receive_goods,
        "handed": services.hand_over,
    }
    if action in steps:
        steps[action](**common)
    elif action == "publish":
        form = TitleForm(request.POST)
        done = attempt(
            form, lambda: services.publish_wish(**common, title=form.cleaned_data["title"])
        )
        if done is None:
            return _desk(request, order_id, form)
    else:
        raise NotSeen(_("没有这个页面。"))
    messages.success(request, _("已登记。"))
    return redirect("orders:wishes_desk")


@page(*MINE, methods=("GET", "POST"))
def wish_thanks(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """A few words for whoever gave."""
    actor = actor_of(request)
    order, _roles = own_order(actor, order_id)
    form = ThanksForm(request.POST or None)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: services.thank_giver(
                actor=actor, order_id=order_id, text=form.cleaned_data["text"]
            ),
        )
        if done is not None:
            messages.success(request, _("已转达。"))
            return redirect("orders:show", order_id=order_id)
    return render(request, "orders/wish_thanks.html", {"form": form, "order": order})
