"""What happens on which day of a year of a given shape: decided ahead, from the seed alone.

Nothing here reads a clock or a database, so a run that was interrupted goes on with the same plan.
People are numbers: 0 is the first to register. Every team is led by the volunteer of its number,
and whoever has a larger number is a member of the team that is left over by division.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from math import ceil
from random import Random

from redvest.demo.replay.shapes import Programme, Shape
from redvest.engines.cn_calendar import festivals_in

SLOTS = (9 * 60, 14 * 60 + 30, 19 * 60)
"""When activities begin, in minutes of the day; none ends after ten at night."""
AHEAD = 2
"""On how many days before an activity it is planned; people sign up on the last of them."""
FIRST = AHEAD + 1
FRIDAY, RAMP = 4, 3
NEVER_CAME, SAID_NO = 0.02, 0.05


@dataclass(frozen=True)
class Doing:
    """One activity. ``came`` stamp in; ``missed`` stay away; ``left`` say before that they do."""

    number: int
    programme: int
    day: date
    slot: int
    team: int
    hours: int
    audience: int
    came: tuple[int, ...]
    missed: tuple[int, ...] = ()
    left: tuple[int, ...] = ()

    @property
    def people(self) -> list[int]:
        return [*self.came, *self.missed, *self.left]


@dataclass(frozen=True)
class Order:
    """One order: who asks, and how it ends."""

    number: int
    day: date
    resident: int
    ending: str


@dataclass
class Plan:
    """Everything that happens, by day."""

    shape: Shape
    scale: float
    seed: int
    days: list[date]
    volunteers: list[range]
    teams: list[range]
    doings: list[Doing]
    orders: list[Order]
    by_day: dict[date, list[Doing]] = field(default_factory=dict)
    orders_of: dict[date, list[Order]] = field(default_factory=dict)
    redemptions: dict[date, int] = field(default_factory=dict)

    def team_kinds(self) -> list[tuple[str, int]]:
        """How many teams of each kind; the first are of the first kind."""
        return [(kind, scaled(count, self.scale)) for kind, count in self.shape.teams]

    def counts(self) -> dict[str, int]:
        """How much of everything there will be."""
        return {
            "days": len(self.days),
            "volunteers": self.volunteers[-1].stop,
            "teams": self.teams[-1].stop,
            "activities": len(self.doings),
            "sign_ups": sum(len(one.people) for one in self.doings),
            "audience": sum(one.audience for one in self.doings),
            "orders": len(self.orders),
            "redemptions": sum(self.redemptions.values()),
        }


def scaled(count: int, scale: float) -> int:
    """At least one of everything there is, and never less than its part.

    >>> scaled(1281, 0.01), scaled(5, 0.001), scaled(7048, 1.0)
    (13, 1, 7048)
    """
    return max(1, ceil(round(count * scale, 6))) if count else 0


# Seven in ten, then more and more: what became of the orders of a year.
ENDINGS = (
    *("rated_5",) * 9,
    *("rated_4",) * 4,
    "rated_2",
    "rated_1",
    *("declined",) * 2,
    "withdrawn",
    "unrated",
    "given_up",
)


def make_plan(shape: Shape, scale: float, seed: int) -> Plan:
    """The whole year.

    Parameters
    ----------
    shape : Shape
        What the district told, and what is assumed.
    scale : float
        1 for as much as was published.
    seed : int
        Another seed is another year of the same figures.
    """
    days = [
        shape.period.first + timedelta(days=n)
        for n in range((shape.period.until - shape.period.first).days)
    ]
    volunteers = _spread(scaled(shape.volunteers, scale), _joining(days))
    count = sum(scaled(many, scale) for _kind, many in shape.teams)
    # The first of them are there on the first day, all by the middle of the period.
    teams = _spread(count, [3.0] + [1.0 if 2 * n < len(days) else 0.0 for n in range(1, len(days))])
    plan = Plan(shape, scale, seed, days, volunteers, _led(teams, volunteers), [], [])
    _Filling(plan).fill()
    rng = Random(f"{seed}:orders")  # noqa: S311 - a plan, no secret
    usable = days[FIRST:-FIRST]
    for number in range(scaled(shape.orders, scale)):
        day = usable[rng.randrange(len(usable))]
        plan.orders.append(Order(number, day, number, ENDINGS[number % len(ENDINGS)]))
    plan.by_day = _grouped(plan.doings)
    plan.orders_of = _grouped(plan.orders)
    for _number in range(scaled(shape.redemptions, scale)):
        day = usable[len(usable) // 2 + rng.randrange(len(usable) // 2)]
        plan.redemptions[day] = plan.redemptions.get(day, 0) + 1
    return plan


def _grouped(rows: list) -> dict:  # type: ignore[type-arg]
    found = defaultdict(list)
    for row in rows:
        found[row.day].append(row)
    return dict(found)


def _joining(days: list[date]) -> list[float]:
    """Many join in the first sixth of the period, fewer at weekends."""
    return [
        (RAMP if 6 * n < len(days) else 1.0) * (0.6 if day.weekday() > FRIDAY else 1.0)
        for n, day in enumerate(days)
    ]


def _spread(count: int, weights: list[float]) -> list[range]:
    """Numbers from 0 to ``count``, cut at the days in the proportion of their weights."""
    ends = [ceil(count * one / sum(weights) - 1e-9) for one in accumulate(weights)]
    return [range(start, end) for start, end in zip([0, *ends], ends, strict=False)]


def _led(teams: list[range], volunteers: list[range]) -> list[range]:
    """A team is founded when whoever leads it has registered: never before."""
    found, start = [], 0
    for due, there in zip(teams, volunteers, strict=True):
        stop = max(start, min(due.stop, there.stop))
        found.append(range(start, stop))
        start = stop
    return found


class _Filling:
    """Puts activities onto days, teams and people, nobody at two places at one time."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.shape = plan, plan.shape
        self.rng = Random(f"{plan.seed}:activities")  # noqa: S311 - a plan, no secret
        self.teams_busy: set[tuple[date, int, int]] = set()
        self.people_busy: defaultdict[tuple[date, int], set[int]] = defaultdict(set)
        self.there = dict(zip(plan.days, plan.volunteers, strict=True))
        self.founded = dict(zip(plan.days, plan.teams, strict=True))
        self.turn = 0

    def fill(self) -> None:
        # What needs a hundred people at one time chooses first.
        order = sorted(
            range(len(self.shape.programmes)), key=lambda n: -self.shape.programmes[n].rounds
        )
        for number in order:
            programme = self.shape.programmes[number]
            for day, people, hours, audience in self._held(programme):
                self._add(number, programme, day, people, hours, audience)
        self.plan.doings.sort(key=lambda one: (one.day, one.slot, one.number))

    def _held(self, programme: Programme) -> Iterator[tuple[date, int, int, int]]:
        """Day, people, hours and audience of every activity of a programme."""
        scale = self.plan.scale
        if programme.rounds:
            together = scaled(programme.count // programme.rounds * programme.people, scale)
            for day in self._rounds(programme):
                for people in self._parts(together, programme):
                    yield day, people, programme.hours, 0
            return
        if programme.total_hours:
            works = _of_hours(programme, scaled(programme.total_hours, scale))
        elif programme.everybody_comes:
            whole = scaled(programme.count * programme.people, scale)
            works = [(n, programme.hours) for n in self._parts(whole, programme)]
        else:
            works = [(programme.people, programme.hours)] * scaled(programme.count, scale)
        days = list(self._days(programme, len(works)))
        audience = scaled(programme.audience, scale) if programme.audience else 0
        for at, (day, (people, hours)) in enumerate(zip(days, works, strict=True)):
            here = audience * (at + 1) // len(works) - audience * at // len(works)
            yield day, people, hours, here

    def _parts(self, people: int, programme: Programme) -> list[int]:
        """So many people as activities of at most the programme's size, or of a fifth of all."""
        most = max(1, min(programme.people, self.plan.volunteers[-1].stop // 5))
        count = ceil(people / most)
        return [people * (n + 1) // count - people * n // count for n in range(count)]

    def _rounds(self, programme: Programme) -> list[date]:
        """Days in a row, in the month in which they were."""
        days = [one for one in self._usable() if one.month == programme.month]
        return days[3 : 3 + programme.rounds]

    def _usable(self) -> list[date]:
        return self.plan.days[FIRST:]

    def _days(self, programme: Programme, count: int) -> Iterator[date]:
        days = self._usable()
        if programme.when == "fridays":
            days = [one for one in days if one.weekday() == FRIDAY]
        if programme.when == "festivals":
            there = set(days)
            near = {
                day + timedelta(days=n)
                for day, festival in festivals_in(days[0].year)
                if festival.is_tradition
                for n in (-2, -1, 0)
            }
            days = sorted(near & there)
        for at in range(count):
            if programme.when == "spread":
                yield days[min(len(days) - 1, int((at + self.rng.random()) * len(days) / count))]
            else:
                yield days[at * len(days) // count]

    def _add(
        self, number: int, programme: Programme, day: date, people: int, hours: int, audience: int
    ) -> None:
        planned = day - timedelta(days=AHEAD)
        slot, team = self._place(programme, day, self.founded[planned].stop)
        registered = self.there[day - timedelta(days=1)].stop
        chosen = self._people(programme, day, slot, team, people, registered)
        came = list(chosen)
        missed: list[int] = []
        left: list[int] = []
        if not programme.everybody_comes and len(chosen) > 1:
            for one in chosen:
                fate = self.rng.random()
                if fate < SAID_NO and len(came) > 1:
                    came.remove(one)
                    (missed if fate < NEVER_CAME else left).append(one)
        self.plan.doings.append(
            Doing(
                len(self.plan.doings),
                number,
                day,
                slot,
                team,
                hours,
                audience,
                tuple(came),
                tuple(missed),
                tuple(left),
            )
        )

    def _place(self, programme: Programme, day: date, teams: int) -> tuple[int, int]:
        """A time of the day and a team that has nothing then, each team in turn."""
        slots: tuple[int, ...] = (1, 2, 0) if programme.when == "fridays" else (0, 1, 2)
        if programme.rounds:
            slots = (0,)
        for slot in slots:
            for step in range(teams):
                team = (self.turn + step) % teams
                if (day, slot, team) not in self.teams_busy:
                    self.turn = team + 1
                    self.teams_busy.add((day, slot, team))
                    return slot, team
        raise ValueError(f"{day}: more activities than {teams} teams can hold")

    def _people(
        self, programme: Programme, day: date, slot: int, team: int, count: int, registered: int
    ) -> list[int]:
        """Members of the team first, then whoever else has registered and is free."""
        busy = self.people_busy[day, slot]
        teams = self.plan.teams[-1].stop
        own = range(team + teams, min(registered, teams * (self.shape.members + 1)), teams)
        pool = [] if programme.same_people else [one for one in own if one not in busy]
        self.rng.shuffle(pool)
        found = pool[:count]
        # Leaders have their own work; after them everybody, from another place each time.
        first = 0 if programme.same_people else self.rng.randrange(max(1, registered))
        for step in range(registered):
            if len(found) >= count:
                break
            one = (first + step) % registered
            if one >= teams and one not in busy and one not in found:
                found.append(one)
        busy.update(found)
        if len(found) < count and programme.everybody_comes:
            raise ValueError(f"{day}: only {len(found)} of {count} people have registered")
        return found


def _of_hours(programme: Programme, hours: int) -> list[tuple[int, int]]:
    """People and hours of activities that come to so many hours in all, exactly."""
    whole, rest = divmod(hours, programme.people * programme.hours)
    works = [(programme.people, programme.hours)] * whole
    longer, shorter = divmod(rest, programme.hours)
    works += [(longer, programme.hours)] * bool(longer)
    return works + [(1, shorter)] * bool(shorter)
