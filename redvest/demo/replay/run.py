"""Going through a year: a day is four transactions, each of which ends with its mark in the
journal: those who come on it, its activities, its orders, and the night after it.

Whoever is killed loses what was at hand of one day and nothing else; the next run begins there and
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
from redvest.demo.replay import CAME, DAY_OVER, NIGHT_OVER, ORDERED
from redvest.demo.replay.activities import Doings
from redvest.demo.replay.beside import Beside
from redvest.demo.replay.clock import Clock, moment, standing_in
from redvest.demo.replay.coming import Coming, Teams
from redvest.demo.replay.days import days_left, insisting, one_day, rarely_tidied
from redvest.demo.replay.ground import Ground, check_free, found, ground_of
from redvest.demo.replay.orders import Orders
from redvest.demo.replay.people import rows_of
from redvest.demo.replay.plan import AHEAD, Plan
from redvest.demo.replay.points import lay_shelf, redeem
from redvest.insight.services import fold_changes
from redvest.insight.services.rolling import BATCH
from redvest.journal.sealing import seal_all
from redvest.journal.services import recording_together
from redvest.notices.services import telling_together
from redvest.orders.services import fire_due
from redvest.people.actors import Actor
from redvest.people.models import Account
from redvest.people.queries import actor_of
from redvest.records.services.drafting import settle_visits

Tick = Callable[[int, int], None]
NOTICE_BOARD, AFTERWARDS, EVENING, NIGHT, LAST_MINUTE = 480, 1325, 1350, 1380, 1439
ONE_DAY = timedelta(days=1)
EVERY, BUSY, SEALED = 30, 10_000, 50_000
"""Days after which the worker comes by, people of one day after whom it comes at once, and events
it seals in one go."""


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

    With processes beside, people come and order there (:mod:`redvest.demo.replay.beside`).
    """
    if not check_free(plan):
        with standing_in(moment(plan.days[0], 0) - ONE_DAY / 2), transaction.atomic():
            found(plan)
            lay_shelf(ground_of(plan), plan.days[0])
    left = days_left(plan, DAY_OVER)
    other = beside() if beside is not None and days_left(plan, NIGHT_OVER) else None
    lanes = other or _InTurn(plan)
    year, last = _Year(plan, single), len(plan.days) - 1
    for day in left:
        at = plan.days.index(day)
        if until is not None and day >= until:
            return at - plan.days.index(left[0])
        lanes.wait_for_people(at)
        _end(year, lanes, at - 1)
        lanes.let_order(at)
        year.live(at)
        tick(at + 1, len(plan.days))
    _end(year, lanes, last)
    lanes.end()
    return len(left)


def _end(year: "_Year", lanes: "Beside | _InTurn", at: int) -> None:
    """The night after a day, once its orders have gone as far as they go on it."""
    if at >= 0:
        lanes.let_order(at)
        lanes.wait_for_orders(at)
        year.rest(at)
        lanes.let_work(at)


class _InTurn:
    """What :class:`Beside` does, in the process at hand: one thing after the other."""

    def __init__(self, plan: Plan) -> None:
        self._come, self._order, self._work = people_of(plan), orders_of(plan), Work(plan)
        self._ordered, self._there = -1, -1

    def wait_for_people(self, at: int) -> None:
        self._come(at)
        self._there = at

    def let_order(self, at: int) -> None:
        """Nothing goes on beside: they are lived through when somebody waits for them."""

    def wait_for_orders(self, at: int) -> None:
        for one in range(self._ordered + 1, at + 1):
            self._order(one)
        self._ordered = at

    def let_work(self, over: int) -> None:
        self._work.after(max(over, self._there), over)

    def end(self) -> None:
        """Nobody is to be waited for."""


def people_of(plan: Plan) -> Callable[[int], None]:
    """Let everybody come who comes on a day, unless they are there."""
    coming, left = Coming(plan, ground_of(plan)), set(days_left(plan, CAME))

    def come(at: int) -> None:
        if plan.days[at] in left:
            insisting(lambda: coming.live(plan.days[at]))

    return come


