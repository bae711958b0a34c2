"""Going through a year: each day is one transaction that ends with its own mark in the journal.

Whoever is killed loses the day at hand and nothing else; the next run begins with that day and
comes to the same, because the plan follows from the seed and people are found by their numbers.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction

from redvest.bank.services.earning import BATCH as EARNING_BATCH
from redvest.bank.services.earning import settle_records
from redvest.bank.services.redeeming import run_due as close_redemptions
from redvest.demo.bulk import enter_volunteers, join_open_team
from redvest.demo.replay import DAY_OVER
from redvest.demo.replay.activities import Doings
from redvest.demo.replay.clock import Clock, moment, standing_in
from redvest.demo.replay.ground import Ground, check_free, found, ground_of
from redvest.demo.replay.orders import Orders
from redvest.demo.replay.people import rows_of, wish_of
from redvest.demo.replay.plan import AHEAD, Plan
from redvest.demo.replay.points import lay_shelf, redeem
from redvest.engines.team_flow import CoreCategory, JoinMode, Kind, Tier
from redvest.insight.services import fold_changes
from redvest.insight.services.rolling import BATCH
from redvest.journal.models import Event
from redvest.journal.sealing import seal_all
from redvest.journal.services import record_event
from redvest.orders.services import fire_due
from redvest.people.actors import Actor, system
from redvest.people.models import Account, Volunteer
from redvest.people.queries import actor_of
from redvest.records.services.drafting import settle_visits
from redvest.teams.models import Team
from redvest.teams.services import TeamCard, appoint_leader, found_team

Tick = Callable[[int, int], None]
MORNING, NOTICE_BOARD, AFTERWARDS, EVENING, NIGHT = 420, 480, 1325, 1350, 1380
# How long a busy machine may take between two statements of a day, and for one of them.
PATIENCE = (
    "SET LOCAL idle_in_transaction_session_timeout = '10min'; SET LOCAL statement_timeout = '10min'"
)
ONE_DAY, EVERY = timedelta(days=1), 10
CATEGORIES = tuple(CoreCategory)


def go_through(plan: Plan, tick: Tick, *, single: bool = False, until: date | None = None) -> int:
    """Go through the days that are not over yet; returns how many that were."""
    if not check_free(plan):
        with standing_in(moment(plan.days[0], 0) - ONE_DAY / 2), transaction.atomic():
            found(plan)
            lay_shelf(ground_of(plan), plan.days[0])
    over = set(
        Event.objects.filter(district=plan.shape.district, kind=DAY_OVER).values_list(
            "after__day", flat=True
        )
    )
    left = [day for day in plan.days if day.isoformat() not in over]
    year = _Year(plan, ground_of(plan), single)
    done = 0
    for day in left:
        if until is not None and day >= until:
            break
        year.live(day)
        done += 1
        tick(len(plan.days) - len(left) + done, len(plan.days))
    return done


@dataclass
class _Year:
    plan: Plan
    ground: Ground
    single: bool
    teams: dict[str, UUID] = field(default_factory=dict)
    leaders: dict[int, tuple[UUID, Actor]] = field(default_factory=dict)

    def live(self, day: date) -> None:
        """One day, then what the worker would have done by midnight."""
        with standing_in(moment(day, 0)) as clock:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(PATIENCE)
                self._day(day, clock)
                record_event(
                    actor=system(self.ground.district),
                    kind=DAY_OVER,
                    district=self.ground.district,
                    region=self.ground.district,
                    after={"day": day.isoformat()},
                )
            if day == self.plan.days[-1] or (self.plan.days.index(day) + 1) % EVERY == 0:
                self._work(day)

    def _work(self, day: date) -> None:
        """Fold and seal what the last days brought; a later round takes what a kill left."""
        while fold_changes() == BATCH:
            pass
        seal_all(since=None if day == self.plan.days[-1] else moment(day, 0) - EVERY * ONE_DAY)

    def _day(self, day: date, clock: Clock) -> None:
        plan, at = self.plan, self.plan.days.index(day)
        doings = Doings(plan, self.ground, clock, self.leader, self.single)
        orders = Orders(plan, self.ground, clock, self.leader, self._founded)
        clock.set(moment(day, MORNING))
        self._register(plan.volunteers[at])
        for number in plan.teams[at]:
            self._found(number)
        self._join(plan.volunteers[at], plan.teams[at])
        clock.set(moment(day, NOTICE_BOARD))
        doings.plan_ahead(plan.by_day.get(day + timedelta(days=AHEAD), []))
        orders.ask(plan.orders_of.get(day, []))
        today = plan.by_day.get(day, [])
        doings.hold([one for one in today if one.slot == 0])
        orders.serve(plan.orders_of.get(day - ONE_DAY, []))
        doings.hold([one for one in today if one.slot > 0])
        clock.set(moment(day, AFTERWARDS))
        doings.settle(today)
        redeem(self.ground, plan.redemptions.get(day, 0))
        clock.set(moment(day, EVENING))
        doings.sign_up(plan.by_day.get(day + timedelta(days=1), []))
        clock.set(moment(day, NIGHT))
        fire_due()
        settle_visits(since=moment(day, 0) - ONE_DAY)
        while settle_records(since=moment(day, 0) - ONE_DAY) == EARNING_BATCH:
            pass
        close_redemptions()

    def _founded(self, day: date) -> int:
        return self.plan.teams[self.plan.days.index(day)].stop

    def _register(self, numbers: range) -> None:
        ground = self.ground
        if not numbers:
            return
        enter_volunteers(
            ground.district,
            [wish_of(ground.district, ground.block, one, ground.homes) for one in numbers],
        )

    def name_of(self, number: int) -> str:
        region = self.ground.homes[number % len(self.ground.homes)]
        return f"{self.ground.names[region]}志愿服务{number + 1}队"

    def _kind(self, number: int) -> Kind:
        for kind, count in self.plan.team_kinds():
            if number < count:
                return Kind(kind)
            number -= count
        raise AssertionError("more teams than kinds say")

    def _found(self, number: int) -> None:
        region = self.ground.homes[number % len(self.ground.homes)]
        centre = self.ground.centre
        team = found_team(
            actor=centre,
            card=TeamCard(
                name=self.name_of(number),
                kind=self._kind(number),
                tier=Tier.SQUAD,
                region=region,
                core_category=CATEGORIES[number % len(CATEGORIES)],
                area=(region, region[:9]),
                join_mode=JoinMode.OPEN,
            ),
        )
        leader = rows_of(self.ground.district, [number])[number]
        appoint_leader(actor=centre, team_id=team.id, volunteer_id=leader.id)
        self.teams[team.name] = team.id

    def team_id(self, number: int) -> UUID:
        name = self.name_of(number)
        if name not in self.teams:
            rows = Team.objects.filter(district=self.ground.district)
            self.teams = dict(rows.values_list("name", "id"))
        return self.teams[name]

    def leader(self, number: int) -> tuple[UUID, Actor]:
        """A team and who leads it. Who leads here never changes within a year."""
        if number not in self.leaders:
            row = rows_of(self.ground.district, [number])[number]
            account = Account.objects.get(persons=row.person_id)
            actor = actor_of(account, self.ground.district)
            self.leaders[number] = (self.team_id(number), actor)
        return self.leaders[number]

    def _join(self, registered: range, founded: range) -> None:
        """Members come as soon as both they and their team are there."""
        teams, most = self.plan.teams[-1].stop, self.plan.shape.members
        new: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(max(teams, registered.start), min(registered.stop, teams * (most + 1))):
            if number % teams < founded.stop:
                new[number % teams].append(number)
        for team in founded:
            before = range(team + teams, min(registered.start, teams * (most + 1)), teams)
            new[team] += list(before)
        if not new:
            return
        people = rows_of(self.ground.district, [one for ones in new.values() for one in ones])
        rows = Team.objects.in_bulk([self.team_id(team) for team in new])
        for team, numbers in sorted(new.items()):
            members: list[Volunteer] = [people[one] for one in sorted(set(numbers))]
            if members:
                join_open_team(rows[self.team_id(team)], members)
