"""One team for all days of a standing order, one day at another time, the desk that sets it up."""

from datetime import date

import pytest
import time_machine

from redvest.core.jobs import run_all
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.notices.models import Message
from redvest.orders.models import Dispatch, ServiceOrder, StandingOrder, StandingTeam
from redvest.orders.services import accept_assignment, schedule_order
from redvest.orders.services.series import answer_series, leave_series, offer_series
from redvest.orders.services.standing import change_standing, start_standing, stop_standing
from redvest.orders.services.standing_days import move_day
from tests.orders.cast import Cast, soon
from tests.orders.menu import meal_card
from tests.orders.test_pages import browser

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel("2099-03-02 09:00:00+08:00", tick=False):
        yield


def started(cast: Cast, who: str = "granny") -> StandingOrder:
    return start_standing(
        actor=cast.actor(who), requester_id=cast.persons["granny"].id, card=meal_card()
    )


def asked(cast: Cast) -> StandingTeam:
    return offer_series(actor=cast.desk, standing_id=started(cast).id, team_id=cast.team.id)


def states(standing: StandingOrder) -> dict[int, str]:
    rows = ServiceOrder.objects.filter(standing=standing).order_by("preferred_on")
    return {row.preferred_on.day: row.state for row in rows}


def test_one_yes_takes_the_days_there_are_and_all_to_come(cast: Cast):
    series = asked(cast)
    assert set(states(series.standing).values()) == {"submitted"}
    assert Message.objects.filter(template="series_offered").exists()
    answer_series(actor=cast.zhao, series_id=series.id, accepts=True)
    assert states(series.standing) == dict.fromkeys([2, 3, 4, 5, 6, 9], "claimed")
    with time_machine.travel("2099-03-03 09:00:00+08:00", tick=False):
        run_all("orders.standing")
    assert states(series.standing)[10] == "claimed"
    order = ServiceOrder.objects.get(standing=series.standing, preferred_on=date(2099, 3, 10))
    steps = Event.objects.filter(subject_id=order.id).order_by("after__version")
    kinds = [row.kind for row in steps]
    assert kinds == ["order.submit", "order.accept", "order.dispatch", "order.claim"]
    assert {row.after["series"] for row in steps[1:]} == {str(series.id)}
    assert (order.version, Dispatch.objects.get(order=order).state) == (4, "claimed")


def test_who_goes_is_still_up_to_each_volunteer_each_day(cast: Cast):
    series = asked(cast)
    answer_series(actor=cast.zhao, series_id=series.id, accepts=True)
    order = ServiceOrder.objects.get(standing=series.standing, preferred_on=date(2099, 3, 3))
    starts = soon().replace(day=3)
    schedule_order(
        actor=cast.zhao,
        order_id=order.id,
        starts_at=starts,
        ends_at=starts.replace(hour=starts.hour + 1),
        volunteer_ids=[cast.volunteers["wang"].id],
    )
    order.refresh_from_db()
    assert order.state == "claimed"
    accept_assignment(actor=cast.wang, order_id=order.id)
    order.refresh_from_db()
    assert order.state == "scheduled"


def test_a_no_changes_nothing_and_another_team_may_be_asked(cast: Cast):
    series = asked(cast)
    with pytest.raises(Conflict):
        offer_series(actor=cast.desk, standing_id=series.standing_id, team_id=cast.other_team.id)
    answer_series(actor=cast.zhao, series_id=series.id, accepts=False)
    assert set(states(series.standing).values()) == {"submitted"}
    with pytest.raises(Conflict):
        answer_series(actor=cast.zhao, series_id=series.id, accepts=True)
    offer_series(actor=cast.desk, standing_id=series.standing_id, team_id=cast.other_team.id)


def test_the_team_may_end_it_any_time_and_days_nobody_began_are_free(cast: Cast):
    series = asked(cast)
    answer_series(actor=cast.zhao, series_id=series.id, accepts=True)
    leave_series(actor=cast.zhao, series_id=series.id)
    assert set(states(series.standing).values()) == {"accepted"}
    with time_machine.travel("2099-03-03 09:00:00+08:00", tick=False):
        run_all("orders.standing")
    assert states(series.standing)[10] == "submitted"
    with pytest.raises(Conflict):
        leave_series(actor=cast.zhao, series_id=series.id)


def test_the_desk_may_take_it_back_and_what_was_taken_on_stays(cast: Cast):
    series = asked(cast)
    answer_series(actor=cast.zhao, series_id=series.id, accepts=True)
    leave_series(actor=cast.desk, series_id=series.id)
    assert set(states(series.standing).values()) == {"claimed"}


def test_stopping_or_changing_the_standing_order_ends_the_series(cast: Cast):
    series = asked(cast)
    answer_series(actor=cast.zhao, series_id=series.id, accepts=True)
    following = change_standing(
        actor=cast.granny,
        standing_id=series.standing_id,
        card=meal_card(first_day=date(2099, 3, 9), weekdays=(1,)),
    )
    series.refresh_from_db()
    assert series.state == "ended"
    assert states(following)[9] == "submitted"
    again = offer_series(actor=cast.desk, standing_id=following.id, team_id=cast.team.id)
    stop_standing(actor=cast.granny, standing_id=following.id)
    again.refresh_from_db()
    assert again.state == "ended"


