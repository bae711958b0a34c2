"""A pooled order is told to those who fit, and to nobody else."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from redvest.db import transact
from redvest.engines.crews import slot_of
from redvest.engines.order_flow import State
from redvest.engines.service_needs import may_serve
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.orders.models import ServiceOrder
from redvest.orders.queries.free_hours import free_hours
from redvest.orders.queries.serving import needs_of, servers_for
from redvest.people.actors import system
from redvest.people.models import Volunteer

TOLD = "order.pool_told"
TOLD_WITHIN = timedelta(hours=24)
TELL_MAX = 12


def untold_orders(district: str) -> list[UUID]:
    """Orders put into the pool lately of which nobody was told since."""
    told = Event.objects.filter(
        district=OuterRef("district"),
        subject_id=OuterRef("id"),
        kind=TOLD,
        at__gte=OuterRef("state_since"),
    )
    rows = ServiceOrder.objects.filter(
        ~Exists(told),
        district=district,
        state=State.POOLED.value,
        state_since__gte=timezone.now() - TOLD_WITHIN,
    )
    return list(rows.order_by("state_since", "id").values_list("id", flat=True)[:100])


@transact
def tell_fitting(*, district: str, order_id: UUID, volunteer_ids: Iterable[UUID]) -> int:
    """Tell those of the proposed volunteers who still fit; quiet hours hold as for every message.

    What proposed them may be seconds old: that the order is still there, that each serves, accepts
    being matched, is free and holds the papers is read again here. Returns how many were told.
    """
    order = (
        ServiceOrder.objects.select_related("item")
        .select_for_update(of=("self",), no_key=True)
        .filter(district=district, id=order_id, state=State.POOLED.value)
        .first()
    )
    if order is None:
        return 0
    wanted = list(volunteer_ids)[:TELL_MAX]
    rows = Volunteer.objects.select_for_update(no_key=True).filter(
        district=district, id__in=wanted, status="active", accepts_matching=True
    )
    slot, need = slot_of(order.preferred_on, order.preferred_slot), needs_of(order)
    found = {row.id: row for row in rows.order_by("id")}
    when = free_hours(district, found)
    free = {one: row for one, row in found.items() if when[one] >> slot & 1}
    servers = servers_for(district, free, order.preferred_on, order.requester_id)
    able = [one for one, server in servers.items() if may_serve(need, server, order.preferred_on)]
    able = [one for one in able if not need.skill or need.skill in free[one].skills]
    for one in able:
        notify(
            district=district,
            template="order_pooled_near",
            params={"item": order.item.name},
            to_person_id=free[one].person_id,
            url=reverse("orders:pooled", args=[order.id]),
            dedupe_key=f"order_pooled_near:{order.id}:{order.state_version}:{one}",
        )
    record_event(
        actor=system(district),
        kind=TOLD,
        subject=order,
        region=order.community,
        after={"told": len(able), "asked": len(wanted)},
    )
    return len(able)
