"""Short links: making one, taking it back, opening it with its code."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import NotAllowed
from redvest.ids import uuid7
from redvest.journal.services import record_event
from redvest.orders.models import OrderLink, ServiceOrder
from redvest.orders.queries import DESK, order_seen_by
from redvest.orders.queries.links import code_fits, is_live, link_by_token, token_hash, token_of
from redvest.people.actors import Actor, strongest

LINK_DAYS = 60
MAKERS = frozenset({Role.RESIDENT, Role.PROXY, *DESK})


def _may_make(actor: Actor, order_id: UUID) -> tuple[ServiceOrder, Role | None]:
    order, roles = order_seen_by(actor, order_id, lock=True)
    if not roles & MAKERS:
        raise NotAllowed(_("只有居民本人、代办人和站点可以办理查询链接。"))
    return order, strongest(roles & MAKERS)


def _close(order: ServiceOrder) -> int:
    now = timezone.now()
    return OrderLink.objects.filter(
        district=order.district, order_id=order.id, closed_at=None
    ).update(closed_at=now)


@transact
def make_link(*, actor: Actor, order_id: UUID) -> OrderLink:
    """A new link with a new code; the one before it stops working."""
    order, role = _may_make(actor, order_id)
    _close(order)
    now, link_id = timezone.now(), uuid7()
    link = OrderLink(
        id=link_id,
        district=order.district,
        order=order,
        token_hash=token_hash(token_of(link_id)),
        made_by=actor.account_id,
        made_at=now,
        ends_at=now + timedelta(days=LINK_DAYS),
    )
    link.save(force_insert=True)
    record_event(
        actor=actor, kind="order.link_made", subject=order, region=order.community, role=role
    )
    return link


@transact
def close_link(*, actor: Actor, order_id: UUID) -> None:
    """Nobody opens the order with the link any more. Doing it twice is no mistake."""
    order, role = _may_make(actor, order_id)
    if _close(order):
        record_event(
            actor=actor, kind="order.link_closed", subject=order, region=order.community, role=role
        )


@transact
def open_link(*, token: str, code: str) -> OrderLink | None:
    """The link when the code fits; None for every other case, which all look the same.

    A wrong code is counted, and after five the link is locked. The caller keeps this change even
    when it shows the form again.
    """
    link = link_by_token(token, lock=True)
    if link is None or not is_live(link):
        return None
    if not code_fits(link, code):
        link.wrong += 1
        link.save(update_fields=["wrong"])
        return None
    link.wrong, link.opened_at = 0, timezone.now()
    link.save(update_fields=["wrong", "opened_at"])
    return link
