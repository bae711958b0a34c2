"""An upheld complaint takes points, once and never below zero; an appeal brings them back."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from redvest.bank.models import Transfer
from redvest.bank.queries.earning import simulate
from redvest.bank.services.earning import settle_record, settle_records
from redvest.engines.earning import Terms
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotAllowed
from redvest.notices.models import Message
from redvest.orders.models import Assignment, QualityCase
from redvest.records.models import ServiceRecord
from redvest.records.services.asking import answer_question, ask_about_record
from tests.bank.cast import DAY
from tests.bank.giving import earn, points_of
from tests.bank.savers import a_use, entered, reached, sound
from tests.bank.service import a_record, a_rule
from tests.orders.cast import DISTRICT, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def visit(saved: Cast) -> ServiceRecord:
    """Wang served granny for an hour and has it in writing; upheld complaints take 15 points."""
    a_rule(Terms(complaint_points=15))
    use = a_use(saved)
    reached(use, "confirmed", 60, saved)
    gone = Assignment.objects.get(order_id=use.order_id)
    return a_record(saved.volunteers["wang"], assignment=gone, approver=uuid4())


def complain(row: ServiceRecord, by: UUID | None = None, finding: str = "confirmed") -> QualityCase:
    """Somebody complained now, and the desk decided."""
    now = timezone.now()
    assert row.assignment is not None
    return QualityCase.objects.create(
        district=DISTRICT, order_id=row.assignment.order_id, kind="complaint", opened_at=now,
        opened_from="confirmed", contact_due_at=now, due_at=now, decided_at=now,
        opened_by=by, decided_by=by or uuid4(), decision="settled", finding=finding,
    )  # fmt: skip


def lines() -> list[tuple[str, int]]:
    rows = Transfer.objects.filter(unit="points").order_by("id")
    return [(row.kind, row.amount) for row in rows if row.source_type != "test"]


def test_a_complaint_upheld_after_the_hours_were_paid_takes_both_once(
    saved: Cast, visit: ServiceRecord
):
    wang = saved.persons["wang"]
    earn(wang, 50)
    settle_records()
    assert points_of(wang) == 60
    case = complain(visit)
    assert settle_records() == 1
    assert settle_records() == 0
    assert settle_record(record_id=visit.id, district=DISTRICT) == 0
    assert lines() == [("earn", 10), ("reverse", 10), ("deduct", 15)]
    taken = Transfer.objects.get(kind="deduct")
    assert (taken.second, taken.rule, points_of(wang)) == (case.decided_by, 1, 35)
    assert ServiceRecord.objects.get(id=visit.id).state == "effective"
    assert Message.objects.filter(template="points_deducted").exists()
    page = entered(saved, "wang").get("/passbook/").text
    assert "投诉属实扣减：打扫" in page
    assert f"/hours/{visit.id}/" in page
    assert simulate(DISTRICT, Terms(complaint_points=7), DAY, DAY).deducted == 7
    assert sound()


def test_it_takes_what_is_there_and_neither_leaves_a_debt_nor_comes_back_for_more(
    saved: Cast, visit: ServiceRecord
):
    wang = saved.persons["wang"]
    earn(wang, 4)
    complain(visit)
    settle_records()
    assert lines() == [("deduct", 4)]
    assert points_of(wang) == 0
    earn(wang, 100)
    visit.version += 1  # Something was asked about the record; asking costs nothing.
    visit.save(update_fields=["version"])
    assert settle_records() == 1
    assert points_of(wang) == 100
    assert sound()


@pytest.mark.parametrize("why", ["unfounded", "same hand", "before", "poor rating"])
def test_what_was_not_found_by_somebody_else_about_this_visit_takes_nothing(
    saved: Cast, visit: ServiceRecord, why: str
):
    earn(saved.persons["wang"], 50)
    case = complain(
        visit,
        uuid4() if why == "same hand" else None,
        "unfounded" if why == "unfounded" else "partly",
    )
    if why == "before":
        # The order was served again after it; this visit is the second.
        QualityCase.objects.filter(id=case.id).update(opened_at=timezone.now() - timedelta(days=2))
    if why == "poor rating":
        QualityCase.objects.filter(id=case.id).update(kind="poor_rating")
    settle_records()
    assert lines() == [("earn", 10)]
    assert points_of(saved.persons["wang"]) == 60


def test_an_appeal_that_is_granted_brings_back_exactly_what_was_taken(
    saved: Cast, visit: ServiceRecord
):
    wang = saved.persons["wang"]
    earn(wang, 50)
    with pytest.raises(Invalid):
        ask_about_record(actor=saved.wang, record_id=visit.id, kind="appeal", text="我按时到了")
    saved.staff("second", 73, Role.CENTRE_ADMIN, DISTRICT)
    complain_by(saved, visit)
    settle_records()
    assert points_of(wang) == 35
    asked = ask_about_record(actor=saved.wang, record_id=visit.id, kind="appeal", text="我按时到了")
    settle_records()
    assert points_of(wang) == 35
    with pytest.raises(NotAllowed) as refused:
        answer_question(actor=saved.centre, question_id=asked.id, granted=True, answer="核实了")
    assert refused.value.code == "same_hand"
    answer_question(actor=saved.second, question_id=asked.id, granted=True, answer="核实了")
    assert settle_records() == 1
    assert lines() == [("deduct", 15), ("reverse", 15), ("earn", 10)]
    assert points_of(wang) == 60
    assert settle_records() == 0
    assert sound()


def complain_by(cast: Cast, row: ServiceRecord) -> None:
    """The center decided it."""
    case = complain(row)
    case.decided_by = cast.accounts["centre"].id
    case.save(update_fields=["decided_by"])


def test_revoked_hours_leave_nothing_to_deduct_from(saved: Cast, visit: ServiceRecord):
    earn(saved.persons["wang"], 50)
    complain(visit)
    settle_records()
    visit.state, visit.version = "revoked", visit.version + 1
    visit.save(update_fields=["state", "version"])
    settle_records()
    assert lines() == [("deduct", 15), ("reverse", 15)]
    assert points_of(saved.persons["wang"]) == 50
