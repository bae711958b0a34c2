"""Who sees where to go, declining, naming, arriving, leaving, withdrawing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from redvest.errors import Conflict, DomainError, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.orders.models import Assignment, Dispatch, Evaluation, ServiceItem, ServiceOrder
from redvest.orders.services import (
    accept_order,
    check_in,
    claim_order,
    complete_order,
    decline_order,
    dispatch_order,
    name_volunteer,
    refuse_assignment,
    reveal_contact,
    schedule_order,
    seed_catalog,
    withdraw_order,
)
from redvest.teams.services import suspend_team
from tests.orders.cast import DISTRICT, ELSEWHERE, Cast, an_order, state_of

pytestmark = pytest.mark.slow

POINTS = ["submitted", "accepted", "dispatched", "claimed", "planned", "scheduled", "agreed"]
POINTS += ["in_service", "done", "confirmed"]


def test_address_and_phone_are_for_those_who_go_while_they_go(cast: Cast):
    sees = {}
    for until in POINTS:
        order = an_order(cast, until)
        sees[until] = set()
        for who in ("wang", "li", "zhao"):
            try:
                found = reveal_contact(actor=cast.actor(who), order_id=order.id, reason="上门")
            except DomainError:
                continue
            assert found == {"address": "畅家巷3号楼2单元501室", "contact_phone": "19900000001"}
            sees[until].add(who)
    going = {"wang", "li"}
    assert sees == {
        **{until: set() for until in POINTS},
        "scheduled": {"wang"},
        "agreed": going,
        "in_service": going,
        "done": going,
    }
    traces = Event.objects.filter(kind="personal_data.read")
    assert traces.count() == 2 + 2 * 3 * 2
    assert set(traces.values_list("reason", flat=True)) == {"上门"}


def test_a_look_without_a_reason_does_not_happen(cast: Cast):
    order = an_order(cast)
    with pytest.raises(Invalid):
        reveal_contact(actor=cast.desk, order_id=order.id, reason="  ")
    assert not Event.objects.filter(kind="personal_data.read").exists()


def test_declining_costs_nothing_and_the_order_goes_back_to_the_desk(cast: Cast):
    order = an_order(cast, "dispatched")
    decline_order(actor=cast.zhao, order_id=order.id, reason="nobody_free")
    assert state_of(order.id)[0] == "accepted"
    with pytest.raises(NotSeen):
        claim_order(actor=cast.zhao, order_id=order.id)
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.other_team.id)
    claim_order(actor=cast.qian, order_id=order.id)
    assert list(Dispatch.objects.order_by("offered_at").values_list("state", "reason")) == [
        ("declined", "nobody_free"),
        ("claimed", ""),
    ]
    assert ServiceOrder.objects.get(id=order.id).attempts == 2


def test_it_refuses_a_decline_without_a_listed_reason(cast: Cast):
    order = an_order(cast, "dispatched")
    before = state_of(order.id)
    with pytest.raises(Invalid):
        decline_order(actor=cast.zhao, order_id=order.id, reason="<script>")
    assert state_of(order.id) == before


def test_a_station_does_not_dispatch_across_streets_but_the_center_does(cast: Cast):
    cast.team.area = [ELSEWHERE]
    cast.team.save(update_fields=["area"])
    order = an_order(cast, "accepted")
    with pytest.raises(NotAllowed):
        dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)
    assert not Dispatch.objects.exists()
    dispatch_order(actor=cast.centre, order_id=order.id, team_id=cast.team.id)
    assert state_of(order.id)[0] == "dispatched"


def test_it_offers_nothing_to_a_suspended_team(cast: Cast):
    suspend_team(actor=cast.desk, team_id=cast.team.id, reason="整顿")
    order = an_order(cast, "accepted")
    with pytest.raises(Conflict):
        dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)
    assert state_of(order.id)[0] == "accepted"


def test_a_stale_button_changes_nothing(cast: Cast):
    order = an_order(cast)
    accept_order(actor=cast.desk, order_id=order.id, version=order.version)
    with pytest.raises(Conflict) as refusal:
        dispatch_order(
            actor=cast.desk, order_id=order.id, team_id=cast.team.id, version=order.version
        )
    assert refusal.value.code == "stale"
    assert state_of(order.id) == ("accepted", 2)


@pytest.mark.parametrize(("start", "end"), [(-60, 60), (60, 60), (60, 30), (60, 60 + 8 * 60 + 1)])
def test_it_refuses_impossible_times(cast: Cast, start: int, end: int):
    order = an_order(cast, "claimed")
    now = timezone.now()
    with pytest.raises(Invalid):
        schedule_order(
            actor=cast.zhao,
            order_id=order.id,
            starts_at=now + timedelta(minutes=start),
            ends_at=now + timedelta(minutes=end),
            volunteer_ids=[cast.volunteers["wang"].id],
        )
    assert state_of(order.id)[0] == "claimed"


@pytest.mark.parametrize("who", ["qian", "nobody"])
def test_it_names_only_members_of_the_team(cast: Cast, who: str):
    order = an_order(cast, "claimed")
    soon = timezone.now() + timedelta(hours=1)
    ids = [cast.volunteers["qian"].id] if who == "qian" else []
    with pytest.raises(Invalid):
        schedule_order(
            actor=cast.zhao,
            order_id=order.id,
            starts_at=soon,
            ends_at=soon + timedelta(hours=1),
            volunteer_ids=ids,
        )
    assert state_of(order.id)[0] == "claimed"
    assert not Assignment.objects.exists()


def test_somebody_else_is_named_when_the_lead_cannot_come(cast: Cast):
    order = an_order(cast, "planned")
    refuse_assignment(actor=cast.wang, order_id=order.id)
    with pytest.raises(NotSeen):
        check_in(actor=cast.wang, order_id=order.id)
    name_volunteer(actor=cast.zhao, order_id=order.id, volunteer_id=cast.volunteers["zhao"].id)
    lead = Assignment.objects.get(order=order, is_lead=True, state="accepted")
    assert lead.volunteer_id == cast.volunteers["zhao"].id
    with pytest.raises(Conflict):
        name_volunteer(actor=cast.zhao, order_id=order.id, volunteer_id=cast.volunteers["li"].id)
    assert Assignment.objects.filter(order=order).count() == 3


def test_nobody_checks_in_who_has_not_agreed(cast: Cast):
    order = an_order(cast, "scheduled")
    before = state_of(order.id)
    with pytest.raises(NotAllowed), transaction.atomic():
        check_in(actor=cast.li, order_id=order.id)
    assert state_of(order.id) == before


def test_others_leave_early_and_the_lead_ends_the_visit(cast: Cast):
    order = an_order(cast, "in_service")
    check_in(actor=cast.li, order_id=order.id)
    complete_order(actor=cast.li, order_id=order.id)
    assert state_of(order.id)[0] == "in_service"
    with pytest.raises(Conflict):
        complete_order(actor=cast.li, order_id=order.id)
    complete_order(actor=cast.wang, order_id=order.id)
    assert state_of(order.id)[0] == "done"
    assert not Assignment.objects.filter(checked_out_at=None).exists()


def test_withdrawing_lets_offer_and_names_lapse(cast: Cast):
    order = an_order(cast, "agreed")
    withdraw_order(actor=cast.granny, order_id=order.id)
    assert Dispatch.objects.get().state == "withdrawn"
    assert set(Assignment.objects.values_list("state", flat=True)) == {"released"}
    with pytest.raises(NotSeen):
        reveal_contact(actor=cast.wang, order_id=order.id, reason="上门")


def test_the_database_itself_keeps_one_live_dispatch(cast: Cast):
    order = an_order(cast, "dispatched")
    with pytest.raises(IntegrityError, match="order_has_one_live_dispatch"), transaction.atomic():
        Dispatch.objects.create(
            district=DISTRICT, order=order, team=cast.other_team, offered_at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="order_is_in_a_known_state"), transaction.atomic():
        ServiceOrder.objects.filter(id=order.id).update(state="lost")
    sixth = Evaluation(district=DISTRICT, order=order, grade=6, rated_at=timezone.now())
    with pytest.raises(IntegrityError, match="one_of_5_grades"), transaction.atomic():
        sixth.save(force_insert=True)


def test_seeding_the_menu_twice_adds_nothing(cast: Cast):
    assert seed_catalog(DISTRICT) == 0
    assert seed_catalog("350102") == ServiceItem.objects.filter(district="350102").count() > 20
