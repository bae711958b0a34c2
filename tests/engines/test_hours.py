"""Minutes, evidence and the flow of records, against models that do not read the engines."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines import evidence, flow, record_flow, service_minutes
from redvest.engines.evidence import Around, Arrival, Entry, Flag, Level, Proof, Vouch, Voucher
from redvest.engines.record_flow import HOLDS_TIME, OPEN, STEPS, Action, Hands, State
from redvest.engines.roles import Role
from redvest.engines.service_minutes import Counted, MinutesError, Span, Stay, count
from redvest.engines.stars import DEFAULT, SCHEMES, Quality, standing

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PLAN = Span(NOON, NOON + 2 * HOUR)
LONG_AFTER = NOON + 30 * 24 * HOUR


def at(minutes: int) -> datetime:
    return NOON + minutes * MINUTE


def stay(arrived: int, left: int | None) -> Stay:
    return Stay(at(arrived), None if left is None else at(left))


def counted(*stays: Stay, **more: object) -> Counted:
    return count(stays, PLAN, **{"now": LONG_AFTER, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arrived", "left", "minutes"),
    [
        (0, 120, 120),
        (-30, 120, 150),  # From half an hour before; one and a quarter of the plan is 150.
        (-45, 120, 150),  # Earlier does not count.
        (60, 180, 120),  # Until an hour after.
        (60, 200, 120),  # Later does not count.
        (-30, 180, 150),  # The cap.
        (0, 10, 10),  # Less than 60 % of the plan is credited as it was.
        (200, 260, 0),  # Another time altogether.
        (5, 5, 0),
    ],
)
def test_the_frame_and_the_cap_hold_at_their_edges(arrived: int, left: int, minutes: int):
    assert counted(stay(arrived, left)).minutes == minutes


def test_the_lead_lifts_the_cap_but_not_the_frame():
    found = counted(stay(-60, 300), extended=True)
    assert (found.minutes, found.capped) == (210, False)
    assert counted(stay(-60, 300)).capped


def test_seconds_begun_make_no_minute():
    late = Stay(NOON + timedelta(seconds=1), NOON + 10 * MINUTE)
    assert count([late], PLAN, now=LONG_AFTER).minutes == 9


def test_a_forgotten_check_out_is_proposed_then_confirmed_or_falls_back_to_the_last_proof():
    open_stay = Stay(at(0), None, at(45))
    waiting = counted(open_stay, now=at(121))
    assert (waiting.minutes, waiting.proposed) == (120, True)
    assert counted(open_stay, confirmed=True).minutes == 120
    assert not counted(open_stay, confirmed=True).proposed
    edge = PLAN.end + 72 * HOUR
    assert counted(open_stay, now=edge - MINUTE).proposed
    assert counted(open_stay, now=edge).minutes == 45
    assert counted(Stay(at(0)), now=edge).minutes == 0


def test_more_than_three_stays_and_an_empty_plan_are_refused():
    with pytest.raises(MinutesError, match="pairs"):
        counted(*[stay(i, i + 1) for i in range(4)])
    with pytest.raises(MinutesError, match="plan"):
        count([], Span(NOON, NOON), now=NOON)
    with pytest.raises(MinutesError, match="order"):
        Span(NOON, NOON - MINUTE)


pair = st.tuples(st.integers(-120, 300), st.integers(0, 300))


@given(
    stays=st.lists(pair, max_size=3),
    rests=st.lists(pair, max_size=3),
    extended=st.booleans(),
)
def test_it_counts_what_a_minute_by_minute_tally_counts(
    stays: list[tuple[int, int]], rests: list[tuple[int, int]], extended: bool
):
    there = {m for start, length in stays for m in range(start, start + length)}
    resting = {m for start, length in rests for m in range(start, start + length)}
    tally = len({m for m in there if -30 <= m < 180} - resting)
    expected = tally if extended else min(tally, 150)
    found = counted(
        *[stay(start, start + length) for start, length in stays],
        breaks=[Span(at(start), at(start + length)) for start, length in rests],
        extended=extended,
    )
    assert found.minutes == expected
    if found.span is None:
        assert expected == 0
    else:
        assert found.away == (found.span.end - found.span.start) // MINUTE - found.minutes >= 0


def vouched(own: bool = False, late: int = 0, by: Voucher = Voucher.LEAD) -> Vouch:
    return Vouch(by, NOON + 72 * HOUR + late * MINUTE, own)


def proof(arrival: Arrival, *vouches: Vouch, departure: bool = True) -> Proof:
    return Proof(Entry.SYSTEM, arrival, departure, NOON, vouches)


@pytest.mark.parametrize(
    ("given_", "level"),
    [
        (proof(Arrival.CODE, vouched()), Level.A),
        (proof(Arrival.PLACE, vouched(by=Voucher.BENEFICIARY)), Level.A),
        (proof(Arrival.CODE), Level.B),
        (proof(Arrival.CODE, vouched(own=True)), Level.B),
        (proof(Arrival.CODE, vouched(late=1)), Level.B),
        (proof(Arrival.SELF, vouched()), Level.C),
        (proof(Arrival.LEAD), Level.C),
        (proof(Arrival.CODE, vouched(), departure=False), Level.C),
        (proof(Arrival.CODE, departure=False), Level.NONE),
        (proof(Arrival.SELF), Level.NONE),
        (proof(Arrival.SELF, vouched(own=True)), Level.NONE),
        (proof(Arrival.SELF, vouched(late=1)), Level.NONE),
        (Proof(Entry.BACKFILL, Arrival.CODE, True, NOON, (vouched(),)), Level.D),
        (Proof(Entry.IMPORT, Arrival.CODE, True, NOON, (vouched(),)), Level.E),
    ],
)
def test_the_level_follows_from_what_happened(given_: Proof, level: Level):
    assert evidence.level_of(given_) is level


def test_one_more_honest_word_never_lowers_the_level():
    order = [Level.NONE, Level.C, Level.B, Level.A]
    for arrival, departure in product(Arrival, (True, False)):
        before = evidence.level_of(proof(arrival, departure=departure))
        after = evidence.level_of(proof(arrival, vouched(), departure=departure))
        assert order.index(after) >= order.index(before)


def test_what_is_odd_is_told_and_stops_the_automatic_way():
    plain = Around(NOON, NOON + HOUR, 60, 60)
    assert evidence.flags_of(plain) == ()
    odd = Around(NOON.replace(hour=5), NOON + 10 * HOUR, 601, 60, 0, True, True, True)
    assert evidence.flags_of(odd) == tuple(Flag)
    assert evidence.passes_unreviewed(Level.B, ())
    for level, flags in product(Level, [(), (Flag.NIGHT,)]):
        expected = level in (Level.A, Level.B) and not flags
        assert evidence.passes_unreviewed(level, flags) is expected


def test_a_day_has_at_most_sixteen_hours():
    assert not evidence.day_is_full(900, 60)
    assert evidence.day_is_full(900, 61)


HUMANS = frozenset(Role) - {Role.SYSTEM}


def _machine_moves(state: State, level: Level) -> list[State]:
    """What the program does by itself: never confirm without a resident, never pass C or D."""
    found = []
    for action in (Action.ASK, Action.WAIVE_REVIEW, Action.TAKE_EFFECT):
        if action is Action.WAIVE_REVIEW and not evidence.passes_unreviewed(level, ()):
            continue
        found += [row.after for row in STEPS[action] if state in row.before]
    return found


def reachable(people: list[str], served: str) -> set[tuple[State, Level]]:
    """Search the whole graph: people who hold every role at once, and the machine."""
    start = [
        (State.DRAFT, level, Hands(served=served))
        for level in (Level.NONE, Level.A, Level.B, Level.C)
    ]
    seen, todo = set(start), list(start)

    def visit(node: tuple[State, Level, Hands]) -> None:
        if node not in seen:
            seen.add(node)
            todo.append(node)

    while todo:
        state, level, hands = todo.pop()
        for after in _machine_moves(state, level):
            visit((after, level, hands))
        for who, action in product(people, Action):
            if not record_flow.may_act(action, who, hands, level):
                continue
            try:
                after = record_flow.next_state(state, action, HUMANS)
            except flow.FlowError:
                continue
            if action is Action.RECORD:
                visit((after, Level.D, Hands(served=served, recorded=who)))
            elif action is Action.CONFIRM:
                visit((after, level, Hands(served, hands.recorded, who, None, hands.revoking)))
            elif action is Action.APPROVE and level is Level.D and hands.approved is None:
                visit((state, level, Hands(served, hands.recorded, hands.vouched, who)))
            elif action is Action.ASK_REVOKE:
                visit((after, level, Hands(served, hands.recorded, hands.vouched, None, who)))
            else:
                visit((after, level, hands))
    return {(state, level) for state, level, _ in seen}


def counting(found: set[tuple[State, Level]]) -> set[Level]:
    return {level for state, level in found if state is State.EFFECTIVE}


def test_nobody_alone_makes_hours_for_themselves():
    assert counting(reachable(["x"], "x")) == set()


def test_for_somebody_else_one_hand_confirms_what_the_system_saw_and_makes_up_nothing():
    # What was checked in by a code needs one person more; what has no code needs two, and what
    # was entered afterwards three.
    assert counting(reachable(["x"], "y")) == {Level.A, Level.B}
    assert counting(reachable(["x", "z"], "y")) == {Level.A, Level.B, Level.C}
    assert counting(reachable(["x", "z", "w"], "y")) >= {Level.D}


def test_without_the_rule_of_separate_hands_one_person_makes_hours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(record_flow, "may_act", lambda *_: True)
    assert counting(reachable(["x"], "x")) >= {Level.C, Level.D}


def test_every_state_can_be_reached_and_nothing_rests_in_an_open_one():
    arrived = {State.DRAFT} | {row.after for row in record_flow.ROWS}
    assert arrived == set(State)
    for state in OPEN | (HOLDS_TIME - {State.EFFECTIVE}):
        assert any(state in row.before for row in record_flow.ROWS)
    for state in (State.REJECTED, State.CORRECTED):
        assert not any(state in row.before for row in record_flow.ROWS)


@pytest.mark.parametrize("code", sorted(SCHEMES))
def test_stars_rise_with_hours_and_never_fall(code: str):
    scheme = SCHEMES[code]
    assert list(scheme.hours) == sorted(set(scheme.hours))
    for stars, hours in enumerate(scheme.hours, start=1):
        assert standing(scheme, hours * 60 - 1).stars == stars - 1
        assert standing(scheme, hours * 60).stars == stars
        assert standing(scheme, 0, held=stars).stars == stars


def test_quality_holds_a_star_back_and_silence_does_not():
    scheme, minutes = SCHEMES[DEFAULT], 300 * 60
    assert standing(scheme, minutes, Quality()).stars == 2
    assert standing(scheme, minutes, Quality(grades=35, rated=10)).stars == 2
    poor = standing(scheme, minutes, Quality(grades=34, rated=10, upheld=1))
    assert (poor.stars, poor.by_hours, poor.held_by) == (0, 2, ("grade", "complaint"))
    assert standing(scheme, minutes, Quality(upheld=1), held=2).stars == 2


def test_five_stars_have_no_next():
    found = standing(SCHEMES[DEFAULT], 1500 * 60)
    assert (found.stars, found.next_at, found.missing) == (5, None, 0)


def test_the_frame_is_half_an_hour_before_and_an_hour_after():
    assert service_minutes.frame(PLAN) == Span(at(-30), at(180))
    assert service_minutes.most(PLAN) == 150
