"""Every figure the four districts published can be had from records: of an indicator, of a theme,
or of something the district counts itself and says where from."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from redvest.demo.replay import figures as replayed
from redvest.demo.replay.figures import FROM, Own
from redvest.engines.indicators import Indicator
from redvest.engines.periods import Period, period
from redvest.engines.roles import Role
from redvest.engines.team_flow import Kind
from redvest.errors import Invalid, NotAllowed
from redvest.insight.models import OwnIndicator, OwnValue, Publication
from redvest.insight.queries.own import own_sum
from redvest.insight.services import (
    ValueCard,
    add_own_indicator,
    enter_own_value,
    publish_figures,
    withdraw_own_value,
)
from redvest.teams.models import Team
from tests.insight.stage import Year, a_project, a_venue, a_volunteer, held, hours, on
from tests.orders.cast import DISTRICT, HOME

FILE = Path(__file__).with_name("data") / "published-figures.json"
PUBLISHED = json.loads(FILE.read_text(encoding="utf-8"))["districts"]
EVERY = [
    (code, time, name)
    for code, times in PUBLISHED.items()
    for time, figures in times.items()
    if time != "name"
    for name in figures
]


def value_of(source: Indicator | Own, one: Period) -> Decimal:
    return replayed.value_of(DISTRICT, source, one)


def test_every_published_figure_has_a_source():
    assert {name for _code, _time, name in EVERY} == FROM.keys()
    assert len(EVERY) > 30


def a_year_of_everything(year: Year, day: date) -> None:
    """One of each thing a district told about."""
    cast = year.cast
    volunteer = a_volunteer(year, day)
    places = [("office", "venue", f"{HOME[:8]}9"), ("station", "venue", f"{HOME[:11]}9")]
    for level, kind, region in (*places, ("point", "base", HOME)):
        a_venue(region, level, kind, day)
    center = a_venue(DISTRICT, "center", "core", day)
    for kind in (Kind.SPECIALTY, Kind.SUB_TEAM):
        team = Team.objects.create(
            district=DISTRICT,
            name=f"队{year.number()}",
            kind=kind.value,
            region=HOME,
            status="active",
        )
        Team.objects.filter(id=team.id).update(created_at=on(day))
    project = a_project(year, "")
    project.created_at = on(day)
    project.save(update_fields=["created_at"])
    held(year, day, category="culture", kind="performance", audience=900)
    held(year, day, kind="lecture", audience=50, host=center, region=DISTRICT)
    held(year, day, kind="exhibition")
    held(year, day, kind="online")
    held(year, day, tags=("文明实践日",))
    held(year, day, tags=("我们的节日", "好人巡讲", "清洁交通文明礼仪"))
    held(year, day, tags=("疫情防控", "全员检测", "应急值守"), came=(volunteer,), sessions=1)
    hours(year, volunteer, day, 60)
    cast.staff("center_of_figures", 77, Role.CENTRE_ADMIN, DISTRICT)
    actor = cast.actor("center_of_figures")
    for own in (one for one in FROM.values() if isinstance(one, Own)):
        row = add_own_indicator(actor=actor, name=own.name, unit=own.unit, definition="全区合计")
        card = ValueCard(DISTRICT, day, day, Decimal(5), "年度总结第3页")
        enter_own_value(actor=actor, indicator_id=row.id, card=card)


def test_records_of_a_year_move_every_published_figure(year: Year):
    """Each figure grows by what happened, in its own year only."""
    keys = sorted({time for _code, time, _name in EVERY} - {"2022-04"})
    assert keys == ["2021", "2022", "2024"]
    now, then = period("2022"), period("2021")
    before = {name: value_of(source, now) for name, source in FROM.items()}
    earlier = {name: value_of(source, then) for name, source in FROM.items()}
    a_year_of_everything(year, date(2022, 4, 20))
    still = {name for name, source in FROM.items() if value_of(source, now) <= before[name]}
    assert still - {"venue_levels"} == set()
    assert value_of(FROM["venue_levels"], now) == 4
    assert value_of(FROM["activity_hours"], period("2022-04")) == 1
    assert {name: value_of(source, then) for name, source in FROM.items()} == earlier


@pytest.fixture
def own(year: Year) -> OwnIndicator:
    return add_own_indicator(
        actor=year.cast.centre, name="新建改造公厕", unit="座", definition="新建和改造的公厕"
    )


def test_a_value_of_ones_own_needs_a_source_and_a_place_of_ones_own(year: Year, own: OwnIndicator):
    card = ValueCard(HOME, date(2024, 1, 1), date(2024, 12, 31), Decimal(10), " ")
    with pytest.raises(Invalid):
        enter_own_value(actor=year.cast.desk, indicator_id=own.id, card=card)
    backwards = ValueCard(HOME, date(2024, 2, 1), date(2024, 1, 1), Decimal(1), "总结")
    with pytest.raises(Invalid):
        enter_own_value(actor=year.cast.desk, indicator_id=own.id, card=backwards)
    elsewhere = ValueCard(HOME, card.first, card.last, Decimal(10), "总结")
    with pytest.raises(NotAllowed):
        enter_own_value(actor=year.cast.other_desk, indicator_id=own.id, card=elsewhere)
    with pytest.raises(NotAllowed):
        add_own_indicator(actor=year.cast.desk, name="街巷", unit="条", definition="精致街巷")
    assert not OwnValue.objects.exists()


def test_a_newer_value_replaces_the_older_and_both_stay_on_record(year: Year, own: OwnIndicator):
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    for number in (10, 12):
        card = ValueCard(HOME, first, last, Decimal(number), "总结")
        row = enter_own_value(actor=year.cast.desk, indicator_id=own.id, card=card)
    assert own_sum(DISTRICT, own.name, DISTRICT, first, last) == 12
    assert OwnValue.objects.count() == 2
    withdraw_own_value(actor=year.cast.desk, value_id=row.id)
    assert own_sum(DISTRICT, own.name, DISTRICT, first, last) is None


def test_what_was_published_stays_what_it_was(year: Year):
    keys = ["activities", "audience", "active_volunteers", "satisfied_share"]
    row = publish_figures(actor=year.cast.centre, title="2024年", key="2024", keys=keys)
    said = {one["key"]: one["value"] for one in row.rows}
    assert said["audience"] == "725"
    assert said["active_volunteers"] is None  # Two people: not published.
    assert said["satisfied_share"] is None  # Three ratings.
    held(year, date(2024, 3, 3), audience=1000)
    again = Publication.objects.get(id=row.id)
    assert {one["key"]: one["value"] for one in again.rows} == said
    assert all(one["definition"] and one["version"] == 1 for one in again.rows)


def test_only_the_center_publishes(year: Year):
    with pytest.raises(NotAllowed):
        publish_figures(actor=year.cast.desk, title="2024年", key="2024", keys=["orders"])
    with pytest.raises(Invalid):
        publish_figures(actor=year.cast.centre, title="2024年", key="2024", keys=["nothing"])
    assert not Publication.objects.exists()
