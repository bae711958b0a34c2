"""Which of a series a change reaches, against a plain reading of the rule."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.activity_flow import ActivityState
from redvest.engines.series_rules import (
    CHANGEABLE,
    Occasion,
    Reach,
    changes_for,
    reached,
)

NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
ONE = st.builds(
    Occasion,
    st.integers(0, 10**6).map(lambda number: UUID(int=number)),
    st.integers(-5, 5).map(lambda weeks: NOON + timedelta(weeks=weeks)),
    st.sampled_from(list(ActivityState)),
    st.frozensets(st.sampled_from(["place", "bring", "starts_at"])),
)


@given(st.lists(ONE, min_size=1, max_size=8, unique_by=lambda one: one.id), st.data())
def test_what_is_past_or_over_is_never_reached_and_the_chosen_one_leads(rows, data):
    chosen = data.draw(st.sampled_from(rows))
    reach = data.draw(st.sampled_from(list(Reach)))
    found = reached(rows, chosen.id, reach, NOON)
    ids = {one.id for one in found}
    for one in rows:
        may = one.state in CHANGEABLE and one.starts_at > NOON
        led = chosen.state in CHANGEABLE and chosen.starts_at > NOON
        wanted = (
            led
            and may
            and (
                one.id == chosen.id
                or reach is Reach.ALL
                or (reach is Reach.FOLLOWING and one.starts_at >= chosen.starts_at)
            )
        )
        assert (one.id in ids) == wanted
    assert [one.starts_at for one in found] == sorted(one.starts_at for one in found)


def test_what_was_changed_on_one_alone_stays_there():
    other = Occasion(UUID(int=2), NOON, ActivityState.DRAFT, frozenset({"place"}))
    changed = frozenset({"place", "bring"})
    assert changes_for(other, UUID(int=1), changed, Reach.ALL) == {"bring"}
    assert changes_for(other, UUID(int=2), changed, Reach.ALL) == changed
    assert changes_for(other, UUID(int=2), changed, Reach.THIS) == changed


def test_a_stranger_reaches_nothing():
    one = Occasion(UUID(int=1), NOON + timedelta(1), ActivityState.DRAFT)
    assert reached([one], UUID(int=9), Reach.ALL, NOON) == ()
