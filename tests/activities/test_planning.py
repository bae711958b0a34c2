"""From the draft to publishing, and what may come between: by whom, when, and what is told."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.services import (
    PositionCard,
    SessionCard,
    Wish,
    add_position,
    add_session,
    answer_lead,
    approve_activity,
    cancel_activity,
    close_signup,
    confirm_signup,
    drop_position,
    drop_session,
    edit_activity,
    open_signup,
    postpone_activity,
    publish_activity,
    reject_activity,
    reschedule_activity,
    revise_activity,
    set_capacity,
    sign_up,
    submit_activity,
    take_back_activity,
    unpublish_activity,
)
from redvest.activities.services.clock import run_due
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.notices.models import Message
from tests.activities.cast import Cast, a_draft, an_activity, at, counted, plan, shift_of, stands
from tests.activities.test_pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
INSURED = {
    "is_risky": True,
    "policy_from": date(2020, 1, 1),
    "policy_until": date(2100, 1, 1),
}


def state(activity: Activity) -> tuple[str, int]:
    row = Activity.objects.get(id=activity.id)
    return row.status, row.version


def refused(kind: type[DomainError], activity: Activity, act, code: str = "") -> None:
    """The refusal, and that it changed nothing."""
    before = state(activity)
    with pytest.raises(kind) as refusal, transaction.atomic():
        act()
    assert not code or refusal.value.code == code
    assert state(activity) == before


def told(template: str) -> int:
    return Message.objects.filter(template=template, channel="in_app").count()


def test_an_activity_goes_from_draft_to_published_through_two_people(cast: Cast):
    activity = a_draft(cast)
    assert state(activity)[0] == "draft"
    submit_activity(actor=cast.zhao, activity_id=activity.id)
    assert told("activity_to_approve") == 1
    approve_activity(actor=cast.desk, activity_id=activity.id)
    publish_activity(actor=cast.zhao, activity_id=activity.id)
    row = Activity.objects.get(id=activity.id)
    assert (row.status, row.approved_by) == ("published", cast.desk.account_id)
    kinds = Event.objects.filter(subject_id=activity.id).values_list("kind", flat=True)
    assert list(kinds.order_by("at", "id")) == [
        "activity.created",
        "activity.submit",
        "activity.approve",
        "activity.publish",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"risk_statement": " "}, "risk_statement"),
        ({"lead_no": ""}, "lead"),
        ({"place": ""}, "place"),
        ({"declared": ["no_pay"]}, "declaration"),
        ({"is_risky": True}, "policy"),
        ({**INSURED, "policy_people": 1}, "policy_people"),
    ],
)
def test_what_is_missing_keeps_it_from_being_submitted(cast: Cast, changes, code):
    activity = a_draft(cast, **changes)
    refused(
        Invalid, activity, lambda: submit_activity(actor=cast.zhao, activity_id=activity.id), code
    )


def test_nobody_approves_what_they_made_or_lead(cast: Cast):
    activity = a_draft(cast)
    submit_activity(actor=cast.desk, activity_id=activity.id)
    refused(
        NotAllowed,
        activity,
        lambda: approve_activity(actor=cast.desk, activity_id=activity.id),
        "own_activity",
    )
    refused(
        NotAllowed,
        activity,
        lambda: approve_activity(actor=cast.zhao, activity_id=activity.id),
        "not_allowed",
    )
    approve_activity(actor=cast.centre, activity_id=activity.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(id=activity.id).update(approved_by=cast.zhao.account_id)


def test_the_center_approves_what_takes_minors(cast: Cast):
    activity = a_draft(cast, position={"takes_minors": True})
    submit_activity(actor=cast.zhao, activity_id=activity.id)
    refused(
        NotAllowed,
        activity,
        lambda: approve_activity(actor=cast.desk, activity_id=activity.id),
        "center_approves",
    )
    approve_activity(actor=cast.centre, activity_id=activity.id)


def test_another_place_sees_nothing_of_it(cast: Cast):
    activity = a_draft(cast)
    for name in ("other_desk", "stranger", "wang"):
        refused(
            NotSeen,
            activity,
            lambda name=name: submit_activity(actor=cast.actor(name), activity_id=activity.id),
        )


def test_a_rejected_plan_is_revised_and_looked_at_again(cast: Cast):
    activity = a_draft(cast)
    submit_activity(actor=cast.zhao, activity_id=activity.id)
    refused(
        Invalid,
        activity,
        lambda: reject_activity(actor=cast.desk, activity_id=activity.id, reason=" "),
    )
    reject_activity(actor=cast.desk, activity_id=activity.id, reason="请补充集合地点")
    revise_activity(actor=cast.zhao, activity_id=activity.id)
    edit_activity(actor=cast.zhao, activity_id=activity.id, card=plan(cast, place="西门"))
    submit_activity(actor=cast.zhao, activity_id=activity.id)
    take_back_activity(actor=cast.zhao, activity_id=activity.id)
    assert state(activity)[0] == "draft"
    assert Activity.objects.get(id=activity.id).place == "西门"


def test_an_approved_plan_that_is_changed_needs_a_new_approval(cast: Cast):
    activity = a_draft(cast)
    submit_activity(actor=cast.zhao, activity_id=activity.id)
    approve_activity(actor=cast.desk, activity_id=activity.id)
    refused(
        Conflict,
        activity,
        lambda: edit_activity(actor=cast.zhao, activity_id=activity.id, card=plan(cast)),
        "wrong_state",
    )
    revise_activity(actor=cast.zhao, activity_id=activity.id)
    refused(
        Conflict,
        activity,
        lambda: publish_activity(actor=cast.zhao, activity_id=activity.id),
        "wrong_state",
    )


def test_a_stale_page_changes_nothing(cast: Cast):
    activity = a_draft(cast)
    old = state(activity)[1]
    edit_activity(actor=cast.zhao, activity_id=activity.id, card=plan(cast, title="新名"))
    refused(
        Conflict,
        activity,
        lambda: submit_activity(actor=cast.zhao, activity_id=activity.id, version=old),
        "stale",
    )


def test_every_position_is_needed_at_every_time(cast: Cast):
    activity = a_draft(cast, capacity=3)
    add_position(actor=cast.zhao, activity_id=activity.id, card=PositionCard("登记", 1))
    session = add_session(
        actor=cast.zhao,
        activity_id=activity.id,
        card=SessionCard(at(4), at(4, 11), break_minutes=10),
    )
    shifts = Shift.objects.filter(activity=activity, closed_at=None)
    assert sorted(shifts.values_list("capacity", flat=True)) == [1, 1, 3, 3]
    assert Activity.objects.get(id=activity.id).ends_at == at(4, 11)
    drop_session(actor=cast.zhao, activity_id=activity.id, session_id=session.id)
    position = shifts.get(position__name="登记").position
    drop_position(actor=cast.zhao, activity_id=activity.id, position_id=position.id)
    assert shifts.count() == 1
    assert Activity.objects.get(id=activity.id).ends_at == at(3, 11)


@pytest.mark.parametrize(
    ("session", "field"),
    [
        (lambda: SessionCard(timezone.now(), at()), "starts_at"),
        (lambda: SessionCard(at(400), at(400, 10)), "starts_at"),
        (lambda: SessionCard(at(3, 10), at(3, 10)), "ends_at"),
        (lambda: SessionCard(at(3, 7), at(4, 7)), "ends_at"),
        (lambda: SessionCard(at(3, 9), at(3, 10), 60), "break_minutes"),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field(cast: Cast, session, field):
    activity = a_draft(cast)
    with pytest.raises(Invalid) as refusal:
        add_session(actor=cast.zhao, activity_id=activity.id, card=session())
    assert field in refusal.value.fields
    assert Shift.objects.filter(activity=activity).count() == 1


def test_whoever_is_named_to_lead_agrees_first_or_says_no(cast: Cast):
    number = cast.volunteers["wang"].volunteer_no
    activity = a_draft(cast, lead_no=number)
    assert told("activity_lead_asked") == 1
    refused(
        Invalid, activity, lambda: submit_activity(actor=cast.zhao, activity_id=activity.id), "lead"
    )
    with pytest.raises(NotSeen):
        answer_lead(actor=cast.li, activity_id=activity.id, agrees=True)
    answer_lead(actor=cast.wang, activity_id=activity.id, agrees=False)
    assert Activity.objects.get(id=activity.id).lead_id is None
    edit_activity(actor=cast.zhao, activity_id=activity.id, card=plan(cast, lead_no=number))
    answer_lead(actor=cast.wang, activity_id=activity.id, agrees=True)
    submit_activity(actor=cast.zhao, activity_id=activity.id)


def test_it_is_taken_down_only_while_nobody_counts_on_it(cast: Cast):
    activity = an_activity(cast)
    [row] = sign_up(actor=cast.wang, shift_id=shift_of(activity).id)
    refused(
        Conflict,
        activity,
        lambda: unpublish_activity(actor=cast.zhao, activity_id=activity.id),
        "signed_up",
    )
    cancel_activity(actor=cast.zhao, activity_id=activity.id, reason="weather")
    assert stands(row.id) == "called_off"
    assert told("activity_cancelled") == 1
    assert counted(shift_of(activity))
    other = an_activity(cast, starts=at(5))
    unpublish_activity(actor=cast.zhao, activity_id=other.id)
    publish_activity(actor=cast.zhao, activity_id=other.id)
    assert state(other)[0] == "published"


def test_sign_up_closes_and_opens_again(cast: Cast):
    activity = an_activity(cast)
    close_signup(actor=cast.zhao, activity_id=activity.id)
    with pytest.raises(Conflict) as refusal:
        sign_up(actor=cast.wang, shift_id=shift_of(activity).id)
    assert refusal.value.code == "not_open"
    assert not SignUp.objects.exists()
    open_signup(actor=cast.zhao, activity_id=activity.id)
    sign_up(actor=cast.wang, shift_id=shift_of(activity).id)


def test_a_new_date_asks_everybody_again_and_frees_who_is_busy(cast: Cast):
    activity = an_activity(cast, capacity=3)
    shift = shift_of(activity)
    [wang] = sign_up(actor=cast.wang, shift_id=shift.id)
    [li] = sign_up(actor=cast.li, shift_id=shift.id)
    other = an_activity(cast, starts=at(6, 10))
    sign_up(actor=cast.li, shift_id=shift_of(other).id)
    postpone_activity(actor=cast.zhao, activity_id=activity.id, reason="weather")
    assert told("activity_postponed") == 2
    assert (stands(wang.id), stands(li.id)) == ("confirmed", "confirmed")
    reschedule_activity(actor=cast.zhao, activity_id=activity.id, starts_at=at(6, 9))
    assert (stands(wang.id), stands(li.id)) == ("approved", "called_off")
    assert SignUp.objects.get(id=wang.id).starts_at == at(6, 9)
    confirm_signup(actor=cast.wang, signup_id=wang.id)
    assert stands(wang.id) == "confirmed"
    assert counted(shift)


def test_capacity_is_never_lowered_below_who_has_a_place(cast: Cast):
    activity = an_activity(cast, capacity=2)
    shift = shift_of(activity)
    sign_up(actor=cast.wang, shift_id=shift.id)
    sign_up(actor=cast.li, shift_id=shift.id)
    [waiting] = sign_up(actor=cast.qian, shift_id=shift.id)
    assert waiting.state == "waitlisted"
    assert state(activity)[0] == "full"
    refused(
        Invalid,
        activity,
        lambda: set_capacity(
            actor=cast.zhao, activity_id=activity.id, shift_id=shift.id, capacity=1
        ),
        "below_taken",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(id=shift.id).update(capacity=1)
    set_capacity(actor=cast.zhao, activity_id=activity.id, shift_id=shift.id, capacity=4)
    assert stands(waiting.id) == "approved"
    assert state(activity)[0] == "published"
    assert counted(shift)


def test_no_place_is_added_that_the_insurance_does_not_cover(cast: Cast):
    activity = an_activity(cast, **INSURED, policy_people=2)
    shift = shift_of(activity)
    change = partial(set_capacity, actor=cast.zhao, activity_id=activity.id, shift_id=shift.id)
    refused(Invalid, activity, lambda: change(capacity=3), "policy_people")
    assert Shift.objects.get(id=shift.id).capacity == 2
    change(capacity=1)
    shown = browser(cast, "zhao").get(reverse("activities:roster", args=[activity.id])).text
    assert "同时最多 2 人：名单上的人都在内" in shown


def test_the_clock_begins_and_ends_what_is_due(cast: Cast, time_machine):
    activity = an_activity(cast)
    [row] = sign_up(actor=cast.wang, shift_id=shift_of(activity).id)
    time_machine.move_to(at(3, 9, 1), tick=False)
    run_due()
    assert state(activity)[0] == "ongoing"
    with pytest.raises(Conflict):
        sign_up(actor=cast.li, shift_id=shift_of(activity).id)
    time_machine.move_to(at(0, 11, 1), tick=False)
    run_due()
    assert state(activity)[0] == "ended"
    assert stands(row.id) == "confirmed"
    assert run_due() == 0


def test_a_reminder_comes_once_and_not_to_who_left(cast: Cast, time_machine):
    activity = an_activity(cast)
    shift = shift_of(activity)
    sign_up(actor=cast.wang, shift_id=shift.id, wish=Wish())
    [li] = sign_up(actor=cast.li, shift_id=shift.id)
    from redvest.activities.services import withdraw_signup

    withdraw_signup(actor=cast.li, signup_id=li.id)
    time_machine.move_to(at(2, 10), tick=False)
    run_due()
    run_due()
    assert told("signup_reminder") == 1


def test_sign_up_ends_by_itself_at_its_closing_time(cast: Cast, time_machine):
    activity = an_activity(cast, signup_closes_at=at(2, 9))
    time_machine.move_to(at(2, 9) + timedelta(minutes=1), tick=False)
    run_due()
    assert state(activity)[0] == "signup_closed"