def test_only_the_desk_asks_and_only_the_team_answers(cast: Cast):
    standing = started(cast)
    with pytest.raises(NotAllowed):
        offer_series(actor=cast.granny, standing_id=standing.id, team_id=cast.team.id)
    for name in ("other_desk", "zhao", "wang"):
        with pytest.raises(NotSeen):
            offer_series(actor=cast.actor(name), standing_id=standing.id, team_id=cast.team.id)
    with pytest.raises(Invalid):
        offer_series(actor=cast.desk, standing_id=standing.id, team_id=standing.id)
    series = offer_series(actor=cast.desk, standing_id=standing.id, team_id=cast.team.id)
    with pytest.raises(NotAllowed):
        answer_series(actor=cast.desk, series_id=series.id, accepts=True)
    for name in ("qian", "granny", "other_desk"):
        with pytest.raises(NotSeen):
            answer_series(actor=cast.actor(name), series_id=series.id, accepts=True)
    series.refresh_from_db()
    assert series.state == "offered"


def test_one_day_moves_to_another_time_and_the_others_stay(cast: Cast):
    standing = started(cast)
    move_day(actor=cast.granny, standing_id=standing.id, day=date(2099, 3, 3), slot="evening")
    move_day(actor=cast.granny, standing_id=standing.id, day=date(2099, 3, 12), slot="morning")
    with time_machine.travel("2099-03-06 09:00:00+08:00", tick=False):
        run_all("orders.standing")
    rows = ServiceOrder.objects.filter(standing=standing)
    slots = {row.preferred_on.day: row.preferred_slot for row in rows}
    assert (slots.pop(3), slots.pop(12)) == ("evening", "morning")
    assert set(slots.values()) == {"any"}


def test_a_day_that_does_not_come_or_is_agreed_cannot_be_moved(cast: Cast):
    standing = started(cast)
    for day in (date(2099, 3, 7), date(2099, 2, 27)):
        with pytest.raises(Invalid):
            move_day(actor=cast.granny, standing_id=standing.id, day=day, slot="evening")
    ServiceOrder.objects.filter(standing=standing, preferred_on=date(2099, 3, 3)).update(
        state="done"
    )
    with pytest.raises(Conflict):
        move_day(actor=cast.granny, standing_id=standing.id, day=date(2099, 3, 3), slot="evening")


def test_the_desk_sets_one_up_for_a_caller_and_asks_a_team_through_pages(cast: Cast):
    desk, granny = browser(cast, "desk"), cast.persons["granny"].id
    assert "周期点单" in desk.get(f"/desk/residents/{granny}/order/").text
    assert "助老送餐" in desk.get(f"/desk/residents/{granny}/standing/").text
    card = meal_card()
    sent = {
        "description": card.description,
        "weekdays": ["1", "3"],
        "slot": "any",
        "skip_holidays": "yes",
        "first_day": "2099-03-02",
        "last_day": "2099-04-02",
        "community": card.community,
        "address": card.address,
        "contact_phone": card.contact_phone,
        "consent_to_share": "on",
    }
    answer = desk.post(f"/desk/residents/{granny}/standing/meal/", sent)
    assert answer.status_code == 302, answer.text
    page = desk.get(answer["Location"]).text
    assert "整个周期请一支队伍" in page
    assert "501室" not in page
    assert answer["Location"] in desk.get("/desk/standing/").text
    standing = StandingOrder.objects.get()
    assert standing.placed_by == cast.accounts["desk"].id
    version = {"version": standing.version}
    again = desk.post(f"/orders/standing/{standing.id}/series/", version)
    assert "请选择一支队伍" in again.text
    desk.post(f"/orders/standing/{standing.id}/series/", {**version, "team": str(cast.team.id)})
    series = StandingTeam.objects.get()
    zhao = browser(cast, "zhao")
    assert f"/desk/series/{series.id}/" in zhao.get("/desk/series/").text
    asked_page = zhao.get(f"/desk/series/{series.id}/").text
    assert "愿意一次接下吗" in asked_page
    assert "3号楼" not in asked_page
    zhao.post(f"/desk/series/{series.id}/yes/")
    assert set(states(standing).values()) == {"claimed"}
    moved = desk.post(
        f"/orders/standing/{standing.id}/move/",
        {"version": standing.version, "day": "2099-03-04", "slot": "evening"},
    )
    assert moved.status_code == 302
    order = ServiceOrder.objects.get(standing=standing, preferred_on=date(2099, 3, 4))
    assert order.preferred_slot == "evening"
    assert desk.post(f"/orders/standing/{standing.id}/stop/").status_code == 302
    assert set(states(standing).values()) == {"withdrawn"}
