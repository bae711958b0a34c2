"""The desk's pages about residents: the own place, masks, reasons."""

import re
from datetime import date

import pytest

from redvest.core.models import AnsweredRequest
from redvest.engines.roles import Role
from redvest.journal.models import Event
from redvest.people.models import Person, ProxyLink, Volunteer
from redvest.people.purposes import Purpose
from redvest.people.services.consenting import give_consent
from redvest.people.services.families import add_child
from redvest.people.services.volunteering import make_pledge, register_volunteer
from tests.people.browsing import a_granny, browser, text_of
from tests.people.cast import (
    DISTRICT,
    ELSEWHERE,
    HERE,
    NEXT_DOOR,
    a_resident,
    acting,
    an_account,
    papers,
    staff,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("place", "no_second_factor"),
    pytest.mark.slow,
]
BORN = date(1980, 5, 1)


def test_the_desk_lists_its_own_place_masked():
    desk = staff(9)
    a_granny(desk)
    a_resident(1, name="张远方", home_community=ELSEWHERE)
    shown = text_of(browser(desk).get("/desk/residents/"))
    assert "李*兰" in shown
    for other in ("李桂兰", "张*方", "张远方", "8401234"):
        assert other not in shown
    assert browser(a_resident(2)).get("/desk/residents/").status_code == 403
    everywhere = text_of(browser(staff(8, Role.CENTRE_ADMIN, DISTRICT)).get("/desk/residents/"))
    assert "张*方" in everywhere


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0931-8401234", True),
        ("０９３１ ８４０１２３４", True),
        ("8401234", False),
        ("李桂兰", False),
        ("李", False),
        (papers(BORN, 2), True),
        (papers(BORN, 2)[:10], False),
    ],
)
def test_the_search_takes_whole_numbers_only(typed: str, found: bool):
    desk = staff(9)
    a_granny(desk, id_number=papers(BORN, 2))
    answer = browser(desk).post("/desk/residents/", {"q": typed})
    assert answer.status_code == 200
    assert ("李*兰" in text_of(answer)) is found
    stranger = browser(staff(8, scope=ELSEWHERE)).post("/desk/residents/", {"q": typed})
    assert "李*兰" not in text_of(stranger)


def test_the_desk_enters_a_resident():
    desk = staff(9)
    client = browser(desk)
    assert NEXT_DOOR not in text_of(client.get("/desk/residents/new/"))
    entered = {
        "name": "李桂兰",
        "phone": "0931-8401234",
        "home_community": HERE,
        "consent_basis": "in_person",
        "care_note": "腿脚不便",
    }
    refused = client.post("/desk/residents/new/", entered)
    assert refused.status_code == 200
    assert "腿脚不便" in text_of(refused)
    assert not Person.objects.exists()
    answer = client.post("/desk/residents/new/", {**entered, "care_agreed": "on"})
    assert answer.status_code == 302
    page = answer["Location"]
    shown = client.get(page)
    assert shown.status_code == 200
    assert "腿脚不便" not in text_of(shown)
    assert browser(staff(8, scope=ELSEWHERE)).get(page).status_code == 404
    asked = client.post(f"{page}care/read/", {})
    assert "腿脚不便" not in text_of(asked)
    read = client.post(f"{page}care/read/", {"reason": "入户探访", "_key": "1"})
    assert "腿脚不便" in text_of(read)
    assert Event.objects.filter(kind="personal_data.read", reason="入户探访").count() == 1
    assert client.post(f"{page}care/drop/", {"_key": "2"}).status_code == 302
    assert client.post(f"{page}care/read/", {"reason": "再看", "_key": "3"}).status_code == 409


def test_a_reason_comes_before_the_text():
    desk = staff(9)
    person = a_granny(desk)
    client, page = browser(desk), f"/desk/residents/{person.id}/read/address/"
    first = client.post(page, {"_key": "1"})
    assert first.status_code == 200
    assert "501室" not in text_of(first)
    empty = client.post(page, {"reason": " ", "_key": "2"})
    assert "501室" not in text_of(empty)
    assert not Event.objects.filter(kind="personal_data.read").exists()
    full = client.post(page, {"reason": "上门服务", "_key": "3"})
    assert "501室" in text_of(full)
    assert Event.objects.filter(kind="personal_data.read", reason="上门服务").count() == 1
    assert not AnsweredRequest.objects.filter(body__contains="501室").exists()
    political = f"/desk/residents/{person.id}/read/political_status/"
    assert client.post(political, {"reason": "看看", "_key": "4"}).status_code == 403


