"""A year gone through by the services: as published, on its own clock, the same after a kill."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, models, transaction
from django.test import override_settings
from django.utils import timezone

from redvest.activities.models import SignUp, Stamp
from redvest.demo import cast
from redvest.demo import ground as demo_ground
from redvest.demo.replay import DAY_OVER
from redvest.demo.replay.activities import Doings
from redvest.demo.replay.days import insisting
from redvest.demo.replay.figures import compare, enter_own
from redvest.demo.replay.ground import check_free, found, ground_of
from redvest.demo.replay.plan import ENDINGS, Plan, make_plan
from redvest.demo.replay.run import go_through
from redvest.demo.replay.shapes import shapes
from redvest.engines import revisits
from redvest.errors import Conflict
from redvest.insight.services import differences
from redvest.journal.models import Event
from redvest.people.models import Volunteer

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

APRIL = ("370705", "2022-04")
SMALL = 0.005


@pytest.fixture(autouse=True)
def nobody_is_asked_again_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lot is drawn by the key of the row, which is another each time."""
    monkeypatch.setattr(revisits, "lot", lambda _order, _key: 9999)


def quietly(_done: int, _whole: int) -> None:
    """No progress bar."""


def plan_of(key: tuple[str, str] = APRIL, scale: float = SMALL, seed: int = 7) -> Plan:
    return make_plan(shapes()[key], scale, seed)


def with_orders() -> Plan:
    """The same month with orders of every ending, whose hours were never published."""
    shape = shapes()[APRIL]
    published = {name: said for name, said in shape.published.items() if name != "activity_hours"}
    more = replace(shape, orders=4400, redemptions=600, published=published)
    return make_plan(more, SMALL, seed=7)


def rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def what_there_is() -> dict[str, object]:
    """Everything but keys and moments, in an order of its own."""
    return {
        "events": rows("SELECT kind, role, region, count(*) FROM journal_event GROUP BY 1,2,3"
                       " ORDER BY 1,2,3"),
        "tallies": rows(
            "SELECT fact, day, region, kind, sum(n), sum(amount) FROM (SELECT fact, day, region,"
            " kind, n, amount FROM insight_tally WHERE span = 'd' AND level = 12"
            " UNION ALL SELECT fact, day,"
            " region, kind, n, amount FROM insight_tallychange) t GROUP BY 1,2,3,4"
            " HAVING sum(n) <> 0 OR sum(amount) <> 0 ORDER BY 1,2,3,4"
        ),
        "signups": rows(
            "SELECT v.volunteer_no, s.starts_at, s.state FROM activities_signup s"
            " JOIN people_volunteer v ON v.id = s.volunteer_id ORDER BY 1,2,3"
        ),
        "orders": rows(
            "SELECT number, state, community, attempts FROM orders_serviceorder ORDER BY 1"
        ),
        "points": rows(
            "SELECT holder, unit, region, sum(balance), count(*) FROM bank_account"
            " GROUP BY 1,2,3 ORDER BY 1,2,3"
        ),
        "hours": rows(
            "SELECT v.volunteer_no, r.service_on, r.minutes, r.level, r.state, r.flags"
            " FROM records_servicerecord r JOIN people_volunteer v ON v.id = r.volunteer_id"
            " ORDER BY 1,2,3"
        ),
    }  # fmt: skip


CLOSELY = {
    "columns": "SELECT state, via, companions, is_guarded, party, version, agreement_hash = '',"
    " count(*) FROM activities_signup GROUP BY 1,2,3,4,5,6,7 ORDER BY 1,2,3,4,5,6,7",
    "traces": "SELECT kind, role, scope, channel, before::text,"
    " (after - 'shift' - 'volunteer')::text, count(*) FROM journal_event"
    " WHERE kind LIKE 'signup.%' GROUP BY 1,2,3,4,5,6 ORDER BY 1,2,3,4,5,6",
    "stamps": "SELECT mark, method, device, band, is_offline, is_late, count(*)"
    " FROM activities_stamp GROUP BY 1,2,3,4,5,6 ORDER BY 1,2,3,4,5,6",
    "paid": "SELECT t.kind, t.unit, t.amount, t.day, t.rule, t.detail::text, e.delta, count(*)"
    " FROM bank_transfer t JOIN bank_entry e ON e.transfer_id = t.id"
    " GROUP BY 1,2,3,4,5,6,7 ORDER BY 1,2,3,4,5,6,7",
    "settled": "SELECT paid, points, minutes, record_version, rule, steps::text, count(*)"
    " FROM bank_settlement GROUP BY 1,2,3,4,5,6 ORDER BY 1,2,3,4,5,6",
    "told": "SELECT template, channel, status, language, url = '', urgent, count(*)"
    " FROM notices_message GROUP BY 1,2,3,4,5,6 ORDER BY 1,2,3,4,5,6",
}


def every_ending_was_reached(plan: Plan) -> None:
    assert {one.ending for one in plan.orders} == set(ENDINGS)
    states = dict(rows("SELECT state, count(*) FROM orders_serviceorder GROUP BY 1"))
    assert states["withdrawn"] >= 1
    assert states["unfulfilled"] >= 1
    assert states["confirmed"] >= 1
    grades = {grade for (grade,) in rows("SELECT grade FROM orders_evaluation")}
    assert grades == {1, 2, 4, 5}
    assert rows("SELECT 1 FROM orders_dispatch WHERE state = 'declined'")
    assert sum(states.values()) == len(plan.orders)


