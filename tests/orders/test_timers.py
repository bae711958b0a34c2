"""What happens by itself: at its time, once, whoever else is at work, wherever a worker dies."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from redvest.core.jobs import REGISTERED
from redvest.districts.services.settling import change_policy
from redvest.engines.order_clock import Alarm
from redvest.journal.models import Event
from redvest.notices.models import Message
from redvest.orders import jobs  # noqa: F401 - it declares the job
from redvest.orders.models import (
    Assignment,
    Dispatch,
    OrderTask,
    OrderTimer,
    QualityCase,
    Revisit,
    ServiceOrder,
)
from redvest.orders.services import (
    accept_order,
    appeal_rejection,
    ask_rework,
    check_in,
    claim_order,
    complain_order,
    confirm_order,
    dispatch_order,
    fire_due,
    pool_order,
    propose_time,
    reject_order,
    schedule_order,
)
from tests.orders.cast import Cast, an_order, soon, state_of

pytestmark = pytest.mark.slow

SECOND = timedelta(seconds=1)


def due(order: ServiceOrder, alarm: Alarm) -> datetime:
    return OrderTimer.objects.get(order=order, kind=alarm.value, fired_at=None).due_at


def live(order: ServiceOrder) -> set[str]:
    rows = OrderTimer.objects.filter(order=order, fired_at=None)
    return set(rows.values_list("kind", flat=True))


def story(order: ServiceOrder) -> list[str]:
    rows = Event.objects.filter(subject_id=order.id, role="system").order_by("at", "id")
    return [row.kind.removeprefix("order.") for row in rows]


def goes_off(order: ServiceOrder, alarm: Alarm) -> None:
    """Nothing a second before; once at its moment; nothing again. Earlier alarms are left out."""
    moment, before = due(order, alarm), state_of(order.id)
    OrderTimer.objects.filter(due_at__lt=moment, fired_at=None).exclude(
        order=order, kind=alarm
    ).update(fired_at=timezone.now(), result="moot")
    assert fire_due(moment - SECOND) == 0
    assert state_of(order.id) == before
    assert fire_due(moment) >= 1
    after, events = state_of(order.id), story(order)
    assert after != before
    assert fire_due(moment) == 0
    assert (state_of(order.id), story(order)) == (after, events)


def test_the_job_is_declared():
    assert REGISTERED["orders.timers"].cron == "* * * * * */10"


@pytest.mark.parametrize(
    ("until", "alarm", "state", "event"),
    [
        ("submitted", Alarm.ACCEPT_DUE, "submitted", "overdue"),
        ("accepted", Alarm.DISPATCH_DUE, "accepted", "overdue"),
        ("accepted", Alarm.UNTAKEN, "accepted", "overdue"),
        ("dispatched", Alarm.TIME_OUT, "accepted", "time_out"),
        ("claimed", Alarm.SCHEDULE_DUE, "claimed", "overdue"),
        ("agreed", Alarm.NO_SHOW, "disputed", "report_no_show"),
        ("done", Alarm.REMIND_FIRST, "done", "reminded"),
        ("done", Alarm.REMIND_AGAIN, "done", "reminded"),
        ("done", Alarm.LAPSE, "unconfirmed", "lapse"),
        ("confirmed", Alarm.CLOSE, "closed", "close"),
    ],
)
def test_each_alarm_goes_off_once_at_its_moment(
    cast: Cast, until: str, alarm: Alarm, state: str, event: str
):
    order = an_order(cast, until)
    goes_off(order, alarm)
    assert state_of(order.id)[0] == state
    assert story(order)[-1] == event
    row = Event.objects.filter(subject_id=order.id).order_by("at", "id").last()
    assert (row.account_id, row.channel) == (None, "system")


def test_what_was_set_for_a_state_lapses_with_it(cast: Cast):
    order = an_order(cast)
    assert live(order) == {"accept_due"}
    accept_order(actor=cast.desk, order_id=order.id)
    assert live(order) == {"dispatch_due", "untaken"}
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)
    assert live(order) == {"time_out", "untaken"}
    claim_order(actor=cast.zhao, order_id=order.id)
    assert live(order) == {"schedule_due", "untaken"}
    assert ServiceOrder.objects.get().due_at == due(order, Alarm.SCHEDULE_DUE)
    fire_due(due(order, Alarm.UNTAKEN))
    assert OrderTimer.objects.get(kind="untaken").result == "moot"
    assert not OrderTask.objects.filter(kind="find_help").exists()


def test_nobody_is_blamed_for_a_time_out_and_the_third_asks_the_centre(cast: Cast):
    order = an_order(cast, "accepted")
    for attempt in (1, 2, 3):
        dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)
        fire_due(due(order, Alarm.TIME_OUT))
        row = ServiceOrder.objects.get()
        assert (row.state, row.attempts) == ("accepted", attempt)
        asked = OrderTask.objects.filter(kind="find_help", role="centre_admin").exists()
        assert asked == (attempt == 3 or "untaken" not in live(order))
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"timed_out"}


def test_what_nobody_took_from_the_pool_comes_back(cast: Cast):
    order = an_order(cast, "accepted")
    pool_order(actor=cast.desk, order_id=order.id)
    goes_off(order, Alarm.TIME_OUT)
    assert state_of(order.id)[0] == "accepted"


def test_who_came_in_time_is_no_no_show(cast: Cast):
    order = an_order(cast, "agreed")
    moment = due(order, Alarm.NO_SHOW)
    check_in(actor=cast.wang, order_id=order.id)
    assert fire_due(moment + timedelta(days=1)) >= 0
    assert state_of(order.id)[0] == "in_service"
    assert not QualityCase.objects.exists()


def test_a_new_time_moves_the_alarm(cast: Cast):
    order = an_order(cast, "agreed")
    first = due(order, Alarm.NO_SHOW)
    starts = soon() + timedelta(days=1)
    propose_time(
        actor=cast.granny,
        order_id=order.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
    )
    from redvest.orders.services import answer_time

    answer_time(actor=cast.zhao, order_id=order.id, agrees=True)
    assert due(order, Alarm.NO_SHOW) == starts + timedelta(minutes=30)
    fire_due(first)
    assert state_of(order.id)[0] == "scheduled"


def test_silence_is_never_satisfaction(cast: Cast):
    order = an_order(cast, "done")
    fire_due(due(order, Alarm.LAPSE))
    row = ServiceOrder.objects.get()
    assert (row.state, row.confirmed_by) == ("unconfirmed", "")
    assert not row.evaluations.exists()
    confirm_order(actor=cast.granny, order_id=order.id)
    assert state_of(order.id)[0] == "confirmed"


def test_the_resident_is_reminded_twice_before_it_lapses(cast: Cast):
    order = an_order(cast, "done")
    fire_due(due(order, Alarm.LAPSE))
    assert story(order)[-3:] == ["reminded", "reminded", "lapse"]
    sent = Message.objects.filter(template="order_done", channel="in_app")
    assert sent.count() == 3  # When it was done, and two reminders.


def test_all_silent_orders_in_the_sample_wait_for_their_revisit(cast: Cast):
    change_policy(
        actor=cast.centre,
        version=0,
        values={"revisit_percent": 100},
        reason="全部回访",
    )
    order = an_order(cast, "done")
    fire_due(due(order, Alarm.LAPSE))
    assert Revisit.objects.get().why == "lot"
    assert live(order) == {"revisit_due"}
    goes_off(order, Alarm.REVISIT_DUE)
    assert state_of(order.id)[0] == "unconfirmed"
    assert OrderTask.objects.get().kind == "revisit_late"


def test_a_district_that_changes_a_limit_changes_the_next_alarm(cast: Cast):
    order = an_order(cast, "accepted")
    change_policy(
        actor=cast.centre,
        version=0,
        values={"claim_normal_hours": 3},
        reason="快一点",
    )
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)
    left = due(order, Alarm.TIME_OUT) - timezone.now()
    assert timedelta(hours=2, minutes=55) < left <= timedelta(hours=3)


def test_an_overdue_case_and_appeal_and_rework_become_tasks(cast: Cast):
    first, second, third = (an_order(cast, until) for until in ("done", "submitted", "done"))
    complain_order(actor=cast.granny, order_id=first.id, reason="money", text="收钱")
    reject_order(actor=cast.desk, order_id=second.id, reason="market")
    appeal_rejection(actor=cast.granny, order_id=second.id, text="不对")
    ask_rework(actor=cast.granny, order_id=third.id, reason="again")
    for order, alarm in (
        (first, Alarm.CONTACT_DUE),
        (third, Alarm.REWORK_DUE),
        (first, Alarm.SETTLE_DUE),
        (second, Alarm.APPEAL_DUE),
    ):
        goes_off(order, alarm)
    found = set(OrderTask.objects.values_list("order_id", "kind"))
    assert found == {
        (first.id, "contact_late"),
        (first.id, "case_late"),
        (second.id, "answer_appeal"),
        (third.id, "rework_late"),
    }


def test_a_visit_that_is_planned_but_not_agreed_has_no_no_show(cast: Cast):
    order = an_order(cast, "claimed")
    starts = soon()
    schedule_order(
        actor=cast.zhao,
        order_id=order.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        volunteer_ids=[cast.volunteers["wang"].id],
    )
    assert "no_show" not in live(order)
    assert Assignment.objects.get().state == "proposed"


def test_one_order_that_cannot_move_does_not_hold_up_the_others(cast: Cast, caplog):
    from unittest import mock

    from redvest.errors import Conflict
    from redvest.orders.services import timers

    broken, sound = an_order(cast, "dispatched"), an_order(cast, "confirmed")
    moment = due(sound, Alarm.CLOSE)

    def refuse(order: ServiceOrder) -> None:
        raise Conflict("no")

    with mock.patch.dict(timers._MOVE, {Alarm.TIME_OUT: refuse}):
        fire_due(moment)
    assert state_of(sound.id)[0] == "closed"
    assert state_of(broken.id)[0] == "dispatched"
    assert "could not fire" in caplog.text
    fire_due(moment)
    assert state_of(broken.id)[0] == "accepted"
