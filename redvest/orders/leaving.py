"""What must be finished before somebody can close their account."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from redvest.engines.order_flow import TERMINAL
from redvest.orders.models import Assignment, ServiceOrder, StandingOrder
from redvest.people.models import Person


def open_orders(person: Person) -> Iterable[str | Promise]:
    """Orders somebody asked for, or agreed to serve, that are not at their end."""
    ended = [state.value for state in TERMINAL]
    live = ServiceOrder.objects.filter(district=person.district).exclude(state__in=ended)
    asked = live.filter(requester=person).count()
    if asked:
        yield _("您还有 %(count)d 个订单没有办完，请先办完或撤单。") % {"count": asked}
    standing = StandingOrder.objects.filter(
        district=person.district,
        requester=person,
        ended_at=None,
        last_day__gte=timezone.localdate(),
    ).count()
    if standing:
        yield _("您还有 %(count)d 个周期点单，请先停掉。") % {"count": standing}
    serving = (
        Assignment.objects.filter(
            district=person.district, volunteer__person=person, state__in=("proposed", "accepted")
        )
        .exclude(order__state__in=ended)
        .count()
    )
    if serving:
        yield _("您还有 %(count)d 项服务没有完成，请先完成或请队长另行安排。") % {"count": serving}
