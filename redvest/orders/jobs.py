"""What the worker does for orders."""

from redvest.core.jobs import periodic
from redvest.orders.services.timers import fire_due


@periodic("orders.timers", cron="* * * * * */10")
def fire_what_is_due() -> int:
    return fire_due()
