"""Two answers to one application, and two teams crossing. Each race has its negative control."""

import pytest

from redvest.journal.models import Event
from redvest.teams.models import Membership
from redvest.teams.services import (
    accept_membership,
    apply_to_team,
    dissolve_team,
    leave_team,
    membership,
    refuse_membership,
)
from tests.orders.cast import Cast, the_cast
from tests.racing import at_once, meeting_after

pytestmark = pytest.mark.slow


@pytest.fixture
def staged(committed_db: str) -> Cast:
    return the_cast()


@pytest.fixture
def asked(staged: Cast) -> Membership:
    staged.add("sun", 20, volunteer=True)
    return apply_to_team(actor=staged.actor("sun"), team_id=staged.team.id)


def answers(cast: Cast, found: Membership) -> list[str]:
    zhao, desk = cast.zhao, cast.desk
    return at_once(
        lambda: accept_membership(actor=zhao, membership_id=found.id),
        lambda: refuse_membership(actor=desk, membership_id=found.id),
    )


def answered(found: Membership) -> int:
    kinds = ["membership.accept", "membership.refuse"]
    return Event.objects.filter(subject_id=found.id, kind__in=kinds).count()


def test_an_application_is_answered_once(
    staged: Cast, asked: Membership, monkeypatch: pytest.MonkeyPatch
):
    with meeting_after(monkeypatch, membership, "_membership"):
        results = answers(staged, asked)
    assert sorted(results) == ["done", "wrong_state"]
    assert answered(asked) == 1


def test_without_the_lock_it_is_accepted_and_refused(
    staged: Cast, asked: Membership, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: two people got two different answers."""
    with meeting_after(monkeypatch, membership, "_membership", locked=False):
        results = answers(staged, asked)
    assert results == ["done", "done"]
    assert answered(asked) == 2


def test_one_who_applies_twice_at_once_stands_on_the_list_once(
    staged: Cast, monkeypatch: pytest.MonkeyPatch
):
    staged.add("sun", 20, volunteer=True)
    sun, team = staged.actor("sun"), staged.team.id
    results = at_once(*[lambda: apply_to_team(actor=sun, team_id=team)] * 2)
    assert sorted(results) == ["already_member", "done"]
    assert Membership.objects.filter(volunteer=staged.volunteers["sun"]).count() == 1


def joining_while_it_ends(cast: Cast) -> tuple[list[str], int]:
    """Somebody applies while the desk dissolves the team. Returns the live memberships left."""
    cast.add("sun", 20, volunteer=True)
    sun, desk, team = cast.actor("sun"), cast.desk, cast.team
    results = at_once(
        lambda: apply_to_team(actor=sun, team_id=team.id),
        lambda: dissolve_team(actor=desk, team_id=team.id, reason="并入他队"),
    )
    team.refresh_from_db()
    assert team.status == "dissolved"
    return results, Membership.objects.filter(team=team, ended_at=None).count()


def test_nobody_joins_a_team_that_is_being_dissolved(staged: Cast, monkeypatch: pytest.MonkeyPatch):
    with meeting_after(monkeypatch, membership, "team_listed"):
        results, live = joining_while_it_ends(staged)
    assert results[1] == "done"
    assert live == 0


def test_without_the_lock_somebody_joins_a_team_that_is_gone(
    staged: Cast, monkeypatch: pytest.MonkeyPatch
):
    """The negative control."""
    with meeting_after(monkeypatch, membership, "_held", locked=False):
        results, live = joining_while_it_ends(staged)
    assert results == ["done", "done"]
    assert live == 1


def test_leaving_and_being_taken_in_at_once_make_one_story(staged: Cast, asked: Membership):
    sun, zhao = staged.actor("sun"), staged.zhao
    results = at_once(
        lambda: leave_team(actor=sun, membership_id=asked.id),
        lambda: accept_membership(actor=zhao, membership_id=asked.id),
    )
    asked.refresh_from_db()
    assert "done" in results
    # Taken in and then left is a story too; taken in after leaving is none.
    assert asked.ended_at is not None or asked.state == "member"
    assert (asked.ended_at is None) == (asked.state == "member")
