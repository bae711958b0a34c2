"""Founding, leading, joining, leaving, moving, dissolving."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from redvest.districts.models import District
from redvest.engines.roles import Role
from redvest.engines.team_flow import JoinMode, Kind, Tier
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.teams.models import Membership, Team
from redvest.teams.pages.public import facts_of
from redvest.teams.queries import teams_kept, teams_listed
from redvest.teams.services import (
    TeamCard,
    accept_membership,
    apply_to_team,
    appoint_leader,
    approve_team,
    dissolve_team,
    edit_team,
    found_team,
    invite_to_team,
    leave_team,
    move_team,
    refuse_membership,
    relieve_leader,
    remove_member,
    resume_team,
    suspend_team,
)
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, ELSEWHERE, HOME, STREET, Cast


def card(**changes: object) -> TeamCard:
    values = {"name": "聚金幸福汇", "kind": Kind.SPECIALTY, "tier": Tier.SQUAD, "region": HOME}
    return TeamCard(**{**values, **changes})  # type: ignore[arg-type]


def rows() -> list[tuple[object, ...]]:
    """Everything a refusal must leave as it was."""
    fields = ("id", "status", "parent_id", "version", "name")
    return [
        *Team.objects.order_by("id").values_list(*fields),
        *Membership.objects.order_by("id").values_list("id", "state", "role"),
    ]


def test_a_volunteer_applies_and_leads_once_it_is_approved(cast: Cast):
    team = found_team(actor=cast.wang, card=card())
    assert team.status == "applied"
    assert team not in teams_listed(DISTRICT)
    approve_team(actor=cast.desk, team_id=team.id)
    team.refresh_from_db()
    assert team.status == "active"
    assert cast.wang.has(Role.TEAM_ADMIN, team_id=team.id)
    kinds = Event.objects.filter(subject_id=team.id).order_by("at", "id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "team.founded",
        "team.approve",
        "team.leader_appointed",
        "team.activate",
    ]


def test_somebody_else_has_to_approve(cast: Cast):
    team = found_team(actor=cast.wang, card=card())
    before = rows()
    for actor, refusal in ((cast.other_desk, NotSeen), (cast.wang, NotSeen), (cast.zhao, NotSeen)):
        with pytest.raises(refusal):
            approve_team(actor=actor, team_id=team.id)
    assert rows() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"introduction": "很" * 5000}, "introduction"),
        ({"slogan": "口" * 81}, "slogan"),
        ({"region": "350102001001"}, "region"),
        ({"region": "6201020"}, "region"),
        ({"area": ("620102999",)}, "area"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_says_what_is_wrong_with_a_card(
    cast: Cast, changes: dict[str, object], field: str, language: str
):
    before = rows()
    with translation.override(language):
        with pytest.raises(Invalid) as refusal:
            found_team(actor=cast.wang, card=card(**changes))
        assert str(refusal.value.fields[field]).isascii() == (language == "en")
    assert rows() == before


def test_a_name_is_taken_until_its_team_is_dissolved(cast: Cast):
    with pytest.raises(Invalid) as refusal:
        found_team(actor=cast.desk, card=card(name="邻里帮帮队"))
    assert refusal.value.code == "name_taken"
    dissolve_team(actor=cast.desk, team_id=cast.team.id, reason="合并")
    assert found_team(actor=cast.desk, card=card(name="邻里帮帮队")).status == "approved"


def test_staff_found_teams_only_in_their_own_place(cast: Cast):
    before = rows()
    with pytest.raises(NotAllowed):
        found_team(actor=cast.desk, card=card(region=ELSEWHERE))
    with pytest.raises(NotAllowed):
        found_team(actor=cast.granny, card=card())
    assert rows() == before


def test_volunteers_come_and_go_as_they_like_and_may_belong_to_several(cast: Cast):
    joined = apply_to_team(actor=cast.wang, team_id=cast.other_team.id)
    assert joined.state == "applied"
    accept_membership(actor=cast.qian, membership_id=joined.id)
    live = Membership.objects.filter(volunteer=cast.volunteers["wang"], state="member")
    assert live.count() == 2
    leave_team(actor=cast.wang, membership_id=joined.id)
    again = apply_to_team(actor=cast.wang, team_id=cast.other_team.id)
    assert again.id != joined.id
    assert Membership.objects.get(id=joined.id).state == "left"


def test_a_second_application_is_refused(cast: Cast):
    apply_to_team(actor=cast.wang, team_id=cast.other_team.id)
    before = rows()
    with pytest.raises(Conflict) as refusal:
        apply_to_team(actor=cast.wang, team_id=cast.other_team.id)
    assert refusal.value.code == "already_member"
    assert rows() == before


def test_an_open_team_takes_at_once_and_one_by_invitation_not_at_all(cast: Cast):
    Team.objects.filter(id=cast.other_team.id).update(join_mode=JoinMode.OPEN.value)
    assert apply_to_team(actor=cast.wang, team_id=cast.other_team.id).state == "member"
    Team.objects.filter(id=cast.other_team.id).update(join_mode=JoinMode.INVITATION.value)
    before = rows()
    with pytest.raises(NotAllowed):
        apply_to_team(actor=cast.li, team_id=cast.other_team.id)
    assert rows() == before


def test_only_the_volunteer_answers_an_invitation(cast: Cast):
    number = cast.volunteers["qian"].volunteer_no
    invited = invite_to_team(actor=cast.zhao, team_id=cast.team.id, volunteer_no=number)
    before = rows()
    with pytest.raises(NotAllowed):
        accept_membership(actor=cast.zhao, membership_id=invited.id)
    with pytest.raises(NotSeen):
        accept_membership(actor=cast.wang, membership_id=invited.id)
    assert rows() == before
    assert accept_membership(actor=cast.qian, membership_id=invited.id).state == "member"


def test_the_applicant_does_not_answer_the_own_application(cast: Cast):
    applied = apply_to_team(actor=cast.qian, team_id=cast.team.id)
    before = rows()
    with pytest.raises(NotAllowed):
        accept_membership(actor=cast.qian, membership_id=applied.id)
    assert rows() == before
    refuse_membership(actor=cast.zhao, membership_id=applied.id)
    with pytest.raises(Conflict):
        accept_membership(actor=cast.zhao, membership_id=applied.id)


def test_an_unknown_number_is_refused_in_words(cast: Cast):
    before = rows()
    with pytest.raises(Invalid) as refusal:
        invite_to_team(actor=cast.zhao, team_id=cast.team.id, volunteer_no="00000000000000")
    assert "volunteer_no" in refusal.value.fields
    assert rows() == before


def test_removing_needs_a_reason_and_the_right_team(cast: Cast):
    membership = Membership.objects.get(team=cast.team, volunteer=cast.volunteers["wang"])
    before = rows()
    with pytest.raises(Invalid):
        remove_member(actor=cast.zhao, membership_id=membership.id, reason=" ")
    for actor in (cast.qian, cast.other_desk, cast.li):
        with pytest.raises(NotSeen):
            remove_member(actor=actor, membership_id=membership.id, reason="缺席")
    assert rows() == before
    remove_member(actor=cast.zhao, membership_id=membership.id, reason="多次缺席")
    event = Event.objects.get(subject_id=membership.id, kind="membership.remove")
    assert "多次缺席" not in str([event.reason, event.after])


def test_who_leaves_no_longer_leads(cast: Cast):
    membership = Membership.objects.get(team=cast.team, role="leader")
    leave_team(actor=cast.zhao, membership_id=membership.id)
    assert not cast.zhao.has(Role.TEAM_ADMIN, team_id=cast.team.id)


def test_a_relieved_leader_stays_a_member_without_the_role(cast: Cast):
    membership = Membership.objects.get(team=cast.team, role="leader")
    relieve_leader(
        actor=cast.desk, team_id=cast.team.id, membership_id=membership.id, reason="轮换"
    )
    membership.refresh_from_db()
    assert (membership.state, membership.role) == ("member", "member")
    assert not cast.zhao.has(Role.TEAM_ADMIN, team_id=cast.team.id)


def test_a_leader_appoints_nobody(cast: Cast):
    before = rows()
    with pytest.raises(NotAllowed):
        appoint_leader(
            actor=cast.zhao, team_id=cast.team.id, volunteer_id=cast.volunteers["wang"].id
        )
    assert rows() == before


def test_moving_keeps_the_history_and_the_order_of_tiers(cast: Cast):
    brigade = found_team(
        actor=cast.centre, card=card(name="总队", tier=Tier.BRIGADE, region=DISTRICT)
    )
    battalion = found_team(
        actor=cast.centre,
        card=card(name="大队", tier=Tier.BATTALION, region=STREET, parent_id=brigade.id),
    )
    version = Team.objects.get(id=cast.team.id).version
    moved = move_team(
        actor=cast.desk,
        team_id=cast.team.id,
        parent_id=battalion.id,
        reason="归口管理",
        version=version,
    )
    assert moved.parent_id == battalion.id
    event = Event.objects.get(subject_id=cast.team.id, kind="team.moved")
    assert event.before == {"parent": ""}
    assert event.after["parent"] == str(battalion.id)
    before = rows()
    with pytest.raises(Invalid) as refusal:
        move_team(
            actor=cast.centre,
            team_id=brigade.id,
            parent_id=cast.team.id,
            reason="倒过来",
            version=brigade.version,
        )
    assert refusal.value.code == "parent_not_higher"
    with pytest.raises(Conflict):
        move_team(
            actor=cast.desk,
            team_id=cast.team.id,
            parent_id=None,
            reason="旧页面",
            version=version,
        )
    assert rows() == before


def test_a_parent_cannot_sink_below_its_children(cast: Cast):
    battalion = found_team(
        actor=cast.centre, card=card(name="大队", tier=Tier.BATTALION, region=STREET)
    )
    found_team(actor=cast.centre, card=card(name="小队", parent_id=battalion.id))
    before = rows()
    with pytest.raises(Invalid):
        edit_team(
            actor=cast.centre,
            team_id=battalion.id,
            card=card(name="大队", tier=Tier.SQUAD, region=STREET),
            version=battalion.version,
        )
    assert rows() == before


def test_a_stale_form_changes_nothing(cast: Cast):
    shown = Team.objects.get(id=cast.team.id)
    edit_team(
        actor=cast.zhao,
        team_id=shown.id,
        card=card(name=shown.name, slogan="新口号"),
        version=shown.version,
    )
    before = rows()
    with pytest.raises(Conflict) as refusal:
        edit_team(
            actor=cast.zhao,
            team_id=shown.id,
            card=card(name=shown.name, slogan="旧页面"),
            version=shown.version,
        )
    assert refusal.value.code == "stale"
    assert rows() == before


def test_a_leader_does_not_move_the_team_elsewhere(cast: Cast):
    shown = Team.objects.get(id=cast.team.id)
    before = rows()
    for changes in ({"region": ELSEWHERE}, {"tier": Tier.BRIGADE}):
        with pytest.raises(NotAllowed):
            edit_team(
                actor=cast.zhao,
                team_id=shown.id,
                card=card(name=shown.name, **changes),
                version=shown.version,
            )
    assert rows() == before


def test_suspending_stops_joining_and_resuming_allows_it(cast: Cast):
    suspend_team(actor=cast.desk, team_id=cast.team.id, reason="整顿")
    before = rows()
    with pytest.raises(Conflict):
        apply_to_team(actor=cast.qian, team_id=cast.team.id)
    with pytest.raises(Conflict):
        suspend_team(actor=cast.desk, team_id=cast.team.id, reason="再来一次")
    assert rows() == before
    resume_team(actor=cast.desk, team_id=cast.team.id)
    assert apply_to_team(actor=cast.qian, team_id=cast.team.id).state == "applied"


def test_dissolving_releases_everybody_and_names_the_successor(cast: Cast):
    dissolve_team(
        actor=cast.desk, team_id=cast.team.id, reason="合并", successor_id=cast.other_team.id
    )
    team = Team.objects.get(id=cast.team.id)
    assert (team.status, team.successor_id) == ("dissolved", cast.other_team.id)
    assert not Membership.objects.filter(team=team, state="member").exists()
    assert not cast.zhao.has(Role.TEAM_ADMIN, team_id=team.id)
    assert team not in teams_listed(DISTRICT)


def test_a_team_with_teams_below_is_not_dissolved(cast: Cast):
    battalion = found_team(
        actor=cast.centre, card=card(name="大队", tier=Tier.BATTALION, region=STREET)
    )
    found_team(actor=cast.centre, card=card(name="小队", parent_id=battalion.id))
    before = rows()
    with pytest.raises(Conflict):
        dissolve_team(actor=cast.centre, team_id=battalion.id, reason="撤销")
    assert rows() == before


def test_lists_hold_what_the_reader_keeps_or_leads(cast: Cast):
    names = {team.name for team in teams_kept(cast.desk)}
    assert names == {"邻里帮帮队", "小东俚语宣讲队"}
    assert {team.name for team in teams_kept(cast.zhao)} == {"邻里帮帮队"}
    assert not teams_kept(cast.other_desk)
    assert not teams_kept(cast.wang)
    assert [team.name for team in teams_listed(DISTRICT, q="宣讲")] == ["小东俚语宣讲队"]
    assert not teams_listed(DISTRICT, street="620102002")


def test_the_database_itself_keeps_one_live_membership(cast: Cast):
    with pytest.raises(IntegrityError, match="membership_is_live_once"), transaction.atomic():
        Membership.objects.create(
            district=DISTRICT, team=cast.team, volunteer=cast.volunteers["wang"], state="applied"
        )
    with pytest.raises(IntegrityError, match="team_is_not_its_own_parent"), transaction.atomic():
        Team.objects.filter(id=cast.team.id).update(parent_id=cast.team.id)


def test_a_team_meets_at_a_venue_of_its_own_district_that_is_in_use(cast: Cast):
    def venue(code: str, name: str, status: str = "open") -> Venue:
        return Venue.objects.create(
            district=code[:6], region=code, level="point", name=name, status=status
        )

    home, gone = venue(HOME, "聚金广场"), venue(HOME, "老戏台", "closed")
    District.objects.create(code="350102", name="鼓楼区", full_name="鼓楼区", province="", city="")
    abroad = venue("350102001001", "三坊七巷")
    before = rows()
    for wrong in (gone.id, abroad.id, uuid4()):
        with pytest.raises(Invalid) as refused:
            found_team(actor=cast.desk, card=card(venue_id=wrong))
        assert "venue" in refused.value.fields
    assert rows() == before
    team = found_team(actor=cast.desk, card=card(venue_id=home.id))
    shown = {str(row["label"]): row for row in facts_of(team, 1)}
    assert shown["活动阵地"]["value"] == "聚金广场"
    assert shown["活动阵地"]["url"] == f"/venues/{home.id}/"
