"""Needs on many days: each day once, holidays, days left out, changes, stopping."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from redvest.core.jobs import run_all
from redvest.districts.models import HolidayOverride
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.orders.leaving import open_orders
from redvest.orders.models import (
    OrderTimer,
    ServiceItem,
    ServiceOrder,
    StandingOrder,
    StandingPause,
)
from redvest.orders.services import claim_order, dispatch_order, place_order
from redvest.orders.services.desk import accept_order
from redvest.orders.services.standing import (
    change_standing,
    end_pause,
    skip_days,
    start_standing,
    stop_standing,
)
from redvest.orders.services.standing_days import make_due_days
from tests.orders.cast import DISTRICT, HOME, Cast
from tests.orders.menu import meal_card

pytestmark = pytest.mark.slow

MONDAY = date(2099, 3, 2)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel("2099-03-02 09:00:00+08:00", tick=False):
        yield


def started(cast: Cast, **changes: object) -> StandingOrder:
    return start_standing(
        actor=cast.granny, requester_id=cast.persons["granny"].id, card=meal_card(**changes)
    )


def days(standing: StandingOrder, *states: str) -> list[int]:
    rows = ServiceOrder.objects.filter(standing=standing).order_by("preferred_on")
    if states:
        rows = rows.filter(state__in=states)
    return [row.preferred_on.day for row in rows]


def test_the_first_week_is_there_at_once_and_each_day_is_an_order_of_its_own(cast: Cast):
    standing = started(cast)
    assert days(standing) == [2, 3, 4, 5, 6, 9]
    child = ServiceOrder.objects.filter(standing=standing).first()
    assert child.address.decide(str) == "畅家巷3号楼2单元501室"
    assert child.state == "submitted"
    assert child.requester_id == cast.persons["granny"].id
    submit = Event.objects.get(subject_id=child.id, kind="order.submit")
    assert submit.account_id is None
    assert "501室" not in str(submit.after)


def test_the_job_makes_each_day_once_however_often_it_runs(cast: Cast):
    standing = started(cast)
    for _again in range(2):
        run_all("orders.standing")
    assert days(standing) == [2, 3, 4, 5, 6, 9]
    with time_machine.travel("2099-03-04 09:00:00+08:00", tick=False):
        assert run_all("orders.standing") == {"orders.standing": 2}
        assert run_all("orders.standing") == {"orders.standing": 0}
    assert days(standing) == [2, 3, 4, 5, 6, 9, 10, 11]


def test_a_worker_killed_between_two_days_leaves_none_out_and_none_twice(cast: Cast):
    standing = started(cast)
    lost = ServiceOrder.objects.filter(standing=standing, preferred_on=date(2099, 3, 5))
    OrderTimer.objects.filter(order__in=lost).delete()
    lost.delete()
    StandingOrder.objects.filter(id=standing.id).update(made_until=date(2099, 3, 4))
    assert make_due_days(district=DISTRICT, standing_id=standing.id) == 1
    assert days(standing) == [2, 3, 4, 5, 6, 9]


def test_the_database_itself_keeps_one_order_a_day(cast: Cast):
    standing = started(cast)
    first, second = ServiceOrder.objects.filter(standing=standing).order_by("preferred_on")[:2]
    with pytest.raises(IntegrityError, match="one_order_a_day"), transaction.atomic():
        ServiceOrder.objects.filter(id=second.id).update(preferred_on=first.preferred_on)


def test_holidays_are_left_out_and_a_worked_saturday_is_not(cast: Cast):
    HolidayOverride.objects.create(district=DISTRICT, day=date(2099, 3, 5), is_workday=False)
    HolidayOverride.objects.create(district=DISTRICT, day=date(2099, 3, 7), is_workday=True)
    assert days(started(cast)) == [2, 3, 4, 6, 7, 9]
    assert days(started(cast, skip_holidays=False)) == [2, 3, 4, 5, 6, 9]


def test_one_day_is_left_out_and_its_team_is_told(cast: Cast):
    standing = started(cast)
    tuesday = ServiceOrder.objects.get(standing=standing, preferred_on=date(2099, 3, 3))
    accept_order(actor=cast.desk, order_id=tuesday.id)
    dispatch_order(actor=cast.desk, order_id=tuesday.id, team_id=cast.team.id)
    claim_order(actor=cast.zhao, order_id=tuesday.id)
    skip_days(
        actor=cast.granny,
        standing_id=standing.id,
        first_day=date(2099, 3, 3),
        last_day=date(2099, 3, 3),
    )
    tuesday.refresh_from_db()
    assert tuesday.state == "withdrawn"
    assert days(standing, "submitted") == [2, 4, 5, 6, 9]


def test_a_stay_in_hospital_leaves_out_days_that_were_not_made_yet(cast: Cast):
    standing = started(cast)
    pause = skip_days(
        actor=cast.granny,
        standing_id=standing.id,
        first_day=date(2099, 3, 9),
        last_day=date(2099, 3, 12),
    )
    with time_machine.travel("2099-03-06 09:00:00+08:00", tick=False):
        run_all("orders.standing")
        assert days(standing, "submitted") == [2, 3, 4, 5, 6, 13]
        end_pause(actor=cast.granny, pause_id=pause.id)
        # The 9th was withdrawn, the days nobody had made come back.
        assert days(standing, "submitted") == [2, 3, 4, 5, 6, 10, 11, 12, 13]
        with pytest.raises(Conflict):
            end_pause(actor=cast.granny, pause_id=pause.id)


def test_a_change_holds_from_its_day_on_and_the_days_before_stay(cast: Cast):
    standing = started(cast)
    following = change_standing(
        actor=cast.granny,
        standing_id=standing.id,
        card=meal_card(first_day=date(2099, 3, 5), description="改成两份", slot="morning"),
    )
    assert days(standing, "submitted") == [2, 3, 4]
    assert days(standing, "withdrawn") == [5, 6, 9]
    assert days(following) == [5, 6, 9]
    assert following.follows_id == standing.id
    with time_machine.travel("2099-03-09 09:00:00+08:00", tick=False):
        run_all("orders.standing")
    assert days(standing, "submitted") == [2, 3, 4]
    assert days(following)[-1] == 16


def test_stopping_withdraws_what_nobody_began_and_makes_no_more(cast: Cast):
    standing = started(cast)
    ServiceOrder.objects.filter(standing=standing, preferred_on=MONDAY).update(state="in_service")
    assert list(open_orders(cast.persons["granny"]))[-1] == "您还有 1 个周期点单，请先停掉。"
    stop_standing(actor=cast.granny, standing_id=standing.id, version=standing.version)
    assert days(standing, "submitted") == []
    assert days(standing, "in_service") == [2]
    with time_machine.travel("2099-03-12 09:00:00+08:00", tick=False):
        run_all("orders.standing")
    assert len(days(standing)) == 6
    with pytest.raises(Conflict, match="已经停了"):
        stop_standing(actor=cast.granny, standing_id=standing.id)


def test_a_retired_item_makes_no_more_days_and_says_why(cast: Cast):
    standing = started(cast)
    ServiceItem.objects.filter(id=standing.item_id).update(is_active=False)
    with time_machine.travel("2099-03-12 09:00:00+08:00", tick=False):
        run_all("orders.standing")
        standing.refresh_from_db()
        assert standing.problem == "item_retired"
        assert len(days(standing)) == 6
        ServiceItem.objects.filter(id=standing.item_id).update(is_active=True)
        run_all("orders.standing")
    standing.refresh_from_db()
    assert standing.problem == ""
    # Days that passed meanwhile are not made up for.
    assert days(standing)[6:] == [12, 13, 16, 17, 18, 19]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekdays": ()}, "weekdays"),
        ({"last_day": MONDAY - timedelta(days=1)}, "last_day"),
        ({"last_day": MONDAY + timedelta(days=400)}, "last_day"),
        ({"first_day": MONDAY - timedelta(days=1)}, "preferred_on"),
        ({"community": "350102001001"}, "community"),
        ({"consent_to_share": False}, "consent_to_share"),
        ({"description": " "}, "description"),
        ({"contact_phone": "12"}, "contact_phone"),
    ],
)
def test_it_refuses_what_cannot_be_and_makes_nothing(
    cast: Cast, changes: dict[str, object], field: str
):
    with pytest.raises(Invalid) as refusal:
        started(cast, **changes)
    assert field in refusal.value.fields
    assert not StandingOrder.objects.exists()
    assert not ServiceOrder.objects.exists()


def test_nobody_else_sees_or_stops_it(cast: Cast):
    standing = started(cast)
    for name in ("wang", "stranger", "other_desk"):
        with pytest.raises(NotSeen):
            stop_standing(actor=cast.actor(name), standing_id=standing.id)
    with pytest.raises(NotSeen):
        start_standing(
            actor=cast.stranger, requester_id=cast.persons["granny"].id, card=meal_card()
        )
    assert len(days(standing, "submitted")) == 6


def test_there_is_an_end_to_how_many_one_sets_up_and_single_orders_stay_possible(cast: Cast):
    for _again in range(5):
        started(cast)
    with pytest.raises(NotAllowed, match="5个周期点单"):
        started(cast)
    place_order(actor=cast.granny, requester_id=cast.persons["granny"].id, card=cast.card())
    assert StandingOrder.objects.count() == 5


def test_the_resident_sets_up_skips_changes_and_stops_through_pages(cast: Cast):
    granny = Client()
    granny.force_login(cast.accounts["granny"])
    assert "助老送餐" in granny.get("/orders/standing/new/").text
    answers = {
        "description": "中午送一份软饭",
        "weekdays": ["1", "3"],
        "slot": "morning",
        "skip_holidays": "yes",
        "first_day": "2099-03-02",
        "last_day": "2099-03-31",
        "community": HOME,
        "address": "畅家巷3号楼2单元501室",
        "contact_phone": "19900000001",
    }
    without = granny.post("/orders/standing/new/meal/", answers)
    assert "请先勾选同意" in without.text
    assert "中午送一份软饭" in without.text
    sent = granny.post("/orders/standing/new/meal/", {**answers, "consent_to_share": "on"})
    standing = StandingOrder.objects.get()
    here = f"/orders/standing/{standing.id}/"
    assert sent["Location"] == here
    shown = granny.get(here).text
    assert "周一、周三 · 上午 · 节假日不来" in shown
    assert "501室" not in shown
    assert "助老送餐" in granny.get("/orders/standing/").text
    wednesday = {"first_day": "2099-03-04", "last_day": "2099-03-04"}
    assert (
        granny.post(here + "skip/", {**wednesday, "version": standing.version}).status_code == 302
    )
    assert StandingPause.objects.count() == 1
    late = granny.post(here + "skip/", {**wednesday, "version": standing.version})
    assert late.status_code == 409
    assert StandingPause.objects.count() == 1
    standing.refresh_from_db()
    changed = {**answers, "first_day": "2099-03-09", "weekdays": ["2"], "consent_to_share": "on"}
    granny.post(here + "change/", {**changed, "version": standing.version})
    following = StandingOrder.objects.get(follows=standing)
    assert days(following) == []
    assert following.weekdays == [2]
    stranger = Client()
    stranger.force_login(cast.accounts["stranger"])
    assert stranger.get(f"/orders/standing/{following.id}/").status_code == 404
    stop = granny.post(f"/orders/standing/{following.id}/stop/", {"version": following.version})
    assert stop.status_code == 302
    assert timezone.localdate() == MONDAY
    following.refresh_from_db()
    assert following.ended_at is not None
