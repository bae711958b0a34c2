"""An order leaves its bundle; with the last of them the bundle is over."""

from django.db.models import F

from redvest.orders.models import OrderBundle, ServiceOrder
from redvest.orders.queries.bundles import LIVE


def leave_bundle(order: ServiceOrder, how: str) -> tuple[str, ...]:
    """Take an order under lock out of its bundle; returns the fields to save.

    ``how`` is what becomes of the bundle when nobody is left in it: it must not go on asking a
    team for what is no longer there.
    """
    if order.bundle_id is None:
        return ()
    # NB: locked, so that of two orders that leave at once the second knows of the first.
    bundle = OrderBundle.objects.select_for_update(no_key=True).get(id=order.bundle_id)
    others = ServiceOrder.objects.filter(
        district=order.district, bundle=bundle, state__in=LIVE
    ).exclude(id=order.id)
    if bundle.state in ("offered", "set") and not others.exists():
        OrderBundle.objects.filter(id=bundle.id).update(state=how, version=F("version") + 1)
    order.bundle = None
    return ("bundle",)
