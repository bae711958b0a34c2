"""Keeping the sums goes through the fault loop."""

from redvest.engines.roles import Role
from redvest.insight.models import Tally
from redvest.insight.services import rolling
from redvest.people.actors import Actor
from redvest.venues.models import Venue
from tests.faults.harness import Act, case
from tests.faults.services import DISTRICT, actor_for, an_account

Made = tuple[Actor, Act]


def noted() -> Actor:
    """Somebody, and a venue that no tally knows yet."""
    region = f"{DISTRICT}{Venue.objects.count():06d}"
    Venue.objects.create(district=DISTRICT, region=region, level="station", name="站")
    return actor_for(an_account(), Role.SYSTEM)


@case("insight.fold_changes")
def folding() -> Made:
    return noted(), rolling.fold_changes


@case("insight.rebuild_tallies")
def reading_again() -> Made:
    actor = noted()
    Tally.objects.update(n=0)
    return actor, rolling.rebuild_tallies