def orders_of(plan: Plan) -> Callable[[int], None]:
    """Let the orders of a day go as far as they go on it, unless they have."""
    ground, left = ground_of(plan), set(days_left(plan, ORDERED))
    leaders = Leaders(plan, ground)

    def order(at: int) -> None:
        day = plan.days[at]

        def live() -> None:
            with one_day(ground.district, day, ORDERED) as clock:
                orders = Orders(plan, ground, clock, leaders.of, leaders.founded)
                with recording_together(), telling_together():
                    orders.ask(plan.orders_of.get(day, []))
                    orders.serve(plan.orders_of.get(day - ONE_DAY, []))
                    clock.set(moment(day, NIGHT))
                    fire_due()

        if day in left:
            insisting(live)

    return order


@dataclass
class Work:
    """What the worker of a district does beside: fold the sums and seal the journal."""

    plan: Plan
    since: datetime | None = None
    waiting: int = 0

    def after(self, at: int, over: int) -> None:
        """When people have come up to one day and another is over: every few days, sooner when
        much has happened, and at the end. What a kill left is found by the first round."""
        plan, last = self.plan, over == len(self.plan.days) - 1
        self.waiting += 1 + len(plan.volunteers[at]) * EVERY // BUSY
        if self.waiting < EVERY and not last:
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
class Leaders:
    """Who leads a team; nobody is replaced within such a year."""

    plan: Plan
    ground: Ground
    known: dict[int, tuple[UUID, Actor]] = field(default_factory=dict)
    teams: Teams = field(init=False)

    def __post_init__(self) -> None:
        self.teams = Teams(self.ground)

    def of(self, number: int) -> tuple[UUID, Actor]:
        """A team and who leads it."""
        if number not in self.known:
            row = rows_of(self.ground.district, [number])[number]
            account = Account.objects.get(persons=row.person_id)
            actor = actor_of(account, self.ground.district)
            self.known[number] = (self.teams.id_of(number), actor)
        return self.known[number]

    def founded(self, day: date) -> int:
        """How many teams there are by a day."""
        return self.plan.teams[self.plan.days.index(day)].stop


class _Year:
    """The activities of a year, and its nights."""

    def __init__(self, plan: Plan, single: bool) -> None:
        self.plan, self.ground, self.single = plan, ground_of(plan), single
        self._leaders = Leaders(plan, self.ground)
        self._nights = set(days_left(plan, NIGHT_OVER))

    def live(self, at: int) -> None:
        """What is planned, held, settled and fetched on a day, and who says yes for the next."""

        def live() -> None:
            with one_day(self.ground.district, self.plan.days[at], DAY_OVER) as clock:
                self._day(self.plan.days[at], clock)

        insisting(live)

    def _day(self, day: date, clock: Clock) -> None:
        plan = self.plan
        doings = Doings(plan, self.ground, clock, self._leaders.of, self.single)
        clock.set(moment(day, NOTICE_BOARD))
        doings.plan_ahead(plan.by_day.get(day + timedelta(days=AHEAD), []))
        today = plan.by_day.get(day, [])
        doings.hold([one for one in today if one.slot == 0])
        doings.hold([one for one in today if one.slot > 0])
        clock.set(moment(day, AFTERWARDS))
        doings.settle(today)
        redeem(self.ground, plan.redemptions.get(day, 0))
        clock.set(moment(day, EVENING))
        doings.sign_up(plan.by_day.get(day + timedelta(days=1), []))

    def rest(self, at: int) -> None:
        """The night after a day: what was done on it is counted and paid."""
        day = self.plan.days[at]
        if day not in self._nights:
            return

        def live() -> None:
            with one_day(self.ground.district, day, NIGHT_OVER) as clock:
                clock.set(moment(day, NIGHT))
                lately, together = moment(day, 0) - ONE_DAY, not self.single
                settle_visits(since=lately)
                while settle_records(since=lately, together=together) == EARNING_BATCH:
                    pass
                close_redemptions()

        insisting(live)
        self._nights.discard(day)
