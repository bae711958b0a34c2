"""What the worker does for meals."""

from redvest.core.jobs import periodic
from redvest.meals.services.improving import improve_plans as improve
from redvest.meals.services.watching import watch_rounds as watch


@periodic("meals.watch", cron="* * * * *")
def watch_rounds() -> int:
    """Offers nobody answered, doors nobody marked."""
    return watch()


@periodic("meals.improve", cron="* * * * *")
def improve_plans() -> int:
    """Better rounds where a desk has just planned some."""
    return improve()
