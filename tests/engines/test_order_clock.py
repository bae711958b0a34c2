"""When an order is due. The moments are written out by hand, on the official calendar of 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest

from redvest import data
from redvest.engines.cn_calendar import CHINA_TIME
from redvest.engines.order_clock import (
    MOVES,
    UNTAKEN_STATES,
    Alarm,
    alarms,
    is_as_wished,
    untaken_at,
)
from redvest.engines.order_flow import OPEN, STEPS, TERMINAL, State, Urgency
from redvest.engines.policy import DEFAULT, parse
from redvest.engines.roles import Role

CALENDAR = data.holiday_overrides()


def at(text: str) -> datetime:
    """A moment of Chinese business time."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CHINA_TIME)


def found(
    state: str, entered: str, urgency: str = "normal", policy=DEFAULT, **more: object
) -> dict[str, str]:
    rows = alarms(State(state), Urgency(urgency), at(entered), policy, CALENDAR, **more)
    assert all(row.at.tzinfo is UTC for row in rows)
    return {row.alarm.value: f"{row.at.astimezone(CHINA_TIME):%Y-%m-%d %H:%M}" for row in rows}


# 2026: Spring Festival is off from 02-15 to 02-23; Saturday 02-14 and Saturday 02-28 are worked.
@pytest.mark.parametrize(
    ("state", "entered", "urgency", "due"),
    [
        ("submitted", "2026-03-04 10:00", "urgent", {"accept_due": "2026-03-04 12:00"}),
        ("submitted", "2026-03-04 10:00", "normal", {"accept_due": "2026-03-06 00:00"}),
        # From a Friday the next working day is Monday.
        ("submitted", "2026-03-06 17:59", "normal", {"accept_due": "2026-03-10 00:00"}),
        # The Friday before Spring Festival is followed by a worked Saturday.
        ("submitted", "2026-02-13 09:00", "normal", {"accept_due": "2026-02-15 00:00"}),
        # Over the festival: the first working day is Tuesday 02-24.
        ("submitted", "2026-02-14 09:00", "normal", {"accept_due": "2026-02-25 00:00"}),
        ("accepted", "2026-03-04 10:00", "normal", {"dispatch_due": "2026-03-06 00:00"}),
        ("dispatched", "2026-02-16 10:00", "urgent", {"time_out": "2026-02-16 11:00"}),
        ("dispatched", "2026-02-16 10:00", "normal", {"time_out": "2026-02-17 10:00"}),
        ("pooled", "2026-03-04 10:00", "normal", {"time_out": "2026-03-05 10:00"}),
        ("claimed", "2026-03-04 10:00", "normal", {"schedule_due": "2026-03-05 10:00"}),
        ("rework", "2026-03-04 10:00", "normal", {"rework_due": "2026-03-10 00:00"}),
        ("confirmed", "2026-03-04 10:00", "normal", {"close": "2026-04-03 10:00"}),
        (
            "done",
            "2026-03-04 10:00",
            "normal",
            {
                "lapse": "2026-03-11 10:00",
                "remind_first": "2026-03-05 10:00",
                "remind_again": "2026-03-07 10:00",
            },
        ),
        (
            "disputed",
            "2026-03-06 10:00",
            "normal",
            {"settle_due": "2026-03-14 00:00", "contact_due": "2026-03-10 00:00"},
        ),
        ("rated", "2026-03-04 10:00", "normal", {"close": "2026-03-11 10:00"}),
    ],
)
def test_each_state_has_the_limits_of_the_description(
    state: str, entered: str, urgency: str, due: dict[str, str]
):
    assert found(state, entered, urgency) == due


def test_a_visit_is_missed_half_an_hour_after_its_time():
    visit = at("2026-03-05 15:30")
    assert found("scheduled", "2026-03-04 10:00", visit=visit) == {"no_show": "2026-03-05 16:00"}
    assert found("scheduled", "2026-03-04 10:00") == {}


