"""What the worker does for orders."""

from django.utils import timezone

from redvest.core.jobs import periodic
from redvest.districts.models import District
from redvest.districts.queries import policy_of
from redvest.orders.crowds import fitting
from redvest.orders.services.pool_telling import TELL_MAX, tell_fitting, untold_orders
from redvest.orders.services.standing_days import due_standing, make_due_days
from redvest.orders.services.timers import fire_due


@periodic("orders.timers", cron="* * * * * */10")
def fire_what_is_due() -> int:
    return fire_due()


@periodic("orders.standing", cron="*/10 * * * *")
def make_standing_days() -> int:
    """The orders of the coming days, each once, for every district."""
    made, today = 0, timezone.localdate()
    for code in District.objects.order_by("code").values_list("code", flat=True):
        for standing_id in due_standing(code, today, policy_of(code).standing_ahead_days):
            made += make_due_days(district=code, standing_id=standing_id)
    return made


@periodic("orders.pool_tell", cron="* * * * * */30")
def tell_who_fits() -> int:
    """Whoever fits an order of the pool hears of it, wherever the district's rules let them."""
    told = 0
    for code in District.objects.order_by("code").values_list("code", flat=True):
        for order_id in untold_orders(code):
            near = [one.id for one in fitting(order_id, code, TELL_MAX)]
            told += tell_fitting(district=code, order_id=order_id, volunteer_ids=near)
    return told
