"""An order leaves its bundle; with the last one to be served the bundle is over."""

from django.db.models import F

from redvest.orders.models import OrderBundle, ServiceOrder
from redvest.orders.queries.bundles import TO_SERVE


def leave_bundle(order: ServiceOrder, how: str) -> tuple[str, ...]:
    """Take an order under lock out of its bundle; returns the fields to save.

    ``how`` is what becomes of the bundle when nobody was served in it and nobody is left: it must
    not go on asking a team for what is no longer there.
    """
    if order.bundle_id is None:
        return ()
    # NB: locked, so that of two orders that leave at once the second knows of the first.
    bundle = OrderBundle.objects.select_for_update(no_key=True).get(id=order.bundle_id)
    others = ServiceOrder.objects.filter(district=order.district, bundle=bundle)
    states = set(others.exclude(id=order.id).values_list("state", flat=True))
    if bundle.state in ("offered", "set") and states.isdisjoint(TO_SERVE):
        end = "over" if states else how
        OrderBundle.objects.filter(id=bundle.id).update(state=end, version=F("version") + 1)
    order.bundle = None
    return ("bundle",)
