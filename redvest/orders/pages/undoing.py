"""The undo button beside "sent": what was just sent comes back while nobody has answered.

What may be undone stays in the session of whoever did it, with the versions it left behind: what
somebody else has touched since is left alone.
"""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from redvest.engines.order_flow import Action
from redvest.errors import Conflict
from redvest.http import actor_of, page
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import DESK
from redvest.orders.services import take_back_order
from redvest.orders.services.bulk import step_many

UNDOABLE = frozenset({Action.DISPATCH, Action.POOL})
KEPT = "orders_sent"


def undo_tag(
    request: HttpRequest, action: Action | None, orders: Sequence[ServiceOrder], back: str = ""
) -> str:
    """Remember what was sent; the tag gives the message its undo button.

    ``back`` is where undoing leads, else to the order. Empty where nothing can be undone.
    """
    if action not in UNDOABLE or not orders:
        return ""
    key = get_random_string(12)
    request.session[KEPT] = {
        "key": key,
        "orders": [[str(order.id), str(order.version)] for order in orders],
        "back": back or reverse("orders:desk", args=[orders[0].id]),
    }
    return f"undo:{reverse('orders:undo', args=[key])}"


@page(*DESK, methods=("POST",))
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Take back what was sent last."""
    actor, kept = actor_of(request), request.session.get(KEPT, {})
    if kept.get("key") != key:
        words = _("这一步已经不能撤销。对方还没有答复的，可以打开那一单撤回派单。")
        raise Conflict(words, code="not_undoable")

    def step(order_id: UUID, version: str) -> ServiceOrder:
        return take_back_order(actor=actor, order_id=order_id, version=version)

    wanted = [(UUID(order), version) for order, version in kept["orders"]]
    outcomes = step_many(actor=actor, wanted=wanted, step=step)
    done = [one for one in outcomes if not one.refused]
    if done:
        messages.success(request, _("撤回了%(count)d单，回到“待派单”。") % {"count": len(done)})
    for one in outcomes:
        if one.refused:
            words = _("%(number)s 没有撤回：%(why)s")
            messages.error(request, words % {"number": one.order.number, "why": one.refused})
    return HttpResponseRedirect(kept["back"])
