"""What the worker does for meals."""

from redvest.core.jobs import periodic
from redvest.meals.services.watching import watch_rounds as watch


@periodic("meals.watch", cron="* * * * *")
def watch_rounds() -> int:
    """Offers nobody answered, doors nobody marked."""
    return watch()