@pytest.mark.parametrize("state", ["rated", "unconfirmed"])
def test_what_is_in_the_sample_does_not_close_by_itself(state: str):
    due = {"revisit_due": "2026-03-11 10:00"}
    assert found(state, "2026-03-04 10:00", revisit=True) == due
    assert "close" in found(state, "2026-03-04 10:00")


def test_a_district_decides_its_own_limits():
    policy = parse({"claim_normal_hours": 8, "confirm_days": 2, "remind_again_days": 2})
    assert found("dispatched", "2026-03-04 10:00", policy=policy) == {
        "time_out": "2026-03-04 18:00"
    }
    # The second reminder would come with the end: it is left out.
    assert set(found("done", "2026-03-04 10:00", policy=policy)) == {"lapse", "remind_first"}


def test_where_somebody_waits_for_nobody_there_is_no_alarm():
    for state in State:
        rows = alarms(
            state,
            Urgency.NORMAL,
            at("2026-03-04 10:00"),
            DEFAULT,
            CALENDAR,
            visit=at("2026-03-05 10:00"),
        )
        kinds = [row.alarm for row in rows]
        assert len(set(kinds)) == len(kinds)
        silent = TERMINAL | {State.REJECTED, State.DRAFT, State.RETURNED}
        silent |= {State.IN_SERVICE, State.ESCALATED}
        assert bool(rows) == (state not in silent), state
        for alarm in set(kinds) & set(MOVES):
            row = next(r for r in STEPS[MOVES[alarm]] if Role.SYSTEM in r.by and state in r.before)
            assert row.after is not state


def test_nobody_takes_an_order_for_half_of_its_time():
    placed = at("2026-03-04 00:00")
    # Placed at midnight, wanted until the end of 03-05: half of two days is one day.
    assert untaken_at(placed, date(2026, 3, 5), 50) == at("2026-03-05 00:00")
    assert untaken_at(placed, date(2026, 3, 5), 100) == at("2026-03-06 00:00")
    # Wanted on a day that is over: at once.
    assert untaken_at(placed, date(2026, 3, 1), 50) == placed
    assert UNTAKEN_STATES < OPEN


@pytest.mark.parametrize(
    ("slot", "start", "end", "wished"),
    [
        ("any", "2026-03-05 08:00", "2026-03-05 09:00", True),
        ("any", "2026-03-06 08:00", "2026-03-06 09:00", False),
        ("any", "2026-03-05 23:00", "2026-03-06 00:30", False),
        ("morning", "2026-03-05 09:00", "2026-03-05 12:00", True),
        ("morning", "2026-03-05 11:30", "2026-03-05 12:30", False),
        ("afternoon", "2026-03-05 12:00", "2026-03-05 14:00", True),
        ("afternoon", "2026-03-05 11:00", "2026-03-05 13:00", False),
        ("evening", "2026-03-05 17:00", "2026-03-05 18:00", True),
        ("evening", "2026-03-05 09:00", "2026-03-05 10:00", False),
    ],
)
def test_a_time_in_the_wished_window_needs_no_second_yes(
    slot: str, start: str, end: str, wished: bool
):
    for shift in (UTC, CHINA_TIME):
        first, last = at(start).astimezone(shift), at(end).astimezone(shift)
        assert is_as_wished(first, last, date(2026, 3, 5), slot) is wished


def test_every_alarm_is_set_somewhere():
    set_by_state = {
        row.alarm
        for state in State
        for revisit in (False, True)
        for row in alarms(
            state,
            Urgency.NORMAL,
            at("2026-03-04 10:00"),
            DEFAULT,
            CALENDAR,
            visit=at("2026-03-05 10:00") + timedelta(),
            revisit=revisit,
        )
    }
    assert set(Alarm) - set_by_state == {Alarm.UNTAKEN, Alarm.APPEAL_DUE}
