"""The time bank in the fault loop."""

from redvest.bank.models import TimeUse
from redvest.bank.services import giving, time_following, time_receivers, time_uses
from redvest.people.actors import Actor, system
from redvest.people.models import Person
from redvest.people.services.accounts import open_account
from tests.bank.savers import NAMED, asked, reached, save, save_for_team
from tests.faults.harness import Act, case
from tests.faults.orders import stage
from tests.orders.cast import DISTRICT, HOME, Cast, an_order

_numbers = iter(range(1000, 1_000_000))


def an_elder(cast: Cast, minutes: int = 120) -> Actor:
    """Somebody new each time, old enough, with time saved."""
    number = next(_numbers)
    account = open_account(phone=f"1966{number:07d}", district=DISTRICT)
    person = Person(
        district=DISTRICT,
        account=account,
        name="王奶奶",
        birth_date="1945-01-01",
        home_community=HOME,
    )
    person.save(force_insert=True)
    name = f"elder{number}"
    cast.accounts[name], cast.persons[name] = account, person
    save(person, minutes)
    return cast.actor(name)


def person_of(actor: Actor) -> Person:
    return Person.objects.get(id=actor.person_id)


def used(cast: Cast) -> TimeUse:
    return time_uses.use_time(actor=an_elder(cast), asked=asked(cast))


@case("bank.use_time")
def using_time() -> tuple[Actor, Act]:
    cast = stage()
    elder, card = an_elder(cast), asked(cast)
    return elder, lambda: time_uses.use_time(actor=elder, asked=card)


@case("bank.cover_order")
def covering() -> tuple[Actor, Act]:
    cast = stage()
    granny = cast.persons["granny"]
    order, giver = an_order(cast), an_elder(cast)
    time_receivers.name_receiver(
        actor=cast.desk,
        giver_id=giver.person_id,
        named=time_receivers.Named(granny.id, "relative", "parent", "household", "phone"),
    )
    return giver, lambda: time_uses.cover_order(actor=giver, number=order.number, minutes=60)


@case("bank.follow_order")
def following() -> tuple[Actor, Act]:
    cast = stage()
    use = used(cast)
    reached(use, "confirmed", 40, cast)
    return system(DISTRICT), lambda: time_following.follow_order(use_id=use.id)


@case("bank.name_receiver")
def naming() -> tuple[Actor, Act]:
    cast = stage()
    giver, receiver = an_elder(cast), an_elder(cast)
    named = time_receivers.Named(
        receiver.person_id, NAMED.basis, NAMED.tie, NAMED.proof, NAMED.consent
    )
    return cast.desk, lambda: time_receivers.name_receiver(
        actor=cast.desk, giver_id=giver.person_id, named=named
    )


@case("bank.drop_receiver")
def dropping() -> tuple[Actor, Act]:
    actor, act = naming()
    row = act()
    return actor, lambda: time_receivers.drop_receiver(actor=actor, receiver_id=row.id)


@case("bank.give")
def giving_away() -> tuple[Actor, Act]:
    elder = an_elder(stage())
    return elder, lambda: giving.give(actor=elder, unit="minutes", amount=30)


@case("bank.give_of_team")
def giving_away_what_a_team_saved() -> tuple[Actor, Act]:
    cast = stage()
    save_for_team(cast.team, 30)
    return cast.zhao, lambda: giving.give_of_team(
        actor=cast.zhao, team_id=cast.team.id, unit="minutes", amount=30
    )
