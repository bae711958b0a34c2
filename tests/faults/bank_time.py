"""The time bank in the fault loop."""

from redvest.bank.models import TeamSaver, TimeUse
from redvest.bank.services import (
    exchanging,
    giving,
    inheriting,
    team_saving,
    time_following,
    time_receivers,
    time_uses,
)
from redvest.districts.queries import policy_of
from redvest.people.actors import Actor, system
from redvest.people.models import Person, Volunteer
from redvest.people.services.accounts import open_account
from tests.bank.savers import NAMED, asked, open_bank, reached, save, save_for_team
from tests.faults.harness import Act, case
from tests.faults.orders import stage
from tests.orders.cast import DISTRICT, HOME, Cast, a_district, an_order

THERE = "350102"
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


def left_by_somebody(cast: Cast) -> str:
    """The number of a volunteer who died and left time."""
    person = person_of(an_elder(cast))
    number = f"F{next(_numbers):06d}"
    Volunteer.objects.create(
        district=DISTRICT, person=person, volunteer_no=number, status="deceased"
    )
    return number


@case("bank.ask_inheritance")
def asking_to_inherit() -> tuple[Actor, Act]:
    cast = stage()
    left = inheriting.Left(left_by_somebody(cast), "child", "notary")
    heir = an_elder(cast)
    return cast.desk, lambda: inheriting.ask_inheritance(
        actor=cast.desk, heir_id=heir.person_id, left=left
    )


@case("bank.decide_inheritance")
def letting_inherit() -> tuple[Actor, Act]:
    cast = stage()
    _desk, ask = asking_to_inherit()
    row = ask()
    return cast.centre, lambda: inheriting.decide_inheritance(
        actor=cast.centre, inheritance_id=row.id, agree=True
    )


@case("bank.save_for_team")
def saving_for_the_team() -> tuple[Actor, Act]:
    cast = stage()
    TeamSaver.objects.all().delete()
    return cast.wang, lambda: team_saving.save_for_team(actor=cast.wang, team_id=cast.team.id)


@case("bank.save_for_oneself")
def saving_for_oneself() -> tuple[Actor, Act]:
    actor, act = saving_for_the_team()
    row = act()
    return actor, lambda: team_saving.save_for_oneself(actor=actor, team_id=row.team_id)


def far() -> Actor:
    """Somebody with time here and a profile with the same account in another open district."""
    cast = stage()
    a_district(THERE)
    for code in (DISTRICT, THERE):
        if not policy_of(code).time_exchange_open:
            open_bank(code)
    actor = an_elder(cast)
    person = Person(
        district=THERE,
        account_id=actor.account_id,
        name="王奶奶",
        birth_date="1945-01-01",
        home_community=f"{THERE}001001",
    )
    person.save(force_insert=True)
    return actor


@case("bank.send_time")
def sending() -> tuple[Actor, Act]:
    actor = far()
    return actor, lambda: exchanging.send_time(actor=actor, other=THERE, minutes=30)


@case("bank.receive_time")
def receiving() -> tuple[Actor, Act]:
    _actor, act = sending()
    row = act()
    return system(THERE), lambda: exchanging.receive_time(sent_id=row.id)


@case("bank.answer_exchange")
def answering() -> tuple[Actor, Act]:
    _actor, act = sending()
    row = act()
    Person.objects.filter(district=THERE, account_id=row.person.account_id).update(
        closed_at=row.made_at
    )
    exchanging.receive_time(sent_id=row.id)
    return system(DISTRICT), lambda: exchanging.answer_exchange(sent_id=row.id)
