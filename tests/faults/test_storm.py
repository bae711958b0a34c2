"""Sixteen at once, for a while, at everything: no deadlock comes through, nothing is lost (D5).

What happened is counted by the threads themselves, from what the services returned; afterwards
the database must say the same. Services that lock two rows in any order are joined on purpose,
so that deadlocks do happen: the test is void without them.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from redvest import db
from redvest.core.tables import Table
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import DomainError, Unavailable
from redvest.journal.models import Event
from redvest.orders.models import ServiceOrder
from redvest.orders.services import claim_order
from redvest.people.actors import system
from redvest.people.models import Invitation, Person, RoleGrant
from redvest.people.services.inviting import confirm_import, preview_import
from redvest.people.services.profiles import enter_profile
from redvest.people.services.roles import grant_role, revoke_role
from redvest.teams.models import Membership
from redvest.teams.services import apply_to_team, leave_team
from redvest.venues import services as venues
from redvest.venues.models import Venue, VenueHonor
from tests.orders.cast import DISTRICT, HOME, Cast, an_order, the_cast

THREADS, SECONDS, ACTS_MAX = 16, 12.0, 60
BUSY_TRIES = 20


@dataclass
class Storm:
    """The stage, and what the threads say they did."""

    cast: Cast
    venues: list[UUID]
    orders: list[UUID]
    done: Counter[Any] = field(default_factory=Counter)
    written: dict[tuple[UUID, int], str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    escaped: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: object, number: int = 1) -> None:
        with self.lock:
            self.done[what] += number


def the_stage() -> Storm:
    cast = the_cast()
    for number in range(30, 36):
        cast.add(f"new{number}", number, volunteer=True)
        cast.add(f"neighbor{number}", number + 20)
    rows = [
        Venue.objects.create(
            district=DISTRICT, region=HOME, level="point", kind="stop", name=f"{n}"
        )
        for n in range(4)
    ]
    orders = [an_order(cast, "dispatched").id for _ in range(6)]
    return Storm(cast, [row.id for row in rows], orders)


def edit_a_venue(storm: Storm, dice: random.Random) -> None:
    wanted = dice.choice(storm.venues)
    version = Venue.objects.values_list("version", flat=True).get(id=wanted)
    text = f"{threading.get_ident()}-{dice.random()}"
    saved = venues.edit_venue(
        actor=system(DISTRICT), venue_id=wanted, version=version, values={"directions": text}
    )
    with storm.lock:
        storm.written[wanted, saved.version] = text


def honor_two_venues(storm: Storm, dice: random.Random) -> None:
    """Two rows in any order in one transaction: this is what deadlocks are made of."""
    pair, title = dice.sample(storm.venues, 2), f"荣誉{dice.random()}"

    @transact
    def both() -> None:
        for wanted in pair:
            venues.add_honor(
                actor=system(DISTRICT), venue_id=wanted, title=title, awarded_by="区", year=2024
            )
            time.sleep(0.005)

    both()
    storm.count("honors", 2)


def give_or_take_a_role(storm: Storm, dice: random.Random) -> None:
    account = storm.cast.accounts[f"neighbor{dice.randrange(30, 33)}"].id
    live = RoleGrant.objects.filter(account=account, revoked_at=None).first()
    if live is None:
        grant_role(actor=system(DISTRICT), account_id=account, role=Role.VENUE_ADMIN, scope=HOME)
        storm.count(("grants", account))
    else:
        revoke_role(actor=system(DISTRICT), grant_id=live.id, reason="离岗")
        storm.count(("grants", account), -1)


def join_or_leave_a_team(storm: Storm, dice: random.Random) -> None:
    name = f"new{dice.randrange(30, 36)}"
    volunteer, actor = storm.cast.volunteers[name].id, storm.cast.actor(name)
    live = Membership.objects.filter(volunteer=volunteer, ended_at=None).first()
    if live is None:
        apply_to_team(actor=actor, team_id=storm.cast.team.id)
        storm.count(("memberships", volunteer))
    else:
        leave_team(actor=actor, membership_id=live.id)
        storm.count(("memberships", volunteer), -1)


def claim_an_order(storm: Storm, dice: random.Random) -> None:
    order = dice.choice(storm.orders)
    claim_order(actor=storm.cast.zhao, order_id=order)
    storm.count(("claims", order))


def edit_a_profile(storm: Storm, dice: random.Random) -> None:
    name = f"neighbor{dice.randrange(33, 36)}"
    person = storm.cast.persons[name].id
    version = Person.objects.values_list("version", flat=True).get(id=person)
    text = f"畅家巷{dice.randrange(10**6)}号"
    saved = enter_profile(
        actor=storm.cast.actor(name), address=text, home_community=HOME, version=version
    )
    with storm.lock:
        storm.written[person, saved.version] = text


def import_a_roster(storm: Storm, dice: random.Random) -> None:
    rows = [
        [f"张{'甲乙丙丁'[n % 4]}", f"1377000{n:04d}", "", ""] for n in dice.sample(range(60), 8)
    ]
    desk = storm.cast.desk
    batch = preview_import(
        actor=desk,
        table=Table(["姓名", "手机号", "身份证号", "社区"], rows),
        scope=HOME,
        file_name="名单.csv",
        content=b"x",
        team_id=None,
    )
    done = confirm_import(actor=desk, batch_id=batch.id)
    storm.count("invited", done.rows_good - done.rows_known)


ACTS: list[Callable[[Storm, random.Random], None]] = [
    edit_a_venue,
    honor_two_venues,
    give_or_take_a_role,
    join_or_leave_a_team,
    claim_an_order,
    edit_a_profile,
    import_a_roster,
]


def one_thread(storm: Storm, seed: int, until: float) -> None:
    dice = random.Random(seed)
    try:
        for _ in range(ACTS_MAX):
            if time.monotonic() > until:
                break
            act = dice.choice(ACTS)
            try:
                patiently(lambda: act(storm, dice))  # noqa: B023 - called at once
                storm.count(act.__name__)
            except DomainError as refusal:
                with storm.lock:
                    storm.refused[refusal.code] += 1
            except OperationalError as error:
                # On a busy machine a statement may wait until it is cancelled: nothing was done.
                state = db.sqlstate(error)
                with storm.lock:
                    if state == "57014":
                        storm.refused["cancelled"] += 1
                    else:
                        storm.escaped.append(f"{act.__name__}: {type(error).__name__} {error}")
            except Exception as error:
                with storm.lock:
                    storm.escaped.append(f"{act.__name__}: {type(error).__name__} {error}")
    finally:
        connection.close()


def patiently(act: Callable[[], None]) -> None:
    """As somebody does who is told that many are waiting."""
    for _ in range(BUSY_TRIES):
        try:
            return act()
        except Unavailable:
            time.sleep(0.05)
    raise AssertionError("told to come back twenty times")


def rage(monkeypatch: pytest.MonkeyPatch) -> tuple[Storm, Counter[str]]:
    storm, repeated = the_stage(), Counter[str]()
    real = db.sqlstate

    def noticed(error: BaseException) -> str:
        state = real(error)
        with storm.lock:
            repeated[state] += 1
        return state

    monkeypatch.setattr(db, "sqlstate", noticed)
    until = time.monotonic() + SECONDS
    threads = [
        threading.Thread(target=one_thread, args=(storm, seed, until)) for seed in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS * 5)
        assert not thread.is_alive(), "somebody waits for ever"
    return storm, repeated


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [SECONDS, pytest.param(30.0, marks=pytest.mark.long)])
def test_a_storm_of_sixteen_loses_nothing(
    seconds: float, committed_db: str, monkeypatch: pytest.MonkeyPatch
):
    if seconds > SECONDS:  # The long one is ended by its time, not by the number of its acts.
        monkeypatch.setattr("tests.faults.test_storm.SECONDS", seconds)
        monkeypatch.setattr("tests.faults.test_storm.ACTS_MAX", 10_000)
    storm, repeated = rage(monkeypatch)
    assert storm.escaped == []
    assert repeated["40P01"] > 0, "no deadlock happened: the test says nothing"
    assert all(storm.done[act.__name__] > 0 for act in ACTS)
    edits_stand(storm)
    counts_stand(storm)
    stories_are_whole()


def edits_stand(storm: Storm) -> None:
    """Every version was written by exactly one winner, and the last one's words stand."""
    for row in [*Venue.objects.filter(id__in=storm.venues), *Person.objects.all()]:
        mine = sorted(version for (pk, version) in storm.written if pk == row.pk)
        assert mine == list(range(2, row.version + 1)), "a write was lost, or counted twice"
        if mine:
            text = row.directions if isinstance(row, Venue) else row.address.decide(str)
            assert text == storm.written[row.pk, row.version]


