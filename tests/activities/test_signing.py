"""Signing up and leaving: places, the waiting list, who may, and what is held against nobody."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.queries.lists import joinable_shifts
from redvest.activities.services import (
    Wish,
    admit_signup,
    answer_appeal,
    answer_stand_in,
    appeal_absence,
    ask_stand_in,
    confirm_signup,
    correct_absence,
    decline_signup,
    invite_members,
    record_absence,
    reject_signup,
    sign_up,
    withdraw_signup,
)
from redvest.activities.services.clock import run_due
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from redvest.notices.models import Message
from redvest.orders.models import VolunteerPaper
from redvest.people.services.closing import BLOCKERS
from tests.activities.cast import Cast, a_child, an_activity, at, counted, shift_of, stands
from tests.orders.cast import an_order

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def refused(kind: type[DomainError], act, code: str) -> None:
    """The refusal, and that no sign-up came, went or changed."""
    before = sorted(SignUp.objects.values_list("id", "state", "version"))
    with pytest.raises(kind) as refusal, transaction.atomic():
        act()
    assert refusal.value.code == code
    assert sorted(SignUp.objects.values_list("id", "state", "version")) == before


def told(template: str) -> int:
    return Message.objects.filter(template=template, channel="in_app").count()


def test_places_are_given_until_there_are_none_then_people_wait_in_order(cast: Cast):
    shift = shift_of(an_activity(cast, capacity=1))
    [first] = sign_up(actor=cast.wang, shift_id=shift.id)
    [second] = sign_up(actor=cast.li, shift_id=shift.id)
    [third] = sign_up(actor=cast.qian, shift_id=shift.id)
    assert [row.state for row in (first, second, third)] == [
        "confirmed",
        "waitlisted",
        "waitlisted",
    ]
    refused(Conflict, lambda: sign_up(actor=cast.wang, shift_id=shift.id), "already")
    refused(Conflict, lambda: sign_up(actor=cast.li, shift_id=shift.id), "already")
    withdraw_signup(actor=cast.wang, signup_id=first.id)
    assert (stands(second.id), stands(third.id)) == ("approved", "waitlisted")
    assert told("signup_offered") == 1
    decline_signup(actor=cast.li, signup_id=second.id)
    confirm_signup(actor=cast.qian, signup_id=third.id)
    assert [stands(row.id) for row in (first, second, third)] == [
        "withdrawn",
        "declined",
        "confirmed",
    ]
    assert counted(shift)


def test_an_offer_nobody_answers_goes_to_the_next(cast: Cast, time_machine):
    shift = shift_of(an_activity(cast, capacity=1))
    [first] = sign_up(actor=cast.wang, shift_id=shift.id)
    [second] = sign_up(actor=cast.li, shift_id=shift.id)
    [third] = sign_up(actor=cast.qian, shift_id=shift.id)
    withdraw_signup(actor=cast.wang, signup_id=first.id)
    time_machine.move_to(timezone.now() + timedelta(minutes=121), tick=False)
    refused(Conflict, lambda: confirm_signup(actor=cast.li, signup_id=second.id), "too_late")
    run_due()
    assert (stands(second.id), stands(third.id)) == ("lapsed", "approved")
    assert counted(shift)


def test_whoever_is_busy_by_now_is_passed_over_and_keeps_the_place_in_line(cast: Cast):
    shift = shift_of(an_activity(cast, capacity=1))
    other = shift_of(an_activity(cast, starts=at(3, 10)))
    [first] = sign_up(actor=cast.wang, shift_id=shift.id)
    [busy] = sign_up(actor=cast.li, shift_id=shift.id)
    [free] = sign_up(actor=cast.qian, shift_id=shift.id)
    sign_up(actor=cast.li, shift_id=other.id)
    withdraw_signup(actor=cast.wang, signup_id=first.id)
    assert (stands(busy.id), stands(free.id)) == ("waitlisted", "approved")


def test_nobody_is_promised_to_two_places_but_back_to_back_is_fine(cast: Cast):
    one = shift_of(an_activity(cast))
    overlaps = shift_of(an_activity(cast, starts=at(3, 10)))
    after = shift_of(an_activity(cast, starts=at(3, 11)))
    [row] = sign_up(actor=cast.wang, shift_id=one.id)
    refused(Conflict, lambda: sign_up(actor=cast.wang, shift_id=overlaps.id), "time_clash")
    sign_up(actor=cast.wang, shift_id=after.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.filter(id=row.id).update(ends_at=row.ends_at + timedelta(minutes=1))


def test_a_visit_that_was_agreed_takes_the_time_too(cast: Cast):
    order = an_order(cast, "agreed")
    assert order.scheduled_from is not None
    shift = shift_of(an_activity(cast, starts=order.scheduled_from))
    refused(Conflict, lambda: sign_up(actor=cast.wang, shift_id=shift.id), "time_clash")
    sign_up(actor=cast.qian, shift_id=shift.id)


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ({"qualification": "nurse"}, "unqualified"),
        ({"training": "first_aid"}, "untrained"),
        ({"team_only": True}, "team_only"),
    ],
)
def test_a_position_takes_only_whom_it_may(cast: Cast, position, code):
    shift = shift_of(an_activity(cast, position=position))
    refused(Invalid, lambda: sign_up(actor=cast.qian, shift_id=shift.id), code)


def test_a_paper_has_to_cover_the_day_itself(cast: Cast):
    shift = shift_of(an_activity(cast, position={"qualification": "nurse"}))
    day = timezone.localdate(shift.starts_at)
    paper = VolunteerPaper.objects.create(
        district=cast.qian.district,
        volunteer=cast.volunteers["qian"],
        kind="qualification",
        code="nurse",
        valid_from=date(2024, 1, 1),
        valid_until=day - timedelta(days=1),
        seen_at=timezone.now(),
    )
    refused(Invalid, lambda: sign_up(actor=cast.qian, shift_id=shift.id), "qualification_ended")
    VolunteerPaper.objects.filter(id=paper.id).update(valid_until=day)
    sign_up(actor=cast.qian, shift_id=shift.id)


def test_a_paused_volunteer_and_a_stranger_do_not_sign_up(cast: Cast):
    shift = shift_of(an_activity(cast))
    refused(NotAllowed, lambda: sign_up(actor=cast.stranger, shift_id=shift.id), "no_volunteer")
    other = Wish(volunteer_ids=(cast.volunteers["li"].id,))
    refused(NotSeen, lambda: sign_up(actor=cast.wang, shift_id=shift.id, wish=other), "not_found")
    volunteer = cast.volunteers["wang"]
    volunteer.status = "paused"
    volunteer.save(update_fields=["status"])
    refused(NotAllowed, lambda: sign_up(actor=cast.wang, shift_id=shift.id), "no_volunteer")


def test_the_team_may_sign_up_earlier_than_everybody(cast: Cast, time_machine):
    opens = at(2, 9)
    shift = shift_of(an_activity(cast, signup_opens_at=opens, team_ahead_hours=24))
    refused(Conflict, lambda: sign_up(actor=cast.wang, shift_id=shift.id), "not_yet")
    time_machine.move_to(opens - timedelta(hours=23), tick=False)
    refused(Conflict, lambda: sign_up(actor=cast.qian, shift_id=shift.id), "not_yet")
    sign_up(actor=cast.wang, shift_id=shift.id)
    time_machine.move_to(opens, tick=False)
    sign_up(actor=cast.qian, shift_id=shift.id)


def test_a_family_comes_as_a_whole_or_waits_as_a_whole(cast: Cast):
    child = a_child(cast, "wang", "2015-05-01")
    shift = shift_of(
        an_activity(cast, capacity=2, position={"takes_minors": True}, is_for_families=True)
    )
    [li] = sign_up(actor=cast.li, shift_id=shift.id)
    family = Wish(volunteer_ids=(cast.volunteers["wang"].id, child.id), companions=1)
    rows = sign_up(actor=cast.wang, shift_id=shift.id, wish=family)
    assert [row.state for row in rows] == ["waitlisted", "waitlisted"]
    assert len({row.party for row in rows}) == 1
    assert [(row.is_guarded, row.companions) for row in rows] == [(False, 1), (True, 0)]
    [alone] = sign_up(actor=cast.qian, shift_id=shift.id)
    assert alone.state == "confirmed"
    withdraw_signup(actor=cast.qian, signup_id=alone.id)
    assert {stands(row.id) for row in rows} == {"waitlisted"}
    withdraw_signup(actor=cast.li, signup_id=li.id)
    assert {stands(row.id) for row in rows} == {"approved"}
    for row in rows:
        confirm_signup(actor=cast.wang, signup_id=row.id)
    assert counted(shift)


@pytest.mark.parametrize(
    ("born", "position", "with_guardian", "code"),
    [
        ("2015-05-01", {"takes_minors": True}, False, "child_alone"),
        ("2015-05-01", {}, True, "minor"),
        ("2015-05-01", {"takes_minors": True, "least_age": 16}, True, "too_young"),
        ("2021-05-01", {"takes_minors": True}, True, "child_alone"),
    ],
)
def test_a_child_comes_with_its_guardian_and_only_where_children_may(
    cast: Cast, born, position, with_guardian, code
):
    child = a_child(cast, "wang", born)
    shift = shift_of(an_activity(cast, capacity=5, position=position))
    ids = (cast.volunteers["wang"].id, child.id) if with_guardian else (child.id,)
    wish = Wish(volunteer_ids=ids)
    refused(Invalid, lambda: sign_up(actor=cast.wang, shift_id=shift.id, wish=wish), code)


def test_an_agreement_is_asked_for_where_the_law_asks(cast: Cast):
    shift = shift_of(an_activity(cast, asks_agreement=True))
    refused(Invalid, lambda: sign_up(actor=cast.wang, shift_id=shift.id), "agreement")
    [row] = sign_up(actor=cast.wang, shift_id=shift.id, wish=Wish(agrees=True))
    assert len(row.agreement_hash) == 64


def test_a_long_day_is_said_and_sixteen_hours_are_the_end(cast: Cast):
    long_one = shift_of(an_activity(cast, starts=at(3, 7), hours=8))
    more = shift_of(an_activity(cast, starts=at(3, 15), hours=3))
    sign_up(actor=cast.wang, shift_id=long_one.id)
    refused(Invalid, lambda: sign_up(actor=cast.wang, shift_id=more.id), "load")
    sign_up(actor=cast.wang, shift_id=more.id, wish=Wish(knows_load=True))


def test_leaving_late_is_written_down_and_the_lead_is_told(cast: Cast, time_machine):
    shift = shift_of(an_activity(cast))
    [early] = sign_up(actor=cast.wang, shift_id=shift.id)
    [late] = sign_up(actor=cast.li, shift_id=shift.id)
    withdraw_signup(actor=cast.wang, signup_id=early.id)
    time_machine.move_to(at(2, 12), tick=False)
    withdraw_signup(actor=cast.li, signup_id=late.id)
    assert (stands(early.id), stands(late.id)) == ("withdrawn", "late_withdrawn")
    assert told("signup_left_late") == 1
    assert counted(shift)


def test_only_the_person_withdraws(cast: Cast):
    shift = shift_of(an_activity(cast))
    [row] = sign_up(actor=cast.wang, shift_id=shift.id)
    refused(NotSeen, lambda: withdraw_signup(actor=cast.li, signup_id=row.id), "not_found")
    refused(NotAllowed, lambda: withdraw_signup(actor=cast.zhao, signup_id=row.id), "not_allowed")


def test_the_lead_looks_first_where_the_position_says_so(cast: Cast):
    shift = shift_of(an_activity(cast, capacity=1, position={"by_approval": True}))
    [wang] = sign_up(actor=cast.wang, shift_id=shift.id)
    [li] = sign_up(actor=cast.li, shift_id=shift.id)
    [own] = sign_up(actor=cast.zhao, shift_id=shift.id)
    assert {wang.state, li.state, own.state} == {"applied"}
    refused(NotAllowed, lambda: admit_signup(actor=cast.zhao, signup_id=own.id), "own_signup")
    refused(NotAllowed, lambda: admit_signup(actor=cast.wang, signup_id=wang.id), "not_allowed")
    admit_signup(actor=cast.zhao, signup_id=wang.id)
    refused(Conflict, lambda: admit_signup(actor=cast.zhao, signup_id=li.id), "full")
    reject_signup(actor=cast.zhao, signup_id=li.id)
    assert (stands(wang.id), stands(li.id)) == ("confirmed", "rejected")
    assert counted(shift)


def test_a_team_keeps_places_and_each_member_answers(cast: Cast):
    shift = shift_of(an_activity(cast, capacity=2))
    ids = [cast.volunteers["wang"].id, cast.volunteers["li"].id]
    outsider = [cast.volunteers["qian"].id]
    refused(
        Invalid,
        lambda: invite_members(actor=cast.zhao, shift_id=shift.id, volunteer_ids=outsider),
        "invalid",
    )
    refused(
        NotAllowed,
        lambda: invite_members(actor=cast.qian, shift_id=shift.id, volunteer_ids=outsider),
        "not_allowed",
    )
    wang, li = invite_members(actor=cast.zhao, shift_id=shift.id, volunteer_ids=ids)
    assert {wang.state, li.state} == {"approved"}
    rows = {row.volunteer_id: row for row in (wang, li)}
    decline_signup(actor=cast.wang, signup_id=rows[ids[0]].id)
    confirm_signup(actor=cast.li, signup_id=rows[ids[1]].id)
    assert counted(shift)
    assert Shift.objects.get(id=shift.id).taken == 1


def test_somebody_else_goes_instead_only_by_their_own_yes(cast: Cast):
    shift = shift_of(an_activity(cast, capacity=1))
    [row] = sign_up(actor=cast.wang, shift_id=shift.id)
    number = cast.volunteers["li"].volunteer_no
    refused(
        NotSeen,
        lambda: ask_stand_in(actor=cast.li, signup_id=row.id, volunteer_no=number),
        "not_found",
    )
    asked = ask_stand_in(actor=cast.wang, signup_id=row.id, volunteer_no=number)
    refused(
        Conflict,
        lambda: ask_stand_in(actor=cast.wang, signup_id=row.id, volunteer_no=number),
        "already_asked",
    )
    answer_stand_in(actor=cast.li, stand_in_id=asked.id, agrees=False)
    assert stands(row.id) == "confirmed"
    again = ask_stand_in(actor=cast.wang, signup_id=row.id, volunteer_no=number)
    refused(
        NotSeen,
        lambda: answer_stand_in(actor=cast.qian, stand_in_id=again.id, agrees=True),
        "not_found",
    )
    answer_stand_in(actor=cast.li, stand_in_id=again.id, agrees=True)
    assert stands(row.id) == "replaced"
    fresh = SignUp.objects.get(shift=shift, volunteer=cast.volunteers["li"])
    assert (fresh.state, fresh.via) == ("confirmed", "stand_in")
    assert counted(shift)


def test_three_verified_absences_ask_the_lead_and_an_appeal_stops_counting(
    cast: Cast, time_machine
):
    missed = []
    for day in (3, 4, 5):
        [row] = sign_up(actor=cast.wang, shift_id=shift_of(an_activity(cast, starts=at(day))).id)
        missed.append(row)
    later = shift_of(an_activity(cast, starts=at(9)))
    refused(
        Conflict,
        lambda: record_absence(actor=cast.zhao, signup_id=missed[0].id, excused=False),
        "too_early",
    )
    time_machine.move_to(at(6, 12), tick=False)
    for row in missed:
        record_absence(actor=cast.zhao, signup_id=row.id, excused=False)
    assert told("signup_absence") == 3
    [watched] = sign_up(actor=cast.wang, shift_id=later.id)
    assert watched.state == "applied"
    withdraw_signup(actor=cast.wang, signup_id=watched.id)
    appeal_absence(actor=cast.wang, signup_id=missed[0].id, text="我到了，签的纸")
    [free] = sign_up(actor=cast.wang, shift_id=later.id)
    assert free.state == "confirmed"
    refused(
        NotAllowed,
        lambda: answer_appeal(actor=cast.zhao, signup_id=missed[0].id, upheld=True),
        "own_decision",
    )
    answer_appeal(actor=cast.desk, signup_id=missed[0].id, upheld=True)
    answer_appeal_again = SignUp.objects.get(id=missed[0].id)
    assert (answer_appeal_again.state, answer_appeal_again.objection) == ("confirmed", "upheld")
    correct_absence(actor=cast.desk, signup_id=missed[1].id)
    assert stands(missed[1].id) == "confirmed"


def test_the_list_of_shifts_holds_what_one_may_join_and_has_time_for(cast: Cast):
    fits = shift_of(an_activity(cast, title="合适"))
    an_activity(cast, title="要护士", position={"qualification": "nurse"}, starts=at(4))
    an_activity(cast, title="撞时间", starts=at(3, 10))
    an_activity(cast, title="还没开放", signup_opens_at=at(4), starts=at(5))
    assert len(joinable_shifts(cast.wang)) == 2
    sign_up(actor=cast.wang, shift_id=fits.id)
    assert joinable_shifts(cast.wang) == []
    assert joinable_shifts(cast.stranger) == []
    assert [shift.activity.title for shift in joinable_shifts(cast.li)] == ["合适", "撞时间"]


def test_nobody_leaves_for_good_who_is_still_expected(cast: Cast):
    shift = shift_of(an_activity(cast))
    sign_up(actor=cast.wang, shift_id=shift.id)
    words = [
        str(one)
        for name in ("wang", "zhao")
        for check in BLOCKERS
        for one in check(cast.persons[name])
    ]
    assert any("班次" in one for one in words)
    assert any("负责" in one for one in words)


def test_a_draft_is_no_activity_for_anybody_else(cast: Cast):
    shift = shift_of(an_activity(cast))
    Activity.objects.filter(id=shift.activity_id).update(status="draft", published_at=None)
    refused(NotSeen, lambda: sign_up(actor=cast.wang, shift_id=shift.id), "not_found")


@pytest.mark.slow
def test_nobody_signs_up_for_what_has_begun(cast: Cast, time_machine):
    shift = shift_of(an_activity(cast))
    time_machine.move_to(shift.starts_at, tick=False)
    with pytest.raises(Conflict) as refusal:
        sign_up(actor=cast.wang, shift_id=shift.id)
    assert refusal.value.code == "not_open"
    assert not SignUp.objects.exists()
    time_machine.move_to(shift.starts_at - timedelta(seconds=1), tick=False)
    assert sign_up(actor=cast.wang, shift_id=shift.id)[0].state == "confirmed"


@pytest.mark.slow
def test_an_activity_somebody_counted_on_is_never_removed(cast: Cast):
    activity = an_activity(cast)
    sign_up(actor=cast.wang, shift_id=shift_of(activity).id)
    for row in (activity, SignUp.objects.get().shift):
        with pytest.raises(ProtectedError):
            row.delete()
    assert counted(shift_of(activity))
