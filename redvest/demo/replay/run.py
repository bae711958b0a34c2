"""Going through a year: a day is two transactions, each of which ends with its mark in the journal:
one for those who come on it, one for everything else.

Whoever is killed loses the day at hand and nothing else; the next run begins with that day and
comes to the same, because the plan follows from the seed and people are found by their numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.bank.services.earning import BATCH as EARNING_BATCH
from redvest.bank.services.earning import settle_records
from redvest.bank.services.redeeming import run_due as close_redemptions
from redvest.demo.replay import CAME, DAY_OVER
from redvest.demo.replay.activities import Doings
from redvest.demo.replay.beside import EVERY, Beside
from redvest.demo.replay.clock import Clock, moment, standing_in
from redvest.demo.replay.coming import Coming, Teams
from redvest.demo.replay.days import days_left, one_day, rarely_tidied
from redvest.demo.replay.ground import Ground, check_free, found, ground_of
from redvest.demo.replay.orders import Orders
from redvest.demo.replay.people import rows_of
from redvest.demo.replay.plan import AHEAD, Plan
from redvest.demo.replay.points import lay_shelf, redeem
from redvest.insight.services import fold_changes
from redvest.insight.services.rolling import BATCH
from redvest.journal.sealing import seal_all
from redvest.orders.services import fire_due
from redvest.people.actors import Actor
from redvest.people.models import Account
from redvest.people.queries import actor_of
from redvest.records.services.drafting import settle_visits

Tick = Callable[[int, int], None]
NOTICE_BOARD, AFTERWARDS, EVENING, NIGHT, LAST_MINUTE = 480, 1325, 1350, 1380, 1439
ONE_DAY = timedelta(days=1)
BUSY, SEALED = 1000, 20_000
"""People of one day after whom the worker comes by at once, and events it seals in one go."""


@rarely_tidied()
def go_through(
    plan: Plan,
    tick: Tick,
    *,
    single: bool = False,
    until: date | None = None,
    beside: "Callable[[], Beside] | None" = None,
) -> int:
    """Go through the days that are not over yet; returns how many that were.

    With another process beside, people come there (:mod:`redvest.demo.replay.beside`).
    """
    if not check_free(plan):
        with standing_in(moment(plan.days[0], 0) - ONE_DAY / 2), transaction.atomic():
            found(plan)
            lay_shelf(ground_of(plan), plan.days[0])
    left = days_left(plan, DAY_OVER)
    year, done = _Year(plan, ground_of(plan), single), 0
    other = beside() if beside is not None and left else None
    come, work = people_of(plan), Work(plan)
    for day in left:
        if until is not None and day >= until:
            break
        at = plan.days.index(day)
        if other is not None:
            other.wait_for(at, over=at - 1)
        else:
            come(at)
        year.live(day)
        if other is None:
            work.after(at, at)
        done += 1
        tick(at + 1, len(plan.days))
    if other is not None:
        other.end()
    return done


def people_of(plan: Plan) -> Callable[[int], None]:
    """Let everybody come who comes on a day, unless they are there."""
    coming, left = Coming(plan, ground_of(plan)), set(days_left(plan, CAME))

    def come(at: int) -> None:
        if plan.days[at] in left:
            coming.live(plan.days[at])

    return come


@dataclass
class Work:
    """What the worker of a district does beside: fold the sums and seal the journal."""

    plan: Plan
    since: datetime | None = None
    waiting: int = 0

    def after(self, at: int, over: int, every: int = EVERY) -> None:
        """When people have come up to one day and another is over: every few days, and sooner
        when much has happened. What a kill left is found by the first round."""
        plan, last = self.plan, over == len(self.plan.days) - 1
        self.waiting += 1 + len(plan.volunteers[at]) * EVERY // BUSY
        if self.waiting < every and not last:
            return
        self.waiting = 0
        with standing_in(moment(plan.days[at], LAST_MINUTE)):
            while fold_changes() == BATCH:
                pass
            seal_all(since=self.since, batch=SEALED)
            if last:
                seal_all(since=None, batch=SEALED)
        self.since = moment(plan.days[max(0, over)], 0) - ONE_DAY


@dataclass
class _Year:
    plan: Plan
    ground: Ground
    single: bool
    leaders: dict[int, tuple[UUID, Actor]] = field(default_factory=dict)
    teams: Teams = field(init=False)

    def __post_init__(self) -> None:
        self.teams = Teams(self.ground)

    def live(self, day: date) -> None:
        """One day, but for those who come on it."""
        with one_day(self.ground.district, day, DAY_OVER) as clock:
            self._day(day, clock)

    def _day(self, day: date, clock: Clock) -> None:
        plan = self.plan
        doings = Doings(plan, self.ground, clock, self.leader, self.single)
        orders = Orders(plan, self.ground, clock, self.leader, self._founded)
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
        lately, together = moment(day, 0) - ONE_DAY, not self.single
        while settle_records(since=lately, together=together) == EARNING_BATCH:
            pass
        close_redemptions()

    def _founded(self, day: date) -> int:
        return self.plan.teams[self.plan.days.index(day)].stop

    def leader(self, number: int) -> tuple[UUID, Actor]:
        """A team and who leads it. Who leads here never changes within a year."""
        if number not in self.leaders:
            row = rows_of(self.ground.district, [number])[number]
            account = Account.objects.get(persons=row.person_id)
            actor = actor_of(account, self.ground.district)
            self.leaders[number] = (self.teams.id_of(number), actor)
        return self.leaders[number]
