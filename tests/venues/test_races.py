"""Two people at one venue at once. Each race has its negative control: the lock taken away."""

import pytest

from redvest.engines.venue_flow import VenueAction
from redvest.journal.models import Event
from redvest.people.actors import system
from redvest.venues import services
from redvest.venues.models import Venue, VenueCheck
from redvest.venues.services import access, running
from tests.racing import at_once, meeting_after
from tests.world import HERE, small_district

pytestmark = pytest.mark.slow
STATION = "620102001001"
ITEMS = ("有场所", "有队伍", "有活动", "有项目", "有机制")


@pytest.fixture
def venue(committed_db: str) -> Venue:
    small_district(HERE)
    return Venue.objects.create(district=HERE, region=STATION, level="station", name="畅家巷站")


def edits(venue: Venue) -> list[str]:
    changes = ({"directions": "3 路公交"}, {"address": "畅家巷 12 号"})
    return at_once(
        *(
            lambda values=values: services.edit_venue(
                actor=system(HERE), venue_id=venue.id, version=venue.version, values=values
            )
            for values in changes
        )
    )


def traces(venue: Venue, kind: str) -> int:
    return Event.objects.filter(subject_id=venue.id, kind=kind).count()


def test_of_two_edits_at_once_the_second_is_told_of_the_first(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
):
    with meeting_after(monkeypatch, access, "venue_seen_by"):
        results = edits(venue)
    assert sorted(results) == ["done", "stale"]
    venue.refresh_from_db()
    assert venue.version == 2
    assert traces(venue, "venue.edited") == 1


def test_without_the_lock_both_edits_believe_they_were_the_first(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: two changes, one version, so a third reader misses one of them."""
    with meeting_after(monkeypatch, access, "venue_seen_by", locked=False):
        results = edits(venue)
    assert results == ["done", "done"]
    venue.refresh_from_db()
    assert venue.version == 2
    assert traces(venue, "venue.edited") == 2


def pauses(venue: Venue) -> list[str]:
    return at_once(
        lambda: services.change_status(
            actor=system(HERE),
            venue_id=venue.id,
            version=1,
            action=VenueAction.PAUSE,
            reason="装修",
        ),
        lambda: services.edit_venue(
            actor=system(HERE), venue_id=venue.id, version=1, values={"name": "畅家巷新站"}
        ),
    )


def test_closing_and_editing_at_once_make_one_story(venue: Venue, monkeypatch: pytest.MonkeyPatch):
    with meeting_after(monkeypatch, access, "venue_seen_by"):
        results = pauses(venue)
    assert sorted(results) == ["done", "stale"]
    assert Event.objects.filter(subject_id=venue.id).count() == 1


def checks(venue: Venue) -> list[str]:
    marks = [{"item": item, "met": True, "note": ""} for item in ITEMS]
    return at_once(
        *[
            lambda: services.enter_check(
                actor=system(HERE), venue_id=venue.id, scheme="venue", year=2025, marks=marks
            )
        ]
        * 2
    )


def test_two_who_enter_the_same_list_enter_it_once(venue: Venue, monkeypatch: pytest.MonkeyPatch):
    with meeting_after(monkeypatch, running, "venue_seen_by"):
        results = checks(venue)
    assert sorted(results) == ["done", "stale"]
    assert VenueCheck.objects.count() == 1


def test_without_the_lock_only_the_constraint_keeps_one_list(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
):
    """The negative control, and the belt to the braces."""
    with meeting_after(monkeypatch, running, "venue_seen_by", locked=False):
        results = checks(venue)
    assert sorted(results) == ["IntegrityError", "done"]
    assert VenueCheck.objects.count() == 1
