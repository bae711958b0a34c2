"""What was published, and what the records of the replay come to, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from redvest.demo.replay.clock import moment, standing_in
from redvest.demo.replay.ground import Ground
from redvest.demo.replay.plan import Plan, scaled
from redvest.engines.indicators import BY_KEY, Indicator, Part, Shape, View, tagged
from redvest.engines.periods import Period
from redvest.insight.models import OwnIndicator
from redvest.insight.queries.figures import figures_of
from redvest.insight.queries.own import own_sum
from redvest.insight.services import ValueCard, add_own_indicator, enter_own_value


@dataclass(frozen=True)
class Own:
    """Not in any record of ours: entered with its source."""

    name: str
    unit: str


def people_of(theme: str) -> Indicator:
    part = tagged(BY_KEY["participations"], theme).part
    return Indicator("people", View.ACTIVITIES, BY_KEY["volunteers"].unit, Shape.PEOPLE, part)


def days_of(theme: str) -> Indicator:
    part = Part("session_tags", (theme,))
    return Indicator("days", View.ACTIVITIES, BY_KEY["sessions"].unit, Shape.DAYS, part)


FROM: Mapping[str, Indicator | Own] = {
    "teams": BY_KEY["teams"],
    "registered_volunteers": BY_KEY["volunteers"],
    "volunteer_activities": BY_KEY["activities"],
    "cultural_sessions": BY_KEY["cultural_sessions"],
    "cultural_person_times": BY_KEY["cultural_audience"],
    "centers": BY_KEY["centers"],
    "offices": BY_KEY["offices"],
    "stations": BY_KEY["stations"],
    "bases": BY_KEY["bases"],
    "specialty_teams": BY_KEY["specialty_teams"],
    "sub_teams": BY_KEY["sub_teams"],
    "projects": BY_KEY["projects"],
    "practice_day_sessions": BY_KEY["practice_day_sessions"],
    "festival_activities": BY_KEY["festival_activities"],
    "lectures": BY_KEY["lectures"],
    "lecture_audience": BY_KEY["lecture_audience"],
    "exhibitions": BY_KEY["exhibitions"],
    "role_model_tours": tagged(BY_KEY["sessions"], "好人巡讲"),
    "activity_hours": BY_KEY["hours"],
    "venue_levels": BY_KEY["venue_levels"],
    "epidemic_person_times": tagged(BY_KEY["participations"], "疫情防控"),
    "donated_yuan": Own("捐赠款物", "元"),
    "center_sessions": BY_KEY["center_sessions"],
    "center_person_times": BY_KEY["center_audience"],
    "service_occurrences": tagged(BY_KEY["activities"], "清洁交通文明礼仪"),
    "testing_rounds": days_of("全员检测"),
    "testing_volunteers": people_of("全员检测"),
    "books_donated": Own("捐赠图书", "册"),
    "emergency_volunteers": people_of("应急值守"),
    "emergency_days": days_of("应急值守"),
    "online_episodes": BY_KEY["online_episodes"],
    "online_views": Own("线上节目点击", "次点击"),
}
"""From which records each published figure comes."""
WORDS = {"at_least": "≥", "about": "≈", "": "="}


@dataclass(frozen=True)
class Compared:
    """One figure as it was published, at the scale of the replay, and as the records have it."""

    name: str
    wording: str
    published: int
    expected: int
    found: Decimal

    @property
    def holds(self) -> bool:
        if self.wording == "at_least":
            return self.found >= self.expected
        return self.found == self.expected


def value_of(district: str, source: Indicator | Own, one: Period) -> Decimal:
    """A figure of a whole district in a period."""
    if isinstance(source, Own):
        return Decimal(own_sum(district, source.name, district, one.first, one.last) or 0)
    value = figures_of(district, district, [source], {"now": one})["now", district, source.key]
    return value.value or Decimal(0)


def compare(plan: Plan) -> list[Compared]:
    """Every published figure beside what the records come to."""
    shape, found = plan.shape, []
    for name, said in shape.published.items():
        wording, number = next(iter(said.items())) if isinstance(said, dict) else ("", said)
        expected = number if name in shape.fixed else scaled(number, plan.scale)
        if isinstance(FROM[name], Own):
            expected = number
        value = value_of(shape.district, FROM[name], shape.period)
        found.append(Compared(name, wording, number, expected, value))
    return found


def enter_own(plan: Plan, ground: Ground) -> None:
    """What no record shows is entered with its source, on the last day."""
    shape = plan.shape
    with standing_in(moment(shape.period.last, 24 * 60) - timedelta(minutes=10)):
        rows = OwnIndicator.objects.filter(district=shape.district)
        there = set(rows.values_list("name", flat=True))
        for key, value in shape.own:
            source = FROM[key]
            assert isinstance(source, Own)
            if source.name in there:
                continue
            row = add_own_indicator(
                actor=ground.centre,
                name=source.name,
                unit=source.unit,
                definition="全区合计，按公开报道登记",
            )
            card = ValueCard(
                shape.district, shape.period.first, shape.period.last, Decimal(value), shape.source
            )
            enter_own_value(actor=ground.centre, indicator_id=row.id, card=card)
