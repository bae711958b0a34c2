"""What the worker does for orders."""

from django.utils import timezone

from redvest.core.jobs import periodic
from redvest.districts.models import District
from redvest.districts.queries import policy_of
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
