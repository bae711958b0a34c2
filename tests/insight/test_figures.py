"""Figures are what the records say, at every moment, whichever way they are read."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from redvest.activities.models import Activity, Session, SignUp
from redvest.engines.indicators import BY_KEY, INDICATORS, Shape
from redvest.engines.periods import period
from redvest.insight.models import (
    Headcount,
    PeopleTally,
    Presence,
    PresenceChange,
    Tally,
    TallyChange,
)
from redvest.insight.queries.figures import figures_of
from redvest.insight.queries.reach import today
from redvest.insight.services import differences, fold_changes, install, rebuild_tallies
from redvest.orders.models import ServiceOrder
from redvest.people.models import Volunteer
from redvest.records.models import ServiceRecord
from redvest.teams.models import Team
from tests.insight.naive import NAIVE
from tests.insight.stage import Year, held
from tests.orders.cast import DISTRICT, ELSEWHERE, HOME, STREET, an_order

pytestmark = pytest.mark.slow

ACTIVE = [BY_KEY["active_volunteers"]]
PERIODS = ("2024", "2024Q2", "2024-12", "2023")


def read(region: str, key: str) -> dict[str, object]:
    """Every indicator as the program has it."""
    found = figures_of(DISTRICT, region, INDICATORS, {"now": period(key)}, digits=len(region))
    return {name: found["now", region, name].value for name in NAIVE}


def looped(region: str, key: str) -> dict[str, object]:
    """Every indicator as the loops have it."""
    one = period(key)
    within = (region, one.first, min(one.last, today()))
    return {name: count(within) for name, count in NAIVE.items()}


def test_every_indicator_has_a_naive_twin():
    assert sorted(NAIVE) == sorted(one.key for one in INDICATORS)


@pytest.mark.parametrize("region", [DISTRICT, STREET])
def test_every_indicator_is_what_the_rows_say(year: Year, region: str):
    for key in (*PERIODS, f"{today():%Y}"):
        assert read(region, key) == looped(region, key), key
    assert read(DISTRICT, "2024")["audience"] == Decimal(320 * 2 + 85)


def test_folding_changes_no_figure(year: Year):
    before = [read(HOME, key) for key in PERIODS]
    assert fold_changes(batch=7) == 7
    assert [read(HOME, key) for key in PERIODS] == before
    fold_changes()
    assert TallyChange.objects.count() == 0
    assert fold_changes() == 0
    assert [read(HOME, key) for key in PERIODS] == before
    assert differences() == []


def test_reading_all_again_changes_nothing(year: Year):
    fold_changes()
    columns = ("district", "fact", "span", "level", "day", "region", "kind", "n", "amount")
    before = set(Tally.objects.exclude(n=0, amount=0).values_list(*columns))
    assert rebuild_tallies() == len(before)
    assert set(Tally.objects.values_list(*columns)) == before


CHANGES = {
    "an activity is called off": lambda y: Activity.objects.filter(id=y.activities[2].id).update(
        status="cancelled"
    ),
    "a session is called off": lambda y: Session.objects.filter(activity=y.activities[2]).update(
        cancelled_at=y.activities[2].starts_at
    ),
    "an activity moves": lambda y: Activity.objects.filter(id=y.activities[0].id).update(
        region=ELSEWHERE, category="culture"
    ),
    "somebody did not come": lambda y: SignUp.objects.filter(activity=y.activities[0]).update(
        state="no_show"
    ),
    "sign-ups go": lambda y: SignUp.objects.all().delete(),
    "a headcount is corrected": lambda y: Headcount.objects.update(people=7),
    "hours are revoked": lambda y: ServiceRecord.objects.update(state="revoked"),
    "hours move to another place and month": lambda y: ServiceRecord.objects.filter(
        minutes=45
    ).update(region=ELSEWHERE, service_on=date(2024, 5, 2)),
    "hours were somebody else's": lambda y: ServiceRecord.objects.filter(minutes=45).update(
        volunteer=Volunteer.objects.exclude(records__minutes__gt=0)[:1].get().id
    ),
    "hours count after all": lambda y: ServiceRecord.objects.filter(state="revoked").update(
        state="effective"
    ),
    "a volunteer moves": lambda y: Volunteer.objects.update(home_community=ELSEWHERE),
    "a team ends": lambda y: Team.objects.filter(kind="specialty").update(
        status="dissolved", ended_at="2024-10-01T00:00Z"
    ),
    "orders are merged": lambda y: ServiceOrder.objects.filter(state="closed").update(
        state="merged"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_a_row_changes_the_figure_at_once(year: Year, change: str):
    fold_changes()
    assert CHANGES[change](year)
    assert TallyChange.objects.exists() or PresenceChange.objects.exists()
    for _round in ("noted", "folded"):
        for region in (DISTRICT, STREET, HOME):
            for key in ("2024", "2024Q1", "2024-03"):
                assert read(region, key)["active_volunteers"] == active(region, key)
        assert read(DISTRICT, "2024") == looped(DISTRICT, "2024")
        assert differences() == []
        fold_changes()
    assert not PresenceChange.objects.exists()


def active(region: str, key: str) -> Decimal:
    """Active volunteers as the loops have it."""
    one = period(key)
    return Decimal(NAIVE["active_volunteers"]((region, one.first, one.last)))


def test_people_are_counted_without_reading_the_records(year: Year):
    """Ten million records are not read to say how many people served."""
    for digits in (6, 9, 12):
        with CaptureQueriesContext(connection) as asked:
            found = figures_of(DISTRICT, DISTRICT, ACTIVE, {"now": period("2024")}, digits)
        assert not any("servicerecord" in one["sql"] for one in asked)
        people = {place: int(one.value or 0) for (_now, place, _key), one in found.items()}
        naive = {place: int(active(place, "2024")) for place in people if len(place) == digits}
        assert {place: people[place] for place in naive} == naive
        assert sum(naive.values()) >= 2
        fold_changes()


def test_hours_of_a_day_to_come_are_nobodys_yet(year: Year):
    """Written ahead, they are in what is kept of the year, and in no figure up to today."""
    one = ServiceRecord.objects.filter(state="effective").earliest("service_on")
    fresh = Volunteer.objects.exclude(records__minutes__gt=0)[:1].get()
    ServiceRecord.objects.filter(id=one.id).update(
        service_on=today() + timedelta(days=1), volunteer=fresh.id
    )
    for _round in ("noted", "folded"):
        key = f"{today() + timedelta(days=1):%Y}"
        assert (
            read(DISTRICT, key)["active_volunteers"] == looped(DISTRICT, key)["active_volunteers"]
        )
        fold_changes()


def test_presence_that_is_wrong_is_found_and_mended(year: Year):
    fold_changes()
    Presence.objects.filter(n=2).update(n=1)
    PeopleTally.objects.filter(span="q").update(people=99)
    found = {(one.fact, one.kind) for one in differences()}
    assert found == {("hours", "presence"), ("hours", "people")}
    rebuild_tallies()
    assert differences() == []
    assert read(STREET, "2024Q1") == looped(STREET, "2024Q1")


def test_what_changes_no_fact_leaves_no_note(year: Year):
    fold_changes()
    Activity.objects.update(title="改了名字")
    ServiceOrder.objects.update(version=9, state_version=1)
    assert not TallyChange.objects.exists()


def test_what_is_undone_never_was(year: Year):
    before = read(DISTRICT, "2024")
    with transaction.atomic():
        held(year, date(2024, 3, 3))
        assert read(DISTRICT, "2024")["activities"] == before["activities"] + 1
        transaction.set_rollback(True)
    assert read(DISTRICT, "2024") == before


def test_an_order_through_the_services_is_counted_step_by_step(year: Year):
    now = f"{today():%Y}"
    before = read(HOME, now)
    an_order(year.cast, until="confirmed")
    ours = read(HOME, now)
    assert ours == looped(HOME, now)
    assert ours["orders"] == before["orders"] + 1
    assert ours["rated_share"] == Decimal("0.0")  # Served twice over, and nobody rated.
    assert ours["satisfied_share"] is None


def test_a_tally_that_is_wrong_is_found_and_mended(year: Year, capsys):
    fold_changes()
    Tally.objects.filter(fact="activities").update(n=99)
    assert {one.fact for one in differences()} == {"activities"}
    with pytest.raises(CommandError):
        call_command("tallies")
    call_command("tallies", rebuild=True)
    assert differences() == []
    assert "一致" in capsys.readouterr().out


def test_the_triggers_are_those_of_this_version(year: Year):
    assert install() is False


def test_a_share_never_passes_its_whole(year: Year):
    for key in PERIODS:
        found = figures_of(DISTRICT, DISTRICT, INDICATORS, {"now": period(key)})
        for one in INDICATORS:
            value = found["now", DISTRICT, one.key]
            if one.shape is Shape.SHARE:
                assert value.part is not None
                assert value.whole is not None
                assert 0 <= value.part <= value.whole


def test_an_empty_district_has_noughts_and_no_shares(year: Year):
    found = figures_of("999999", "999999", INDICATORS, {"now": period("2024")})
    values = {one.key: found["now", "999999", one.key].value for one in INDICATORS}
    assert {values[one.key] for one in INDICATORS if one.whole is None} <= {Decimal(0), None}
    assert {values[one.key] for one in INDICATORS if one.whole is not None} == {None}


def test_what_lies_ahead_is_not_counted_yet(year: Year):
    later = today() + timedelta(days=40)
    held(year, later, status="ongoing")
    ours = read(DISTRICT, f"{later:%Y}")
    assert ours["sessions"] == 0


def test_the_database_itself_counts(year: Year):
    """What goes past the program is counted too."""
    before = read(DISTRICT, "2024")["activities"]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM activities_signup WHERE activity_id = %s", [year.activities[0].id]
        )
        cursor.execute(
            "UPDATE activities_activity SET status = 'draft' WHERE id = %s",
            [year.activities[0].id],
        )
    assert read(DISTRICT, "2024")["activities"] == before - 1
