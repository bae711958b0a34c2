"""What the desk decides: returning, refusing, merging, passing on, pooling, calling off."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from redvest.engines.order_flow import Urgency
from redvest.engines.roles import Role
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.notices.models import Message
from redvest.orders.models import Assignment, Dispatch, OrderTask, ServiceOrder
from redvest.orders.queries import orders_in_scope, pool_for, tasks_in_scope, unmet_in_scope
from redvest.orders.services import (
    accept_assignment,
    accept_order,
    appeal_rejection,
    cancel_order,
    claim_order,
    decline_order,
    dispatch_order,
    escalate_order,
    finish_task,
    give_back_order,
    give_up_order,
    merge_order,
    pool_order,
    reassign_order,
    refuse_appeal,
    reinstate_order,
    reject_order,
    resubmit_order,
    resume_order,
    return_order,
    reveal_contact,
    schedule_order,
)
from redvest.orders.services.hooks import ESCALATIONS
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, ELSEWHERE, HOME, NEXT_DOOR, Cast, an_order, soon, state_of

pytestmark = pytest.mark.slow


def told(order: ServiceOrder, template: str) -> bool:
    return Message.objects.filter(template=template, dedupe_key__contains=str(order.id)).exists()


def last_event(order: ServiceOrder) -> Event:
    return Event.objects.filter(subject_id=order.id).order_by("at", "id").last()


def fresh(order: ServiceOrder) -> ServiceOrder:
    return ServiceOrder.objects.get(id=order.id)


def test_accepting_keeps_how_it_was_verified_and_who_may_serve(cast: Cast):
    order = an_order(cast)
    accept_order(
        actor=cast.desk,
        order_id=order.id,
        urgency=Urgency.URGENT,
        verification="visit",
        flags=["two_person"],
    )
    row = fresh(order)
    assert (row.state, row.urgency, row.verification, row.flags) == (
        "accepted",
        "urgent",
        "visit",
        ["two_person"],
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"verification": "guess"},
        {"flags": ["anything"]},
        {"flags": ["by_man", "by_woman"]},
        {"language": "elvish"},
    ],
)
def test_it_refuses_an_acceptance_with_words_that_are_not_listed(cast: Cast, wrong: dict):
    order = an_order(cast)
    with pytest.raises(Invalid):
        accept_order(actor=cast.desk, order_id=order.id, **wrong)
    assert state_of(order.id) == ("submitted", 1)


def test_a_returned_order_comes_back_with_what_was_changed(cast: Cast):
    order = an_order(cast)
    return_order(actor=cast.desk, order_id=order.id, reason="place_unclear", text="哪个单元？")
    assert state_of(order.id) == ("returned", 2)
    assert told(order, "order_returned")
    with pytest.raises(NotAllowed):
        resubmit_order(actor=cast.centre, order_id=order.id, card=cast.card())
    resubmit_order(actor=cast.granny, order_id=order.id, card=cast.card(address="4号楼1单元101室"))
    row = fresh(order)
    assert row.state == "submitted"
    assert row.number == order.number
    assert row.address.decide(str) == "4号楼1单元101室"


def test_a_refusal_names_who_helps_instead_and_can_be_appealed_once(cast: Cast):
    order = an_order(cast)
    with pytest.raises(Invalid):
        reject_order(actor=cast.desk, order_id=order.id, reason="I do not like it")
    reject_order(actor=cast.desk, order_id=order.id, reason="department")
    assert "12345" in fresh(order).referral
    with pytest.raises(NotAllowed):
        appeal_rejection(actor=cast.desk, order_id=order.id, text="不对")
    appeal_rejection(actor=cast.granny, order_id=order.id, text="不是部门的事")
    with pytest.raises(Conflict):
        appeal_rejection(actor=cast.granny, order_id=order.id, text="再说一次")
    assert tasks_in_scope(cast.centre).get().kind == "answer_appeal"
    with pytest.raises(NotAllowed):
        reinstate_order(actor=cast.desk, order_id=order.id)
    reinstate_order(actor=cast.centre, order_id=order.id)
    assert fresh(order).state == "accepted"
    assert not OrderTask.objects.filter(done_at=None).exists()


def test_an_appeal_that_is_refused_gets_its_reason_in_writing(cast: Cast):
    order = an_order(cast)
    reject_order(actor=cast.desk, order_id=order.id, reason="market")
    with pytest.raises(Conflict):
        refuse_appeal(actor=cast.centre, order_id=order.id, text="没有申诉")
    appeal_rejection(actor=cast.granny, order_id=order.id, text="请再看看")
    with pytest.raises(Invalid), transaction.atomic():
        refuse_appeal(actor=cast.centre, order_id=order.id, text="  ")
    refuse_appeal(actor=cast.centre, order_id=order.id, text="确是有偿服务")
    row = fresh(order)
    assert (row.state, row.due_at) == ("rejected", None)
    assert told(order, "appeal_refused")


def test_a_duplicate_is_merged_and_both_orders_say_so(cast: Cast):
    first, second = an_order(cast), an_order(cast)
    with pytest.raises(Invalid):
        merge_order(actor=cast.desk, order_id=second.id, into_id=second.id)
    merge_order(actor=cast.desk, order_id=second.id, into_id=first.id)
    assert fresh(second).merged_into_id == first.id
    assert last_event(first).kind == "order.merged_here"
    assert told(second, "order_merged")
    with pytest.raises(Conflict):
        merge_order(actor=cast.desk, order_id=first.id, into_id=second.id)
    assert fresh(first).state == "submitted"


def test_it_merges_into_nothing_the_desk_does_not_see(cast: Cast):
    order = an_order(cast)
    other = an_order(cast)
    ServiceOrder.objects.filter(id=other.id).update(community=ELSEWHERE)
    with pytest.raises(NotSeen):
        merge_order(actor=cast.desk, order_id=order.id, into_id=other.id)
    assert state_of(order.id) == ("submitted", 1)


def a_venue(region: str, **more: object) -> Venue:
    return Venue.objects.create(
        district=DISTRICT, region=region, level="station", name=f"站{region[-4:]}", **more
    )


def test_another_station_takes_over_or_says_no(cast: Cast):
    order = an_order(cast, "accepted")
    ServiceOrder.objects.filter(id=order.id).update(community=NEXT_DOOR)
    with pytest.raises(NotSeen):
        reveal_contact(actor=cast.desk, order_id=order.id, reason="看看")
    station = a_venue(HOME)
    dispatch_order(actor=cast.centre, order_id=order.id, venue_id=station.id)
    assert fresh(order).desk_region == HOME
    assert order.id in set(orders_in_scope(cast.desk).values_list("id", flat=True))
    reassign_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id, reason="better_match")
    claim_order(actor=cast.zhao, order_id=order.id)
    assert list(Dispatch.objects.order_by("offered_at").values_list("state", flat=True)) == [
        "reassigned",
        "claimed",
    ]

    second = an_order(cast, "accepted")
    ServiceOrder.objects.filter(id=second.id).update(community=NEXT_DOOR)
    dispatch_order(actor=cast.centre, order_id=second.id, venue_id=station.id)
    with pytest.raises(NotAllowed):
        decline_order(actor=cast.centre, order_id=second.id, reason="too_far")
    decline_order(actor=cast.desk, order_id=second.id, reason="too_far")
    assert (fresh(second).state, fresh(second).desk_region) == ("accepted", "")


def test_a_station_hands_over_along_its_own_line_only(cast: Cast):
    order = an_order(cast, "accepted")
    far, closed = a_venue(ELSEWHERE), a_venue(NEXT_DOOR, status="temporarily_closed")
    with pytest.raises(NotAllowed):
        dispatch_order(actor=cast.desk, order_id=order.id, venue_id=far.id)
    with pytest.raises(Conflict):
        dispatch_order(actor=cast.desk, order_id=order.id, venue_id=closed.id)
    with pytest.raises(Invalid):
        dispatch_order(actor=cast.desk, order_id=order.id)
    with pytest.raises(Invalid):
        dispatch_order(actor=cast.desk, order_id=order.id, venue_id=far.id, team_id=cast.team.id)
    assert state_of(order.id)[0] == "accepted"
    assert not Dispatch.objects.exists()
    dispatch_order(actor=cast.centre, order_id=order.id, venue_id=far.id)
    assert state_of(order.id)[0] == "dispatched"


def test_asking_somebody_else_keeps_the_first_offer_on_record(cast: Cast):
    order = an_order(cast, "dispatched")
    with pytest.raises(Conflict):
        reassign_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id, reason="no_answer")
    reassign_order(
        actor=cast.desk, order_id=order.id, team_id=cast.other_team.id, reason="no_answer"
    )
    assert list(Dispatch.objects.order_by("offered_at").values_list("state", flat=True)) == [
        "reassigned",
        "live",
    ]
    with pytest.raises(NotSeen):
        claim_order(actor=cast.zhao, order_id=order.id)
    claim_order(actor=cast.qian, order_id=order.id)


def test_the_pool_shows_area_time_and_category_and_the_first_takes_it(cast: Cast):
    order = an_order(cast, "accepted")
    pool_order(actor=cast.desk, order_id=order.id)
    (row,) = pool_for(cast.wang)
    assert (row.id, row.community, row.item.id) == (order.id, HOME, cast.item.id)
    assert not {"address", "contact_phone", "description", "requester_id"} & set(
        type(row).__dataclass_fields__
    )
    with pytest.raises(NotSeen):
        reveal_contact(actor=cast.wang, order_id=order.id, reason="看看")
    claim_order(actor=cast.qian, order_id=order.id, team_id=cast.other_team.id)
    with pytest.raises(Conflict) as refusal:
        claim_order(actor=cast.zhao, order_id=order.id)
    assert refusal.value.code == "already_taken"
    with pytest.raises(NotSeen):
        claim_order(actor=cast.stranger, order_id=order.id)
    assert Dispatch.objects.get().team_id == cast.other_team.id


def test_a_volunteer_takes_a_pooled_order_alone_and_stands_in_a_teams_place(cast: Cast):
    order = an_order(cast, "accepted")
    pool_order(actor=cast.desk, order_id=order.id)
    claim_order(actor=cast.li, order_id=order.id)
    starts = soon()
    schedule_order(
        actor=cast.li,
        order_id=order.id,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=30),
        volunteer_ids=[cast.volunteers["li"].id],
    )
    assert state_of(order.id)[0] == "scheduled"
    assert Assignment.objects.get(state="accepted").volunteer_id == cast.volunteers["li"].id
    give_back_order(actor=cast.li, order_id=order.id, reason="ill")
    assert state_of(order.id)[0] == "accepted"


def test_nobody_takes_their_own_order_from_the_pool(cast: Cast):
    order = an_order(cast, "accepted")
    ServiceOrder.objects.filter(id=order.id).update(requester=cast.persons["wang"])
    pool_order(actor=cast.desk, order_id=order.id)
    assert pool_for(cast.wang) == []
    with pytest.raises(NotAllowed):
        claim_order(actor=cast.wang, order_id=order.id)
    assert state_of(order.id)[0] == "pooled"


def test_giving_back_shortly_before_asks_the_desk_to_phone(cast: Cast):
    order = an_order(cast, "agreed")
    assert order.scheduled_from is not None
    with time_machine.travel(order.scheduled_from - timedelta(hours=3), tick=True):
        give_back_order(actor=cast.zhao, order_id=order.id, reason="ill")
    row = fresh(order)
    assert (row.state, row.priority, row.scheduled_from) == ("accepted", 1, None)
    assert set(Assignment.objects.values_list("state", flat=True)) == {"released"}
    assert Dispatch.objects.get().state == "given_back"
    task = tasks_in_scope(cast.desk).get()
    assert task.kind == "phone_resident"
    with pytest.raises(NotSeen):
        finish_task(actor=cast.other_desk, task_id=task.id, result="reached")
    finish_task(actor=cast.desk, task_id=task.id, result="reached")
    with pytest.raises(Conflict):
        finish_task(actor=cast.desk, task_id=task.id, result="reached")


def test_giving_back_long_before_needs_no_phone_call(cast: Cast):
    order = an_order(cast, "claimed")
    give_back_order(actor=cast.zhao, order_id=order.id, reason="nobody_free")
    assert fresh(order).priority == 0
    assert not OrderTask.objects.exists()


@pytest.mark.parametrize("until", ["submitted", "dispatched", "agreed", "in_service"])
def test_the_center_calls_off_with_a_reason_and_everybody_hears_it(cast: Cast, until: str):
    order = an_order(cast, until)
    with pytest.raises(NotAllowed):
        cancel_order(actor=cast.desk, order_id=order.id, reason="weather")
    cancel_order(actor=cast.centre, order_id=order.id, reason="weather")
    assert (fresh(order).state, fresh(order).reason) == ("cancelled", "weather")
    assert told(order, "order_cancelled")
    assert told(order, "order_called_off") == (until != "submitted")
    assert not Dispatch.objects.filter(state__in=["live", "claimed"]).exists()
    with pytest.raises(DomainError):
        cancel_order(actor=cast.centre, order_id=order.id, reason="weather")


def test_escalating_waits_for_the_whistle_in_the_same_transaction(cast: Cast):
    order = an_order(cast, "accepted")
    heard: list[str] = []

    def whistle(actor: object, row: ServiceOrder, reason: str) -> None:
        heard.append(f"{row.state} {reason}")

    ESCALATIONS.append(whistle)
    try:
        escalate_order(actor=cast.desk, order_id=order.id, reason="department")
    finally:
        ESCALATIONS.remove(whistle)
    assert heard == ["escalated department"]
    resume_order(actor=cast.desk, order_id=order.id)
    assert state_of(order.id)[0] == "accepted"


def test_what_cannot_be_met_is_listed_and_the_resident_hears_what_next(cast: Cast):
    order = an_order(cast, "accepted")
    with pytest.raises(NotAllowed):
        give_up_order(actor=cast.desk, order_id=order.id, reason="no_skill", text="试试别的")
    with pytest.raises(Invalid), transaction.atomic():
        give_up_order(actor=cast.centre, order_id=order.id, reason="no_skill", text="")
    give_up_order(actor=cast.centre, order_id=order.id, reason="no_skill", text="下月有义诊")
    assert unmet_in_scope(cast.desk).get().id == order.id
    assert not unmet_in_scope(cast.other_desk).exists()


def test_two_must_go_where_the_desk_said_so(cast: Cast):
    order = an_order(cast)
    accept_order(actor=cast.desk, order_id=order.id, flags=["two_person"])
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)
    claim_order(actor=cast.zhao, order_id=order.id)
    starts = soon()
    schedule_order(
        actor=cast.zhao,
        order_id=order.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        volunteer_ids=[cast.volunteers["wang"].id, cast.volunteers["li"].id],
    )
    accept_assignment(actor=cast.wang, order_id=order.id)
    assert state_of(order.id)[0] == "claimed"
    accept_assignment(actor=cast.li, order_id=order.id)
    assert state_of(order.id)[0] == "scheduled"


def test_who_is_not_insured_is_not_sent(cast: Cast):
    order = an_order(cast, "claimed")
    cast.volunteers["wang"].papers.update(withdrawn_at=timezone.now())
    starts = soon()
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        schedule_order(
            actor=cast.zhao,
            order_id=order.id,
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            volunteer_ids=[cast.volunteers["wang"].id],
        )
    assert refusal.value.code == "uninsured"
    assert state_of(order.id)[0] == "claimed"
    assert Role.TEAM_ADMIN in cast.zhao.roles
