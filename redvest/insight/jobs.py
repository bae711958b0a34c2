"""What the worker does for figures."""

import logging

from redvest.core.jobs import periodic
from redvest.insight.services.rolling import BATCH, differences, fold_changes, rebuild_tallies

log = logging.getLogger("redvest.insight")


@periodic("insight.fold", cron="* * * * * */5")
def fold() -> int:
    """Fold what was noted, until less than a batch was left."""
    done = 0
    while True:
        folded = fold_changes()
        done += folded
        if folded < BATCH:
            return done


@periodic("insight.compare", cron="40 18 * * *")
def compare_with_the_records() -> int:
    """Each night: where a tally is not what the records say, all are read again, and it is said."""
    found = differences()
    if found:
        log.error("tallies differed from the records in %s cells, first %s", len(found), found[0])
        rebuild_tallies()
    return len(found)