def counts_stand(storm: Storm) -> None:
    """What services said they did is what is there."""
    assert VenueHonor.objects.count() == storm.done["honors"]
    assert Invitation.objects.count() == storm.done["invited"] > 0
    for key, number in storm.done.items():
        if isinstance(key, tuple) and key[0] == "grants":
            assert RoleGrant.objects.filter(account=key[1], revoked_at=None).count() == number
        elif isinstance(key, tuple) and key[0] == "memberships":
            assert Membership.objects.filter(volunteer=key[1], ended_at=None).count() == number
        elif isinstance(key, tuple):
            assert number == 1, "an order was claimed twice"
    claimed = {key[1] for key in storm.done if isinstance(key, tuple) and key[0] == "claims"}
    assert set(ServiceOrder.objects.filter(state="claimed").values_list("id", flat=True)) == claimed


def stories_are_whole() -> None:
    """One event for each change: versions of an order without a gap, one trace for each honor."""
    for order in ServiceOrder.objects.all():
        seen = (
            Event.objects.filter(subject_id=order.id, kind__startswith="order.")
            .order_by("at", "id")
            .values_list("after__version", flat=True)
        )
        assert list(seen) == list(range(1, order.version + 1))
    assert Event.objects.filter(kind="venue.honor_added").count() == VenueHonor.objects.count()


@pytest.mark.slow
def test_the_storm_notices_a_write_without_its_version(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
):
    """The control: somebody takes the lock away, and two winners write one version."""
    from redvest.venues.services import access

    real = access.venue_seen_by

    def careless(actor: Any, venue_id: UUID, *, lock: bool = False) -> Venue:
        found = real(actor, venue_id)
        time.sleep(0.01)
        return found

    monkeypatch.setattr(access, "venue_seen_by", careless)
    monkeypatch.setattr("tests.faults.test_storm.ACTS", [edit_a_venue])
    monkeypatch.setattr("tests.faults.test_storm.SECONDS", 3.0)
    storm, _repeated = rage(monkeypatch)
    traced = Event.objects.filter(kind="venue.edited", subject_id__in=storm.venues).count()
    assert traced > len(storm.written), "two believed they wrote the same version"