def test_a_childs_page_asks_for_approval_first(time_machine):
    time_machine.move_to("2026-11-22T04:00:00Z", tick=False)
    guardian, desk, center = a_resident(1), staff(9), staff(8, Role.CENTRE_ADMIN, DISTRICT)
    child = add_child(
        actor=guardian,
        name="张小小",
        id_number=papers(date(2016, 3, 1), 501),
        relation="mother",
        agrees=True,
    )
    client = browser(desk)
    page = f"/desk/residents/{child.id}/"
    assert "不满14周岁" in text_of(client.get(page))
    reading = {"reason": "核对", "_key": "1"}
    assert client.post(f"{page}read/name/", reading).status_code == 403
    assert client.post(f"{page}minor/", {"reason": "安全核对"}).status_code == 302
    assert client.get("/desk/minors/").status_code == 403
    deciding = browser(center)
    waiting = text_of(deciding.get("/desk/minors/"))
    [access] = re.findall(r'name="access" value="([^"]+)"', waiting)
    assert deciding.post("/desk/minors/", {"access": "nonsense"}).status_code == 404
    answer = deciding.post("/desk/minors/", {"access": access, "decision": "approve"})
    assert answer.status_code == 302
    assert "张小小" in text_of(client.post(f"{page}read/name/", {"reason": "核对", "_key": "2"}))


def test_the_desk_corrects_verifies_hands_over_and_decides():
    desk, center = staff(9), staff(8, Role.CENTRE_ADMIN, DISTRICT)
    person = a_granny(desk, id_number=papers(BORN, 2))
    client, page = browser(desk), f"/desk/residents/{person.id}/"
    late = client.post(f"{page}change/", {"name": "李桂花", "version": "0", "_key": "1"})
    assert late.status_code == 409
    assert "李桂花" in text_of(late)
    fresh = client.post(f"{page}change/", {"name": "李桂花", "version": "1", "_key": "2"})
    assert fresh.status_code == 302
    assert client.post(f"{page}verify/", {"saw": "", "_key": "3"}).status_code == 200
    assert client.post(f"{page}verify/", {"saw": "身份证原件", "_key": "4"}).status_code == 302
    an_account(5)
    hand_over = {"phone": "19900000005", "saw": "身份证原件", "_key": "5"}
    assert client.post(f"{page}attach/", hand_over).status_code == 302
    account = Person.objects.get(id=person.id).account
    actor = acting(account)
    give_consent(actor=actor, purpose=Purpose.REAL_NAME)
    register_volunteer(actor=actor)
    make_pledge(actor=actor)
    deciding = f"/desk/volunteers/{Volunteer.objects.get().id}/"
    assert "限制服务" not in text_of(client.get(deciding))
    boss = browser(center)
    assert "限制服务" in text_of(boss.get(deciding))
    assert boss.post(deciding, {"reason": "投诉", "_key": "6"}).status_code == 200
    forged = client.post(deciding, {"action": "restrict", "reason": "投诉", "_key": "7"})
    assert forged.status_code == 403
    assert Volunteer.objects.get().status == "active"
    decided = boss.post(deciding, {"action": "restrict", "reason": "投诉属实", "_key": "8"})
    assert decided.status_code == 302
    assert Volunteer.objects.get().status == "restricted"


def test_the_station_confirms_a_relative(sent):
    from redvest.people.services.standing_in import ask_to_stand_in

    actor, desk = a_resident(1), staff(9)
    link = ask_to_stand_in(actor=actor, name="李奶奶", phone="0931-8401234", home_community=HERE)
    client, page = browser(desk), f"/desk/residents/{link.resident_id}/"
    assert "等居民同意" in text_of(client.get(page))
    confirm = f"{page}proxies/{link.id}/confirm/"
    assert client.post(confirm, {"note": "", "_key": "1"}).status_code == 422
    assert ProxyLink.objects.get().confirmed_at is None
    assert client.post(confirm, {"note": "本人到站点", "_key": "2"}).status_code == 302
    assert ProxyLink.objects.get().confirmed_at is not None
    assert client.post(f"{page}proxies/{link.id}/end/", {"_key": "3"}).status_code == 302
