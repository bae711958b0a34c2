"""Planning, offering, going: nobody by force, nobody forgotten, nothing lost."""

from datetime import timedelta

import pytest
import time_machine

from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.meals.labels import NEEDS_TWO
from redvest.meals.models import MealDay, MealRound, MealStop
from redvest.meals.queries.lunches import orders_wanting
from redvest.meals.services import (
    accept_round,
    decline_round,
    drop_round,
    hand_over,
    leave_round,
    look_at_round,
    look_at_stop,
    nobody_opens,
    offer_rounds,
    place_home,
    plan_lunch,
    watch_rounds,
    withdraw_round,
)
from redvest.notices.models import Message
from redvest.orders.models import Assignment, OrderTask, OrderTimer, ServiceOrder
from redvest.orders.services import withdraw_order
from redvest.orders.services.revealing import reveal_contact
from redvest.orders.services.tasks import finish_task
from redvest.venues.models import Venue
from tests.meals.cast import DAY, NOW, Noon, an_elder

pytestmark = pytest.mark.slow


def told(template: str) -> int:
    return Message.objects.filter(template=template, channel="in_app").count()


def test_a_plan_asks_nobody_and_moves_no_order(noon: Noon):
    noon.plan()
    assert [noon.state(order.id) for order in noon.orders] == ["accepted"] * 3
    assert told("meal_round_offered") == 0
    with pytest.raises(NotSeen):
        accept_round(actor=noon.cast.wang, round_id=noon.round_of("wang").id)


def test_planning_again_replaces_what_nobody_was_told(noon: Noon):
    noon.plan()
    noon.plan(walkers=("li",))
    assert [row.volunteer_id for row in MealRound.objects.all()] == [noon.cast.volunteers["li"].id]
    assert MealStop.objects.count() == 3


def test_an_offer_is_free_to_be_declined(noon: Noon):
    noon.offered("wang")
    row = noon.round_of("wang")
    assert told("meal_round_offered") == 1
    assert {noon.state(order.id) for order in noon.orders} == {"dispatched"}
    decline_round(actor=noon.cast.wang, round_id=row.id)
    assert {noon.state(order.id) for order in noon.orders} == {"accepted"}
    assert noon.round_of("wang").state == "declined"
    assert told("meal_round_declined") == 1
    # The next plan takes them on, and the same volunteer may be asked again.
    noon.offered("wang")
    assert noon.round_of("wang").state == "offered"


def test_a_yes_fixes_every_visit_in_the_order_of_the_way(noon: Noon):
    row = noon.accepted()
    stops = noon.stops()
    assert row.state == "accepted"
    assert {noon.state(stop.order_id) for stop in stops} == {"scheduled"}
    visits = [ServiceOrder.objects.get(id=stop.order_id) for stop in stops]
    assert [visit.scheduled_from for visit in visits] == [stop.at for stop in stops]
    assert {Assignment.objects.get(order=visit).state for visit in visits} == {"accepted"}


def test_the_alarm_for_nobody_coming_runs_from_the_end_of_the_window(noon: Noon):
    noon.accepted()
    due = OrderTimer.objects.get(order=noon.orders[0], kind="no_show", fired_at=None).due_at
    assert due == NOW + timedelta(hours=4)  # 12:30 and the half hour of the policy.


def test_a_round_is_gone_door_by_door_and_ends_with_the_last(noon: Noon):
    row = noon.accepted()
    leave_round(actor=noon.cast.wang, round_id=row.id)
    for stop in noon.stops():
        assert noon.round_of("wang").state == "out"
        hand_over(actor=noon.cast.wang, round_id=row.id, stop_id=stop.id)
        assert noon.state(stop.order_id) == "done"
    assert noon.round_of("wang").state == "done"


def test_a_door_is_marked_once(noon: Noon):
    row = noon.accepted()
    stop = noon.stops()[0]
    hand_over(actor=noon.cast.wang, round_id=row.id, stop_id=stop.id)
    before = noon.round_of("wang").version
    with pytest.raises(Conflict):
        hand_over(actor=noon.cast.wang, round_id=row.id, stop_id=stop.id)
    assert noon.round_of("wang").version == before


