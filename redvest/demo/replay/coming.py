"""Who comes on a day: volunteers register, teams are founded and led, members join."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from redvest.demo.bulk import enter_volunteers, join_open_team
from redvest.demo.replay import CAME
from redvest.demo.replay.clock import moment
from redvest.demo.replay.days import one_day
from redvest.demo.replay.ground import Ground
from redvest.demo.replay.people import rows_of, wish_of
from redvest.demo.replay.plan import Plan
from redvest.engines.team_flow import CoreCategory, JoinMode, Kind, Tier
from redvest.people.models import Volunteer
from redvest.teams.models import Team
from redvest.teams.services import TeamCard, appoint_leader, found_team

MORNING = 420
CATEGORIES = tuple(CoreCategory)


def name_of(ground: Ground, number: int) -> str:
    """What a team is called, by its number in the plan."""
    return f"{ground.names[home_of(ground, number)]}志愿服务{number + 1}队"


def home_of(ground: Ground, number: int) -> str:
    return ground.homes[number % len(ground.homes)]


@dataclass
class Teams:
    """The teams of a year by their numbers in the plan; read again when one is not known yet."""

    ground: Ground
    by_name: dict[str, UUID] = field(default_factory=dict)

    def id_of(self, number: int) -> UUID:
        name = name_of(self.ground, number)
        if name not in self.by_name:
            rows = Team.objects.filter(district=self.ground.district)
            self.by_name = dict(rows.values_list("name", "id"))
        return self.by_name[name]


@dataclass
class Coming:
    """Everybody who comes, a day at a time."""

    plan: Plan
    ground: Ground
    teams: Teams = field(init=False)

    def __post_init__(self) -> None:
        self.teams = Teams(self.ground)

    def live(self, day: date) -> None:
        at = self.plan.days.index(day)
        with one_day(self.ground.district, day, CAME) as clock:
            clock.set(moment(day, MORNING))
            self._register(self.plan.volunteers[at])
            for number in self.plan.teams[at]:
                self._found(number)
            self._join(self.plan.volunteers[at], self.plan.teams[at])

    def _register(self, numbers: range) -> None:
        ground = self.ground
        if not numbers:
            return
        enter_volunteers(
            ground.district,
            [wish_of(ground.district, ground.block, one, ground.homes) for one in numbers],
        )

    def _kind(self, number: int) -> Kind:
        for kind, count in self.plan.team_kinds():
            if number < count:
                return Kind(kind)
            number -= count
        raise AssertionError("more teams than kinds say")

    def _found(self, number: int) -> None:
        region = home_of(self.ground, number)
        centre = self.ground.centre
        team = found_team(
            actor=centre,
            card=TeamCard(
                name=name_of(self.ground, number),
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
        self.teams.by_name[team.name] = team.id

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
        rows = Team.objects.in_bulk([self.teams.id_of(team) for team in new])
        for team, numbers in sorted(new.items()):
            members: list[Volunteer] = [people[one] for one in sorted(set(numbers))]
            if members:
                join_open_team(rows[self.teams.id_of(team)], members)
