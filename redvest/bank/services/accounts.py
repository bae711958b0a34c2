"""Finding an account, or opening it."""

from collections.abc import Iterable
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


def person_accounts(people: Iterable[Person]) -> dict[tuple[UUID, Unit], Account]:
    """The accounts of many people of one district, in every unit; they are opened as one's own."""
    wanted = {one.id: one for one in people}
    rows = Account.objects.filter(
        district__in={one.district for one in wanted.values()}, person__in=list(wanted)
    )

    def read() -> dict[tuple[UUID, Unit], Account]:
        return {(row.person_id, Unit(row.unit)): row for row in rows.all() if row.person_id}

    found = read()
    missing = [
        _opened(
            Holder.PERSON,
            {"district": one.district, "person": one, "unit": unit.value},
            one.home_community or one.district,
        )
        for key, one in wanted.items()
        for unit in Unit
        if (key, unit) not in found
    ]
    if missing:
        Account.objects.bulk_create(missing, ignore_conflicts=True)
        found = read()
    return found


Place = tuple[str, Holder, Unit]


def place_accounts(district: str, wanted: Iterable[Place]) -> dict[Place, Account]:
    """A district's own accounts in many places."""
    keys = set(wanted)
    rows = Account.objects.filter(
        district=district,
        region__in=sorted({region for region, _holder, _unit in keys}),
        holder__in=sorted({holder.value for _region, holder, _unit in keys}),
        party=None,
    )
    found = {(row.region, Holder(row.holder), Unit(row.unit)): row for row in rows}
    for region, holder, unit in sorted(keys - found.keys()):
        found[region, holder, unit] = place_account(district, region, holder, unit)
    return found


def _found_or_opened(holder: Holder, found: dict[str, Any], region: str) -> Account:
    """Two who open the same one at once get the same one."""
    row = Account.objects.filter(**found).first()
    if row is not None:
        return row
    Account.objects.bulk_create([_opened(holder, found, region)], ignore_conflicts=True)
    return Account.objects.get(**found)


def _opened(holder: Holder, found: dict[str, Any], region: str) -> Account:
    floor, ceiling = limits(holder)
    values = {**found, "holder": holder.value, "region": region}
    return Account(**values, floor=floor, ceiling=ceiling)
