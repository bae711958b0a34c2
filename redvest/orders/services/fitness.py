"""Who may be sent to an order."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.engines.service_needs import Obstacle, obstacles, shortfall
from redvest.errors import Conflict, Invalid
from redvest.orders.item_labels import OBSTACLES
from redvest.orders.models import Assignment, ServiceOrder
from redvest.orders.queries import servers_for
from redvest.orders.queries.serving import needs_of
from redvest.people.models import Volunteer


def _day(order: ServiceOrder) -> date:
    starts = order.proposed_from or order.scheduled_from
    return timezone.localdate(starts) if starts else order.preferred_on


def check_fit(order: ServiceOrder, volunteer_id: UUID) -> None:
    """Refuse somebody who may not serve this order on its day.

    Raises
    ------
    Invalid
        If it is the resident's own order, or what the item needs is missing.
    """
    day = _day(order)
    found = servers_for(order.district, [volunteer_id], day, order.requester_id)
    wrong = obstacles(needs_of(order), found[volunteer_id], day)
    if Obstacle.OWN_ORDER in wrong:
        message: object = _("点单的居民本人不能作为这一单的志愿者，请另选队员。")
        raise Invalid(message, code="own_order", fields={"volunteers": message})
    if wrong:
        message = _("现在不能安排这位志愿者：%(why)s。") % {"why": OBSTACLES[wrong[0]]}
        raise Invalid(message, code=wrong[0].value, fields={"volunteers": message})


def is_enough(order: ServiceOrder, volunteer_ids: Sequence[UUID]) -> bool:
    """Whether those who agreed may go as they are: enough, and an adult among them."""
    day = _day(order)
    found = servers_for(order.district, volunteer_ids, day, order.requester_id)
    return shortfall(needs_of(order), list(found.values())) is None


def check_free(order: ServiceOrder, volunteer_id: UUID) -> None:
    """Refuse a second promise for the same hours.

    Raises
    ------
    Conflict
        If the volunteer has agreed to another visit at that time.
    """
    starts = order.proposed_from or order.scheduled_from
    ends = order.proposed_to or order.scheduled_to
    if starts is None or ends is None:
        return
    # NB: locked, so that two promises at once wait for each other.
    Volunteer.objects.select_for_update(no_key=True).get(id=volunteer_id)
    if promised(order, volunteer_id, starts, ends):
        raise Conflict(_("这个时间已经答应了另一单，请先处理那一单。"), code="time_clash")


def promised(order: ServiceOrder, volunteer_id: UUID, starts: datetime, ends: datetime) -> bool:
    """Whether the volunteer has agreed to another visit at that time.

    Orders of one bundle are one afternoon at one place.
    """
    same = Q(order__bundle=order.bundle_id) if order.bundle_id else Q(pk=None)
    return (
        Assignment.objects.filter(
            ~same,
            district=order.district,
            volunteer_id=volunteer_id,
            state="accepted",
            order__state__in=["scheduled", "in_service"],
            order__scheduled_from__lt=ends,
            order__scheduled_to__gt=starts,
        )
        .exclude(order_id=order.id)
        .exists()
    )