def books_are_sound() -> None:
    """Every effective hour was paid, somebody fetched something, and the books add up."""
    [(hours, paid)] = rows(
        "SELECT count(*), count(s.id) FROM records_servicerecord r"
        " LEFT JOIN bank_settlement s ON s.record_id = r.id AND s.paid WHERE r.state = 'effective'"
    )
    assert hours == paid > 0
    assert rows("SELECT 1 FROM bank_redemption WHERE handed_at IS NOT NULL")
    assert rows("SELECT unit FROM bank_account GROUP BY unit HAVING sum(balance) <> 0") == []


AHEAD, DUE = {"due_at", "ends_at", "notice_until", "answer_by", "until"}, timedelta(days=40)


class Killed(Exception):
    """As when the process ends in the middle of a day."""


def test_a_month_comes_out_as_published_with_sound_books_on_its_own_clock():
    plan = with_orders()
    assert go_through(plan, quietly) == len(plan.days)
    enter_own(plan, ground_of(plan))
    assert [one for one in compare(plan) if not one.holds] == []
    assert differences() == []
    every_ending_was_reached(plan)
    books_are_sound()
    no_row_bears_a_moment_of_another_month()


def test_whoever_is_killed_twice_comes_to_the_same(monkeypatch: pytest.MonkeyPatch):
    plan = with_orders()
    end = plan.days[9]
    point = transaction.savepoint()
    assert go_through(plan, quietly, until=end) == 9
    whole = what_there_is()
    transaction.savepoint_rollback(point)
    assert not Volunteer.objects.exists()

    real, calls = Doings.settle, iter(range(1000))

    def killed_twice(self: Doings, doings: Any) -> None:
        real(self, doings)
        if next(calls) in (4, 8):
            raise Killed

    monkeypatch.setattr(Doings, "settle", killed_twice)
    for day in (4, 7):
        with pytest.raises(Killed):
            go_through(plan, quietly, until=end)
        assert Event.objects.filter(kind=DAY_OVER).count() == day
    go_through(plan, quietly, until=end)
    assert what_there_is() == whole


def moments() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        if model._meta.app_label in ("procrastinate", "sessions", "axes"):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.DateTimeField):
                yield model._meta.db_table, str(field.column)


def no_row_bears_a_moment_of_another_month() -> None:
    """But for the words people agreed to, and what is due after the end."""
    first, last = datetime(2022, 3, 30, tzinfo=UTC), datetime(2022, 4, 30, 16, tzinfo=UTC)
    seen, wrong = 0, []
    for table, column in moments():
        if (table, column) == ("people_consenttext", "effective_from"):
            continue
        query = f'SELECT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608
        latest = last + DUE if column in AHEAD else last
        found = [at for (at,) in rows(query)]
        wrong += [(table, column, at) for at in found if not first <= at <= latest]
        seen += len(found)
    assert wrong == []
    assert seen > 3000
    assert timezone.now() > last + DUE


def test_people_taken_together_are_as_people_taken_one_by_one():
    """The batched path leaves the rows and traces of the pages' own services."""
    plan = plan_of(seed=4)  # Somebody is paid within the week.
    found_by = []
    for single in (False, True):
        point = transaction.savepoint()
        go_through(plan, quietly, single=single, until=plan.days[7])
        assert SignUp.objects.filter(state="settled").exists() or Stamp.objects.exists()
        found_by.append(what_there_is() | {name: rows(query) for name, query in CLOSELY.items()})
        transaction.savepoint_rollback(point)
    assert found_by[0] == found_by[1]
    assert all(found_by[0][name] for name in CLOSELY)


def test_a_district_with_anything_else_in_it_is_left_alone(monkeypatch: pytest.MonkeyPatch):
    from tests.orders.cast import the_cast

    the_cast()
    people = Volunteer.objects.count()
    with pytest.raises(Conflict):
        check_free(plan_of(("620102", "2024")))
    assert Volunteer.objects.count() == people
    plan = plan_of()
    found(plan)
    assert check_free(plan)
    with pytest.raises(Conflict):
        check_free(plan_of(scale=SMALL * 2))
    monkeypatch.setattr(demo_ground, "migrate", lambda: None)
    monkeypatch.setattr(cast, "others_there", lambda: False)
    with override_settings(DEMO=True), pytest.raises(CommandError, match="SCALE"):
        call_command("demo", district=APRIL[0], once=True)


def test_what_the_database_ends_for_another_begins_anew_and_nothing_else_does():
    tries: list[str] = []

    def held(state: str, times: int) -> None:
        tries.append(state)
        if len(tries) <= times:
            error = OperationalError("ended for another")
            error.sqlstate = state  # type: ignore[attr-defined]
            raise error

    insisting(lambda: held("40P01", 2))
    assert len(tries) == 3
    tries.clear()
    with pytest.raises(OperationalError):
        insisting(lambda: held("23505", 1))
    assert len(tries) == 1


def test_the_command_says_which_years_there_are_and_refuses_others():
    with pytest.raises(CommandError, match="REDVEST_DEMO"):
        call_command("replay", scale=0.01)
    with override_settings(DEMO=True), pytest.raises(CommandError, match="2022-04"):
        call_command("replay", district="110105")
    with override_settings(DEMO=True), pytest.raises(CommandError, match="scale"):
        call_command("replay", scale=0.0)
    with override_settings(DEMO=True), pytest.raises(CommandError, match="2022-04"):
        call_command("demo", district="110105", scale=0.01, once=True)
    assert not Event.objects.exists()
