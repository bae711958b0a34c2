"""Both sides agree a time; everybody named says yes; what goes wrong at the door."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone

from redvest.errors import Conflict, DomainError, Invalid, NotAllowed
from redvest.orders.models import Assignment, OrderTask, QualityCase, ServiceOrder
from redvest.orders.services import (
    accept_assignment,
    answer_time,
    check_in,
    complete_order,
    confirm_order,
    log_case_contact,
    log_contact_attempt,
    order_code,
    propose_time,
    refuse_assignment,
    reopen_order,
    report_absent,
    report_no_show,
    schedule_order,
)
from redvest.people.actors import Actor
from tests.orders.cast import Cast, an_order, soon, state_of

pytestmark = pytest.mark.slow


def fresh(order: ServiceOrder) -> ServiceOrder:
    return ServiceOrder.objects.get(id=order.id)


def plan(cast: Cast, order: ServiceOrder, days: int = 2, *names: str) -> ServiceOrder:
    """Zhao proposes a time that is not the one granny asked for."""
    starts = soon() + timedelta(days=days)
    return schedule_order(
        actor=cast.zhao,
        order_id=order.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        volunteer_ids=[cast.volunteers[name].id for name in names or ("wang",)],
    )


def later(order: ServiceOrder, minutes: int):
    """The clock some minutes after the visit should have begun."""
    moment = fresh(order).scheduled_from + timedelta(minutes=minutes)
    return mock.patch("django.utils.timezone.now", return_value=moment)


def test_another_time_than_the_wished_one_waits_for_the_residents_yes(cast: Cast):
    order = an_order(cast, "claimed")
    plan(cast, order)
    accept_assignment(actor=cast.wang, order_id=order.id)
    assert state_of(order.id)[0] == "claimed"
    with pytest.raises(NotAllowed):
        answer_time(actor=cast.zhao, order_id=order.id, agrees=True)
    answer_time(actor=cast.granny, order_id=order.id, agrees=True)
    assert state_of(order.id)[0] == "scheduled"
    assert fresh(order).proposed_from is None
    with pytest.raises(Conflict):
        answer_time(actor=cast.granny, order_id=order.id, agrees=True)


def test_the_desk_enters_what_the_resident_said_on_the_phone(cast: Cast):
    order = an_order(cast, "claimed")
    plan(cast, order)
    accept_assignment(actor=cast.wang, order_id=order.id)
    with pytest.raises(NotAllowed):
        answer_time(actor=cast.desk, order_id=order.id, agrees=True)
    answer_time(actor=cast.desk, order_id=order.id, agrees=True, by_phone=True)
    assert state_of(order.id)[0] == "scheduled"


def test_a_no_lets_the_team_propose_anew(cast: Cast):
    order = an_order(cast, "claimed")
    plan(cast, order)
    answer_time(actor=cast.granny, order_id=order.id, agrees=False)
    assert fresh(order).proposed_from is None
    assert Assignment.objects.get().state == "released"
    plan(cast, order, 3, "li")
    answer_time(actor=cast.granny, order_id=order.id, agrees=True)
    accept_assignment(actor=cast.li, order_id=order.id)
    assert state_of(order.id)[0] == "scheduled"


def test_who_names_themselves_has_agreed(cast: Cast):
    order = an_order(cast, "claimed")
    starts = soon()
    with transaction.atomic():
        schedule_order(
            actor=cast.zhao,
            order_id=order.id,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=30),
            volunteer_ids=[cast.volunteers["zhao"].id],
        )
    assert state_of(order.id)[0] == "scheduled"


def move(cast: Cast, order: ServiceOrder, who: str, days: int = 1) -> ServiceOrder:
    starts = soon() + timedelta(days=days)
    return propose_time(
        actor=cast.actor(who),
        order_id=order.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
    )


def test_a_new_time_counts_when_the_other_side_and_those_who_go_agree(cast: Cast):
    order = an_order(cast, "agreed")
    old = order.scheduled_from
    move(cast, order, "granny")
    assert fresh(order).scheduled_from == old
    with pytest.raises(NotAllowed):
        answer_time(actor=cast.granny, order_id=order.id, agrees=True)
    answer_time(actor=cast.zhao, order_id=order.id, agrees=True)
    assert fresh(order).scheduled_from > old
    assert set(Assignment.objects.values_list("state", flat=True)) == {"proposed"}
    with pytest.raises(NotAllowed), transaction.atomic():
        check_in(actor=cast.wang, order_id=order.id)
    accept_assignment(actor=cast.wang, order_id=order.id)
    check_in(actor=cast.wang, order_id=order.id)


def test_the_providers_third_change_is_refused(cast: Cast):
    order = an_order(cast, "agreed")
    for day in (1, 2):
        move(cast, order, "zhao", day)
        answer_time(actor=cast.granny, order_id=order.id, agrees=day == 1)
    before = state_of(order.id)
    with pytest.raises(NotAllowed) as refusal:
        move(cast, order, "zhao", 3)
    assert refusal.value.code == "too_many_moves"
    assert state_of(order.id) == before
    move(cast, order, "granny", 3)


def test_a_refused_change_leaves_what_was_agreed(cast: Cast):
    order = an_order(cast, "agreed")
    move(cast, order, "zhao")
    answer_time(actor=cast.granny, order_id=order.id, agrees=False)
    row = fresh(order)
    assert (row.scheduled_from, row.proposed_from) == (order.scheduled_from, None)
    assert Assignment.objects.filter(state="accepted").count() == 2


def test_nobody_promises_two_visits_for_the_same_time(cast: Cast):
    first, second = an_order(cast, "agreed"), an_order(cast, "claimed")
    schedule_order(
        actor=cast.zhao,
        order_id=second.id,
        starts_at=first.scheduled_from,
        ends_at=first.scheduled_to,
        volunteer_ids=[cast.volunteers["wang"].id],
    )
    before = state_of(second.id)
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        accept_assignment(actor=cast.wang, order_id=second.id)
    assert refusal.value.code == "time_clash"
    assert state_of(second.id) == before


def test_who_agreed_may_still_say_no_and_the_desk_hears_when_nobody_goes(cast: Cast):
    order = an_order(cast, "agreed")
    refuse_assignment(actor=cast.wang, order_id=order.id)
    assert not OrderTask.objects.exists()
    refuse_assignment(actor=cast.li, order_id=order.id)
    assert OrderTask.objects.get().kind == "name_others"


def test_the_residents_code_is_the_better_evidence(cast: Cast):
    order = an_order(cast, "agreed")
    arrive, done = order_code(order, "arrive"), order_code(order, "done")
    assert len(arrive) == len(done) == 6
    assert arrive != done or order_code(order, "arrive") == arrive
    with pytest.raises(Invalid), transaction.atomic():
        check_in(actor=cast.wang, order_id=order.id, code=f"{(int(arrive) + 1) % 10**6:06d}")
    assert state_of(order.id)[0] == "scheduled"
    check_in(actor=cast.wang, order_id=order.id, code=arrive)
    with pytest.raises(NotAllowed), transaction.atomic():
        check_in(actor=cast.li, order_id=order.id, for_volunteer=cast.volunteers["wang"].id)
    check_in(actor=cast.wang, order_id=order.id, for_volunteer=cast.volunteers["li"].id)
    found = dict(Assignment.objects.values_list("volunteer_id", "evidence"))
    assert found == {
        cast.volunteers["wang"].id: "code",
        cast.volunteers["li"].id: "lead",
    }


@pytest.mark.parametrize(("minutes", "late"), [(14, False), (15, True)])
def test_a_quarter_of_an_hour_after_the_time_is_late(cast: Cast, minutes: int, late: bool):
    order = an_order(cast, "agreed")
    with later(order, minutes):
        check_in(actor=cast.wang, order_id=order.id)
    assert Assignment.objects.get(checked_in_at__isnull=False).is_late is late


def test_the_resident_says_that_nobody_came_after_half_an_hour(cast: Cast):
    order = an_order(cast, "agreed")
    with later(order, 29), pytest.raises(Conflict):
        report_no_show(actor=cast.granny, order_id=order.id)
    with later(order, 30):
        report_no_show(actor=cast.granny, order_id=order.id)
    assert state_of(order.id)[0] == "disputed"
    assert QualityCase.objects.get().kind == "no_show"
    assert Assignment.objects.filter(state="no_show").count() == 0
    log_case_contact(actor=cast.desk, order_id=order.id, method="phone", reached=True)
    reopen_order(actor=cast.desk, order_id=order.id, finding="confirmed", answer="对不起，另派")
    row = fresh(order)
    assert (row.state, row.priority, row.scheduled_from) == ("accepted", 1, None)
    assert set(Assignment.objects.values_list("state", flat=True)) == {"no_show"}


def test_the_visit_is_off_after_two_tries_to_reach_the_resident(cast: Cast):
    order = an_order(cast, "agreed")
    with pytest.raises(Conflict):
        report_absent(actor=cast.wang, order_id=order.id)
    with later(order, 5):
        with pytest.raises(NotAllowed):
            log_contact_attempt(actor=cast.li, order_id=order.id, method="phone")
        log_contact_attempt(actor=cast.wang, order_id=order.id, method="phone")
        with pytest.raises(Invalid) as refusal:
            report_absent(actor=cast.wang, order_id=order.id)
        assert refusal.value.code == "too_few_attempts"
        log_contact_attempt(actor=cast.wang, order_id=order.id, method="door")
        report_absent(actor=cast.wang, order_id=order.id)
    assert (fresh(order).state, fresh(order).reason) == ("cancelled", "beneficiary_absent")
    assert not Assignment.objects.filter(checked_in_at__isnull=False).exists()


def test_the_result_is_kept_in_figures_and_readings_are_sealed(cast: Cast):
    order = an_order(cast, "in_service")
    for wrong in (
        {"tally": {"persons": "-1"}},
        {"tally": {"persons": "1.5"}},
        {"tally": {"boxes": "1"}},
        {"tally": {"kg": "NaN"}},
        {"readings": {"pulse": "9999"}},
        {"readings": {"mood": "3"}},
    ):
        with pytest.raises(Invalid), transaction.atomic():
            complete_order(actor=cast.wang, order_id=order.id, **wrong)
    complete_order(
        actor=cast.wang,
        order_id=order.id,
        outcome="量了血压",
        tally={"persons": 1, "kg": "12.50"},
        readings={"blood_pressure_high": "135", "pulse": ""},
    )
    row = fresh(order)
    assert row.tally == {"persons": "1", "kg": "12.5"}
    assert row.readings.decide(str) == '{"blood_pressure_high": ["135", "mmHg"]}'


@pytest.mark.parametrize("method", ["own", "slip", "phone", "code"])
def test_it_is_confirmed_in_person_on_paper_by_phone_or_by_code(cast: Cast, method: str):
    order = an_order(cast, "done")
    row = fresh(order)
    who: dict[str, Actor] = {"own": cast.granny, "code": cast.wang}
    actor = who.get(method, cast.desk)
    code = order_code(row, "done") if method == "code" else ""
    if method == "code":
        for wrong in (order_code(row, "arrive"), "000", ""):
            if wrong != code:
                with pytest.raises(Invalid), transaction.atomic():
                    confirm_order(actor=actor, order_id=order.id, method="code", code=wrong)
    confirm_order(actor=actor, order_id=order.id, method=method, code=code)
    assert (fresh(order).state, fresh(order).confirmed_by) == ("confirmed", method)


@pytest.mark.parametrize("who", ["wang", "li", "zhao", "qian", "other_desk", "stranger"])
@pytest.mark.parametrize("method", ["own", "slip", "phone"])
def test_nobody_else_confirms(cast: Cast, who: str, method: str):
    order = an_order(cast, "done")
    before = state_of(order.id)
    with pytest.raises(DomainError):
        confirm_order(actor=cast.actor(who), order_id=order.id, method=method)
    assert state_of(order.id) == before


def test_times_are_kept_to_the_minute_by_the_clock_of_the_server(cast: Cast):
    order = an_order(cast, "done")
    for row in Assignment.objects.filter(checked_in_at__isnull=False):
        assert row.checked_in_at <= row.checked_out_at <= timezone.now()
    assert fresh(order).state_since <= timezone.now()
