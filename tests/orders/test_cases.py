"""Poor ratings, complaints, revisits: looked into by somebody who did not serve."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from redvest.engines.roles import Role
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed
from redvest.journal.models import Event
from redvest.orders.models import Assignment, Evaluation, QualityCase, Revisit, ServiceOrder
from redvest.orders.queries import cases_in_scope, revisits_in_scope, visits_lately
from redvest.orders.services import (
    ask_rework,
    claim_order,
    complain_order,
    confirm_order,
    dispatch_order,
    log_case_contact,
    rate_order,
    record_revisit,
    reopen_order,
    schedule_order,
    settle_order,
    take_case,
)
from redvest.people.actors import system
from redvest.people.models import BeneficiaryFile
from redvest.people.services.roles import grant_role
from tests.orders.cast import DISTRICT, HOME, Cast, an_order, soon, state_of

pytestmark = pytest.mark.slow


def fresh(order: ServiceOrder) -> ServiceOrder:
    return ServiceOrder.objects.get(id=order.id)


def rated(cast: Cast, grade: int) -> ServiceOrder:
    order = an_order(cast, "confirmed")
    rate_order(actor=cast.granny, order_id=order.id, grade=grade, text="说说看")
    return fresh(order)


def contacted(cast: Cast, order: ServiceOrder) -> None:
    log_case_contact(actor=cast.desk, order_id=order.id, method="phone", reached=True, text="聊过")


@pytest.mark.parametrize("grade", [1, 2, 3, 4, 5])
def test_a_poor_rating_opens_a_case_at_once_and_no_other_does(cast: Cast, grade: int):
    order = rated(cast, grade)
    poor = grade <= 2
    assert order.state == ("disputed" if poor else "rated")
    assert QualityCase.objects.filter(kind="poor_rating").exists() == poor
    assert Revisit.objects.filter(why="poor").exists() == poor
    if poor:
        event = Event.objects.get(kind="order.check_poor_rating")
        assert (event.role, event.account_id) == ("system", None)


def test_a_poor_rating_ends_with_contact_revisit_and_answer_in_this_order(cast: Cast):
    order = rated(cast, 1)
    answers = {"finding": "confirmed", "answer": "已和队伍谈过"}
    with pytest.raises(Conflict) as refusal:
        settle_order(actor=cast.desk, order_id=order.id, **answers)
    assert refusal.value.code == "not_revisited"
    with pytest.raises(NotAllowed):
        record_revisit(actor=cast.desk, order_id=order.id, method="phone", reached=True, grade=3)
    record_revisit(actor=cast.centre, order_id=order.id, method="phone", reached=True, grade=3)
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        settle_order(actor=cast.desk, order_id=order.id, **answers)
    assert refusal.value.code == "not_contacted"
    contacted(cast, order)
    settle_order(actor=cast.desk, order_id=order.id, **answers)
    assert fresh(order).state == "closed"
    case = QualityCase.objects.get()
    assert (case.decision, case.handler, case.contacted_at is None) == (
        "settled",
        cast.desk.account_id,
        False,
    )
    # Kept beside the rating, never instead of it.
    assert (Evaluation.objects.get().grade, Revisit.objects.get().grade) == (1, 3)


def desk_that_serves(cast: Cast, name: str) -> None:
    """Somebody of the team also sits at the desk."""
    grant_role(
        actor=system(DISTRICT),
        account_id=cast.accounts[name].id,
        role=Role.VENUE_ADMIN,
        scope=HOME,
    )


@pytest.mark.parametrize("who", ["wang", "li", "zhao", "granny"])
def test_a_case_is_handled_by_nobody_who_took_part(cast: Cast, who: str):
    order = rated(cast, 1)
    desk_that_serves(cast, who)
    record_revisit(actor=cast.centre, order_id=order.id, method="phone", reached=False)
    contacted(cast, order)
    before, actor = state_of(order.id), cast.actor(who)
    answers = {"finding": "unfounded", "answer": "没有的事"}
    for act in (
        lambda: take_case(actor=actor, order_id=order.id),
        lambda: log_case_contact(actor=actor, order_id=order.id, method="phone", reached=True),
        lambda: settle_order(actor=actor, order_id=order.id, **answers),
        lambda: reopen_order(actor=actor, order_id=order.id, **answers),
    ):
        with pytest.raises(NotAllowed) as refusal:
            act()
        assert refusal.value.code == "own_service"
    assert state_of(order.id) == before
    assert QualityCase.objects.get().handler == cast.desk.account_id


def test_any_party_may_complain_and_the_order_is_frozen(cast: Cast):
    order = an_order(cast, "done")
    with pytest.raises(Invalid), transaction.atomic():
        complain_order(actor=cast.wang, order_id=order.id, reason="attitude", text=" ")
    complain_order(actor=cast.wang, order_id=order.id, reason="attitude", text="被骂了")
    assert fresh(order).state == "disputed"
    with pytest.raises(Conflict):
        confirm_order(actor=cast.granny, order_id=order.id)
    with pytest.raises(Conflict):
        complain_order(actor=cast.granny, order_id=order.id, reason="money", text="收钱")
    assert cases_in_scope(cast.desk).get().opened_from == "done"
    assert not cases_in_scope(cast.other_desk).exists()
    take_case(actor=cast.desk, order_id=order.id)
    contacted(cast, order)
    reopen_order(actor=cast.desk, order_id=order.id, finding="partly", answer="换一支队伍")
    assert (fresh(order).state, fresh(order).priority) == ("accepted", 1)
    assert set(Assignment.objects.values_list("state", flat=True)) == {"ended", "released"}
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)
    claim_order(actor=cast.zhao, order_id=order.id)


def test_the_database_keeps_one_open_case_for_an_order(cast: Cast):
    order = rated(cast, 1)
    now = timezone.now()
    second = QualityCase(
        district=DISTRICT,
        order=order,
        kind="complaint",
        opened_at=now,
        opened_from="rated",
        contact_due_at=now,
        due_at=now,
    )
    with pytest.raises(IntegrityError, match="order_has_one_open_case"), transaction.atomic():
        second.save(force_insert=True)


def test_all_vulnerable_residents_are_asked_again(cast: Cast):
    BeneficiaryFile(district=DISTRICT, person=cast.persons["granny"], categories="elder").save(
        force_insert=True
    )
    order = rated(cast, 5)
    assert Revisit.objects.get().why == "vulnerable"
    assert revisits_in_scope(cast.centre).get().order_id == order.id
    with pytest.raises(Invalid):
        record_revisit(actor=cast.centre, order_id=order.id, method="phone", reached=True)
    with pytest.raises(Invalid):
        record_revisit(actor=cast.centre, order_id=order.id, method="phone", reached=False, grade=5)
    record_revisit(actor=cast.centre, order_id=order.id, method="phone", reached=True, grade=2)
    assert fresh(order).state == "closed"
    with pytest.raises(DomainError):
        record_revisit(actor=cast.centre, order_id=order.id, method="phone", reached=True, grade=5)


def test_rework_by_the_same_team_names_people_anew(cast: Cast):
    order = an_order(cast, "done")
    ask_rework(actor=cast.granny, order_id=order.id, reason="again")
    assert (fresh(order).state, fresh(order).scheduled_from) == ("rework", None)
    starts = soon() + timedelta(hours=3)
    schedule_order(
        actor=cast.zhao,
        order_id=order.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        volunteer_ids=[cast.volunteers["zhao"].id],
    )
    served = Assignment.objects.get(checked_in_at__isnull=False)
    assert (served.volunteer_id, served.state) == (cast.volunteers["wang"].id, "ended")


def test_rework_may_go_to_another_team(cast: Cast):
    order = an_order(cast, "done")
    with pytest.raises(NotAllowed):
        ask_rework(actor=cast.wang, order_id=order.id, reason="again")
    ask_rework(actor=cast.granny, order_id=order.id, reason="unsolved")
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.other_team.id)
    claim_order(actor=cast.qian, order_id=order.id)
    states = order.dispatches.order_by("offered_at").values_list("state", flat=True)
    assert list(states) == ["ended", "claimed"]


def test_a_household_with_many_visits_is_pointed_out(cast: Cast):
    for _ in range(2):
        an_order(cast, "agreed")
    order = an_order(cast)
    assert visits_lately(order, timezone.now()) == 2
    assert visits_lately(order, timezone.now() + timedelta(days=30)) == 0