def test_when_nobody_opens_the_desk_is_told_and_has_a_task_until_it_answers(noon: Noon):
    row = noon.accepted()
    stop = noon.stops()[0]
    nobody_opens(actor=noon.cast.wang, round_id=row.id, stop_id=stop.id, methods=["door", "phone"])
    assert noon.state(stop.order_id) == "cancelled"
    assert told("meal_nobody_opened") == 1
    task = OrderTask.objects.get(order_id=stop.order_id, kind="welfare")
    assert task.due_at == NOW + timedelta(minutes=30)
    finish_task(actor=noon.cast.desk, task_id=task.id, result="reached")
    assert OrderTask.objects.get(id=task.id).done_at is not None
    assert noon.round_of("wang").state == "out"


def test_one_knock_is_not_enough_to_leave_again(noon: Noon):
    row = noon.accepted()
    stop = noon.stops()[0]
    with pytest.raises(Invalid):
        nobody_opens(actor=noon.cast.wang, round_id=row.id, stop_id=stop.id, methods=["door"])
    assert noon.state(stop.order_id) == "scheduled"
    assert MealStop.objects.get(id=stop.id).state == "waiting"
    assert not OrderTask.objects.filter(kind="welfare").exists()


def test_after_a_drop_out_the_rest_is_planned_anew_and_what_was_handed_over_stays(noon: Noon):
    row = noon.accepted()
    first, *others = noon.stops()
    hand_over(actor=noon.cast.wang, round_id=row.id, stop_id=first.id)
    drop_round(actor=noon.cast.wang, round_id=row.id)
    assert noon.state(first.order_id) == "done"
    assert {noon.state(stop.order_id) for stop in others} == {"accepted"}
    assert told("meal_round_dropped") == 1
    noon.accepted("li")
    taken = {stop.order_id for stop in noon.stops("li")}
    assert taken == {stop.order_id for stop in others}
    assert MealStop.objects.get(id=first.id).state == "handed"


def test_who_goes_already_is_asked_for_a_second_round_after_the_first(noon: Noon):
    first = noon.accepted()
    an_elder(noon, 4)
    noon.offered("wang")
    second = noon.round_of("wang")
    assert second.id != first.id
    assert second.leaves_at >= first.back_at
    assert second.state == "offered"
    accept_round(actor=noon.cast.wang, round_id=second.id)
    assert MealRound.objects.get(id=first.id).state == "accepted"


def test_the_desk_takes_a_round_back_and_the_helper_is_told(noon: Noon):
    row = noon.accepted()
    withdraw_round(actor=noon.cast.desk, round_id=row.id)
    assert {noon.state(order.id) for order in noon.orders} == {"accepted"}
    assert told("meal_round_withdrawn") == 1
    with pytest.raises(Conflict):
        leave_round(actor=noon.cast.wang, round_id=row.id)


def test_an_order_withdrawn_by_its_resident_waits_no_more(noon: Noon):
    row = noon.accepted()
    gone, kept, last = noon.stops()
    elder = noon.cast.actor(f"elder{noon.orders.index(_order(noon, gone)) + 1}")
    withdraw_order(actor=elder, order_id=gone.order_id)
    hand_over(actor=noon.cast.wang, round_id=row.id, stop_id=kept.id)
    hand_over(actor=noon.cast.wang, round_id=row.id, stop_id=last.id)
    assert MealStop.objects.get(id=gone.id).state == "freed"
    assert noon.round_of("wang").state == "done"


def _order(noon: Noon, stop: MealStop) -> ServiceOrder:
    return next(order for order in noon.orders if order.id == stop.order_id)


