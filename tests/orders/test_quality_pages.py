"""差评, 投诉 and 回访 through their pages, by somebody who did not serve."""

import pytest

from redvest.orders.models import CaseContact, QualityCase, Revisit, ServiceOrder
from redvest.orders.services import rate_order
from tests.browser.stage import MORE_STAFF
from tests.orders.cast import DISTRICT, Cast, an_order, state_of
from tests.orders.test_pages import browser

pytestmark = pytest.mark.slow

CONTACT = {"party": "resident", "method": "phone", "reached": "yes", "text": "说灯又坏了"}
ANSWER = {"decision": "settle", "finding": "confirmed", "answer": "已请队伍改进，向您道歉。"}


@pytest.fixture
def poor(cast: Cast) -> QualityCase:
    """Granny was not content; the system opened a case and drew a revisit."""
    order = an_order(cast, "confirmed")
    rate_order(actor=cast.granny, order_id=order.id, grade=1, tags=["unsolved"], text="没修好")
    return QualityCase.objects.get(order=order)


@pytest.fixture
def auditor(cast: Cast) -> None:
    number, role = MORE_STAFF["auditor"]
    cast.staff("auditor", number, role, DISTRICT)


def fresh(case: QualityCase) -> int:
    return ServiceOrder.objects.get(id=case.order_id).version


def test_a_poor_rating_is_looked_into_asked_again_and_settled(
    cast: Cast, poor: QualityCase, auditor: None
):
    desk, ear = browser(cast, "desk"), browser(cast, "auditor")
    here = f"/desk/cases/{poor.id}/"
    order_page = f"/desk/orders/{poor.order_id}/"
    assert here in desk.get(order_page).text
    assert poor.order.number in desk.get("/desk/cases/").text
    page = desk.get(here).text
    for words in ("差评核实", "没修好", "非常不满意", "办结前要先回访", "还没有联系过"):
        assert words in page
    assert desk.post(f"{here}take/", {"version": fresh(poor)}).status_code == 302
    assert desk.post(f"{here}contact/", {"version": fresh(poor), **CONTACT}).status_code == 302
    contact = CaseContact.objects.get()
    assert (contact.party, contact.reached) == ("resident", True)
    assert "说灯又坏了" in desk.get(here).text
    early = desk.post(f"{here}decide/", {"version": fresh(poor), **ANSWER})
    assert early.status_code == 409
    assert state_of(poor.order_id)[0] == "disputed"
    assert poor.order.number in ear.get("/desk/revisits/").text
    visit = f"/desk/revisits/{poor.order_id}/"
    assert "可以这样问" in ear.get(visit).text
    said = {"version": fresh(poor), "method": "phone", "reached": "yes", "grade": "2"}
    assert ear.post(visit, {**said, "text": "第二次修好了"}).status_code == 302
    row = Revisit.objects.get(order=poor.order_id)
    assert (row.why, row.grade, row.reached) == ("poor", 2, True)
    assert desk.post(f"{here}decide/", {"version": fresh(poor), **ANSWER}).status_code == 302
    assert state_of(poor.order_id)[0] == "closed"
    page = desk.get(here).text
    assert "情况属实" in page
    assert "第二次修好了" in page
    assert poor.order.number in desk.get("/desk/cases/?tab=done").text
    assert poor.order.number in ear.get("/desk/revisits/?tab=done").text


def test_a_case_may_end_with_another_visit(cast: Cast, poor: QualityCase):
    desk = browser(cast, "desk")
    here = f"/desk/cases/{poor.id}/"
    desk.post(f"{here}contact/", {"version": fresh(poor), **CONTACT})
    data = {"version": fresh(poor), **ANSWER, "decision": "reopen"}
    assert desk.post(f"{here}decide/", data).status_code == 302
    assert state_of(poor.order_id)[0] == "accepted"


@pytest.mark.parametrize(
    ("action", "data", "words"),
    [
        ("contact", {**CONTACT, "reached": ""}, "请选择有没有联系上"),
        ("contact", {**CONTACT, "text": "很" * 501}, "最多500个字"),
        ("decide", {**ANSWER, "answer": ""}, "请写下给居民的答复"),
        ("decide", {**ANSWER, "finding": ""}, "请选择核实的结果"),
        ("decide", {**ANSWER, "decision": ""}, "请选择办结还是重新安排"),
    ],
)
def test_a_form_with_something_missing_changes_nothing(
    cast: Cast, poor: QualityCase, action: str, data: dict[str, str], words: str
):
    before = state_of(poor.order_id)
    answer = browser(cast, "desk").post(
        f"/desk/cases/{poor.id}/{action}/", {"version": before[1], **data}
    )
    assert answer.status_code == 200
    assert words in answer.text
    assert state_of(poor.order_id) == before
    assert not CaseContact.objects.exists()


def test_nobody_decides_before_the_resident_was_called(cast: Cast, poor: QualityCase):
    before = state_of(poor.order_id)
    answer = browser(cast, "desk").post(
        f"/desk/cases/{poor.id}/decide/", {"version": before[1], **ANSWER, "decision": "reopen"}
    )
    assert answer.status_code == 409
    assert state_of(poor.order_id) == before


def test_who_served_neither_handles_the_case_nor_asks_again(cast: Cast, poor: QualityCase):
    """Wang served and also sits at the desk and at the center: another has to look into it."""
    from redvest.engines.roles import Role
    from redvest.people.actors import system
    from redvest.people.services.roles import grant_role

    for role in (Role.VENUE_ADMIN, Role.CENTRE_ADMIN):
        grant_role(
            actor=system(DISTRICT),
            account_id=cast.accounts["wang"].id,
            role=role,
            scope=DISTRICT if role is Role.CENTRE_ADMIN else "620102001001",
        )
    wang = browser(cast, "wang")
    here = f"/desk/cases/{poor.id}/"
    page = wang.get(here).text
    assert "您参与过这一单" in page
    assert 'id="decide"' not in page
    before = state_of(poor.order_id)
    for action, data in (("contact", CONTACT), ("decide", ANSWER), ("take", {})):
        answer = wang.post(f"{here}{action}/", {"version": before[1], **data})
        assert answer.status_code == 403, action
    said = {"version": before[1], "method": "phone", "reached": "yes", "grade": "5"}
    assert wang.post(f"/desk/revisits/{poor.order_id}/", said).status_code == 403
    assert state_of(poor.order_id) == before
    assert not CaseContact.objects.exists()
    assert Revisit.objects.get().done_at is None


def test_nobody_reached_is_no_grade_and_a_grade_is_somebody_reached(cast: Cast, poor: QualityCase):
    centre = browser(cast, "centre")
    url = f"/desk/revisits/{poor.order_id}/"
    for data in (
        {"method": "phone", "reached": "no", "grade": "5"},
        {"method": "phone", "reached": "yes"},
        {"method": "phone"},
    ):
        assert centre.post(url, {"version": fresh(poor), **data}).status_code == 200
    assert Revisit.objects.get().done_at is None
    done = centre.post(url, {"version": fresh(poor), "method": "phone", "reached": "no"})
    assert done.status_code == 302
    assert "没联系上" in centre.get(url).text


def test_a_desk_of_another_place_sees_neither_case_nor_revisit(cast: Cast, poor: QualityCase):
    other = browser(cast, "other_desk")
    assert other.get(f"/desk/cases/{poor.id}/").status_code == 404
    assert poor.order.number not in other.get("/desk/cases/").text
    assert other.get("/desk/revisits/").status_code == 403
