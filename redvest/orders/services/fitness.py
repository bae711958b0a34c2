"""Who may be sent to an order."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from redvest.errors import Conflict, Invalid
from redvest.orders.models import Assignment, ServiceOrder
from redvest.people.models import Volunteer


def check_fit(order: ServiceOrder, volunteer_id: UUID) -> None:
    """Refuse somebody who may not serve this order.

    Raises
    ------
    Invalid
        If it is the resident's own order, or what the item needs is missing.
    """
    own = Volunteer.objects.filter(id=volunteer_id, person_id=order.requester_id).exists()
    if own:
        message = _("点单的居民本人不能作为这一单的志愿者，请另选队员。")
        raise Invalid(message, code="own_order", fields={"volunteers": message})


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
    """Whether the volunteer has agreed to another visit at that time."""
    return (
        Assignment.objects.filter(
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
