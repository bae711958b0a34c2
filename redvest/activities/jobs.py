"""What the worker does for activities."""

from redvest.activities.services.clock import run_due
from redvest.core.jobs import periodic


@periodic("activities.clock", cron="* * * * * */20")
def run_what_is_due() -> int:
    return run_due()