def test_addresses_are_for_who_said_yes_and_every_look_is_recorded(noon: Noon):
    noon.offered("wang")
    row, stop = noon.round_of("wang"), noon.stops()[0]
    looks = Event.objects.filter(subject_id=stop.order_id, kind__contains="read").count
    before = looks()
    with pytest.raises(NotAllowed):
        look_at_stop(actor=noon.cast.wang, round_id=row.id, stop_id=stop.id, reason="送餐")
    with pytest.raises(NotSeen):
        look_at_stop(actor=noon.cast.li, round_id=row.id, stop_id=stop.id, reason="送餐")
    assert looks() == before
    accept_round(actor=noon.cast.wang, round_id=row.id)
    read = look_at_stop(actor=noon.cast.wang, round_id=row.id, stop_id=stop.id, reason="送餐")
    assert "畅家巷" in read.address
    assert looks() > before


def test_a_printed_sheet_is_a_look_at_every_door_that_waits(noon: Noon):
    row = noon.accepted()
    hand_over(actor=noon.cast.wang, round_id=row.id, stop_id=noon.stops()[0].id)
    _row, read = look_at_round(actor=noon.cast.wang, round_id=row.id, reason="没有手机")
    assert len(read) == 2
    with pytest.raises(NotSeen):
        look_at_round(actor=noon.cast.other_desk, round_id=row.id, reason="看看")


def test_after_the_confirmation_the_address_is_closed_again(noon: Noon):
    row = noon.accepted()
    stop = noon.stops()[0]
    hand_over(actor=noon.cast.wang, round_id=row.id, stop_id=stop.id)
    ServiceOrder.objects.filter(id=stop.order_id).update(state="confirmed")
    with pytest.raises(Conflict):
        reveal_contact(actor=noon.cast.wang, order_id=stop.order_id, reason="送餐")


def test_a_second_promise_for_the_same_hour_is_refused(noon: Noon):
    noon.offered("wang")
    row = noon.round_of("wang")
    order = ServiceOrder.objects.get(id=noon.orders[0].id)
    clash = an_elder(noon, 9)
    ServiceOrder.objects.filter(id=clash.id).update(
        state="scheduled", scheduled_from=row.leaves_at, scheduled_to=row.back_at
    )
    dispatch = order.dispatches.get(state="live")
    dispatch.pk = None
    other = type(dispatch).objects.create(
        district=order.district,
        order=clash,
        volunteer=noon.cast.volunteers["wang"],
        state="claimed",
        offered_at=NOW,
    )
    Assignment.objects.create(
        district=order.district,
        order=clash,
        dispatch=other,
        volunteer=noon.cast.volunteers["wang"],
        state="accepted",
        named_at=NOW,
    )
    with pytest.raises(Conflict) as refused:
        accept_round(actor=noon.cast.wang, round_id=row.id)
    assert refused.value.code == "time_clash"
    assert noon.round_of("wang").state == "offered"


def test_only_the_canteens_own_desk_plans(noon: Noon):
    for actor in (noon.cast.other_desk, noon.cast.wang):
        with pytest.raises(NotSeen):
            plan_lunch(
                actor=actor,
                canteen_id=noon.canteen.id,
                day=DAY,
                walkers=[noon.cast.volunteers["wang"].id],
            )
    assert not MealDay.objects.exists()


def test_a_helper_who_is_not_on_the_list_is_refused(noon: Noon):
    with pytest.raises(Invalid):
        plan_lunch(
            actor=noon.cast.desk,
            canteen_id=noon.canteen.id,
            day=DAY,
            walkers=[noon.canteen.id],
        )
    assert not MealRound.objects.exists()


def test_one_person_does_not_walk_and_cycle_at_once(noon: Noon):
    with pytest.raises(Invalid):
        noon.plan(walkers=("wang",), cyclists=("wang",))


def test_who_gets_no_place_is_named_with_the_reason(noon: Noon):
    ServiceOrder.objects.filter(id=noon.orders[1].id).update(flags=["two_person"])
    from redvest.districts.models import DistrictPolicy

    DistrictPolicy.objects.create(
        district=noon.canteen.district, version=1, data={"meal_walk_most": 1}, effective_from=NOW
    )
    lunch = noon.plan()
    why = sorted(lunch.left_out.values())  # type: ignore[attr-defined]
    assert why == sorted([NEEDS_TWO, "no_room"])


