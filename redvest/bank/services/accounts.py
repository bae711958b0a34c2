"""Finding an account, or opening it."""

from typing import Any
from uuid import UUID

from redvest.bank.models import Account
from redvest.engines.ledger import Holder, Unit, limits
from redvest.people.models import Person
from redvest.teams.models import Team


def person_account(person: Person, unit: Unit) -> Account:
    """Somebody's account; it belongs to the place they lived in when it was opened."""
    found = {"district": person.district, "person": person, "unit": unit.value}
    return _found_or_opened(Holder.PERSON, found, person.home_community or person.district)


def team_account(team: Team, unit: Unit) -> Account:
    """A team's account: it gives to the pool alone."""
    found = {"district": team.district, "team": team, "unit": unit.value}
    return _found_or_opened(Holder.TEAM, found, team.region)


def place_account(
    district: str, region: str, holder: Holder, unit: Unit, party: UUID | None = None
) -> Account:
    """A district's own account in a place, or one held for another party such as a merchant."""
    found = {
        "district": district,
        "region": region,
        "holder": holder.value,
        "unit": unit.value,
        "party": party,
    }
    return _found_or_opened(holder, found, region)


def _found_or_opened(holder: Holder, found: dict[str, Any], region: str) -> Account:
    """Two who open the same one at once get the same one."""
    row = Account.objects.filter(**found).first()
    if row is not None:
        return row
    floor, ceiling = limits(holder)
    values = {**found, "holder": holder.value, "region": region}
    Account.objects.bulk_create(
        [Account(**values, floor=floor, ceiling=ceiling)], ignore_conflicts=True
    )
    return Account.objects.get(**found)
