"""The cast of the time bank: granny is old enough and has saved, wang is young and has saved."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from redvest.bank.models import Account, TimeReceiver, TimeUse
from redvest.bank.services.accounts import person_account, place_account, team_account
from redvest.bank.services.book import Slip, Source, post
from redvest.bank.services.time_receivers import Named, name_receiver
from redvest.bank.services.time_uses import Asked, use_time
from redvest.bank.verifying import verify_books
from redvest.districts.models import DistrictPolicy
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.ids import uuid7
from redvest.orders.models import Assignment, Dispatch, ServiceOrder
from redvest.orders.services.calls import Told
from redvest.people.actors import system
from redvest.people.indexes import phone_index
from redvest.people.models import Person
from redvest.teams.models import Team
from tests.orders.cast import Cast, soon, the_cast

NAMED = Named(
    receiver_id=UUID(int=0), basis="relative", tie="parent", proof="household", consent="phone"
)


def save(person: Person, minutes: int, unit: Unit = Unit.MINUTES) -> Account:
    """So many minutes came in, as service would bring them."""
    return _came_in(person_account(person, unit), minutes)


def save_for_team(team: Team, minutes: int) -> Account:
    """The same for a team."""
    return _came_in(team_account(team, Unit.MINUTES), minutes)


def _came_in(account: Account, minutes: int) -> Account:
    issue = place_account(account.district, account.region, Holder.ISSUE, Unit(account.unit))
    slip = Slip(
        kind=Kind.EARN,
        debit=issue.id,
        credit=account.id,
        amount=minutes,
        source=Source("test", uuid7()),
        day=timezone.localdate(),
        rule=1,
    )
    post(actor=system(account.district), slips=[slip])
    return account


def savers() -> Cast:
    """Granny is 76 and has four hours, Wang is 46 and has two."""
    cast = the_cast()
    granny = cast.persons["granny"]
    granny.birth_date, granny.phone_index = "1950-05-01", phone_index("19900000001")
    granny.save(update_fields=["birth_date", "phone_index"])
    save(granny, 240)
    save(cast.persons["wang"], 120)
    return cast


def asked(cast: Cast, minutes: int = 60, **changes: object) -> Asked:
    told = Told(
        item_id=cast.item.id,
        description="想请人换灯泡",
        preferred_on=timezone.localdate(soon()),
        address="畅家巷3号楼2单元501室",
        contact_phone="19900000001",
        consented=True,
    )
    more = {name: changes.pop(name) for name in list(changes) if name in Told.__annotations__}
    return Asked(replace(told, **more), minutes, **changes)  # type: ignore[arg-type]


def a_use(cast: Cast, minutes: int = 60, **changes: object) -> TimeUse:
    """Granny asks for a visit herself."""
    return use_time(actor=cast.granny, asked=asked(cast, minutes, **changes))


def name(cast: Cast, giver: str, receiver: str, **changes: object) -> TimeReceiver:
    """Entered by the desk of the place."""
    named = replace(NAMED, receiver_id=cast.persons[receiver].id, **changes)  # type: ignore[arg-type]
    return name_receiver(actor=cast.desk, giver_id=cast.persons[giver].id, named=named)


def reached(use: TimeUse, state: str, minutes: int | None = None, cast: Cast | None = None) -> None:
    """The order stands there now; with ``minutes`` Wang was there for so long."""
    ServiceOrder.objects.filter(id=use.order_id).update(state=state)
    if minutes is None:
        return
    assert cast is not None
    came = timezone.now() - timedelta(hours=20)
    offer = Dispatch.objects.create(
        district=use.district,
        order_id=use.order_id,
        team=cast.team,
        state="claimed",
        offered_at=came,
    )
    Assignment.objects.create(
        district=use.district,
        order_id=use.order_id,
        dispatch=offer,
        volunteer=cast.volunteers["wang"],
        state="ended",
        named_at=came,
        checked_in_at=came,
        checked_out_at=came + timedelta(minutes=minutes),
        evidence="self",
    )


def entered(cast: Cast, who: str) -> Client:
    """Somebody's browser."""
    client = Client()
    client.force_login(cast.accounts[who])
    return client


def open_bank(district: str, *, yes: bool = True) -> None:
    """The district decides whether its bank exchanges minutes with others."""
    version = DistrictPolicy.objects.filter(district=district).count() + 1
    DistrictPolicy.objects.create(
        district=district,
        version=version,
        data={"time_exchange_open": yes},
        effective_from=timezone.now(),
    )


def minutes_of(person: Person) -> int:
    return person_account(person, Unit.MINUTES).balance


def sound() -> bool:
    """The verifier reads every side, version, lot, source and answer, and finds nothing."""
    return verify_books().findings == []


def everything() -> dict[str, object]:
    """What a refusal must leave as it was."""
    return {
        "accounts": list(
            Account.objects.exclude(version=0).order_by("id").values_list("id", "balance")
        ),
        "uses": list(TimeUse.objects.order_by("id").values_list("state", "paid", "version")),
        "orders": ServiceOrder.objects.count(),
        "receivers": TimeReceiver.objects.filter(ended_at=None).count(),
    }