def test_a_door_nobody_placed_goes_by_its_community_and_without_that_is_named(noon: Noon):
    from redvest.districts.models import Region
    from redvest.meals.models import MealHome

    MealHome.objects.filter(person_id=noon.orders[0].requester_id).delete()
    assert noon.plan().left_out == {}  # type: ignore[attr-defined]
    Region.objects.filter(code=noon.orders[0].community).update(lat=None, lon=None)
    lunch = noon.plan()
    assert lunch.left_out == {str(noon.orders[0].id): "no_place"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("point", [{"lat": None, "lon": None}, {"lat": 10.0, "lon": 20.0}])
def test_a_canteen_that_lies_nowhere_or_elsewhere_is_refused(noon: Noon, point: dict[str, object]):
    from redvest.districts.models import District

    square = [[103, 36], [104, 36], [104, 37], [103, 37], [103, 36]]
    District.objects.filter(code=noon.canteen.district).update(
        outline={"type": "Polygon", "coordinates": [square]}
    )
    noon.plan()
    Venue.objects.filter(id=noon.canteen.id).update(**point)
    with pytest.raises(Conflict):
        noon.plan()


def test_after_the_window_nothing_is_planned(noon: Noon):
    with time_machine.travel(NOW + timedelta(hours=4), tick=False), pytest.raises(Conflict):
        noon.plan()


def test_a_pin_that_is_no_place_is_refused(noon: Noon):
    for lat, lon in ((200.0, 0.0), (float("nan"), 103.0)):
        with pytest.raises(Invalid):
            place_home(actor=noon.cast.desk, order_id=noon.orders[0].id, lat=lat, lon=lon)
    with pytest.raises(NotAllowed):
        place_home(actor=noon.cast.actor("elder1"), order_id=noon.orders[0].id, lat=36, lon=103)


def test_doors_nobody_marked_raise_an_alarm_once(noon: Noon):
    row = noon.accepted()
    hand_over(actor=noon.cast.wang, round_id=row.id, stop_id=noon.stops()[0].id)
    closes = NOW + timedelta(hours=3, minutes=30)
    assert watch_rounds(closes + timedelta(minutes=9)) == 0
    assert watch_rounds(closes + timedelta(minutes=10)) == 2
    assert watch_rounds(closes + timedelta(minutes=11)) == 0
    assert OrderTask.objects.filter(kind="meal_unmarked", done_at=None).count() == 2
    assert told("meal_round_unmarked") == 1
    with time_machine.travel(closes + timedelta(minutes=12), tick=False):
        hand_over(actor=noon.cast.wang, round_id=row.id, stop_id=noon.stops()[1].id)
    assert OrderTask.objects.filter(kind="meal_unmarked", done_at=None).count() == 1


def test_an_offer_nobody_answered_is_told_to_the_desk_once(noon: Noon):
    noon.offered("wang")
    leaves = noon.round_of("wang").leaves_at
    assert watch_rounds(leaves - timedelta(seconds=1)) == 0
    assert watch_rounds(leaves) == 1
    assert watch_rounds(leaves + timedelta(minutes=5)) == 0
    assert told("meal_round_unanswered") == 1


def test_nothing_to_offer_is_said(noon: Noon):
    with pytest.raises(Conflict):
        offer_rounds(actor=noon.cast.desk, canteen_id=noon.canteen.id, day=DAY)


def test_what_is_stored_of_a_home_is_sealed_and_shown_to_a_hundred_meters(noon: Noon):
    from redvest.meals.models import MealHome

    home = MealHome.objects.get(person_id=noon.orders[0].requester_id)
    assert str(home.point) == "36.060,103.830"
    events = Event.objects.filter(kind="meal_home.placed")
    assert events.count() == 3
    assert "36.06" not in str(list(events.values_list("after", flat=True)))


def test_no_meal_is_waiting_twice(noon: Noon):
    noon.accepted()
    assert orders_wanting(noon.canteen, DAY) == []
