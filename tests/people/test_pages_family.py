"""Family, my data and leaving, as a browser meets them."""

from datetime import date

import pytest

from redvest.core.models import AnsweredRequest
from redvest.journal.models import Event
from redvest.people.models import Account, Guardianship, Person, ProxyLink, Volunteer
from redvest.people.services.volunteering import make_pledge, register_volunteer
from tests.people.browsing import browser, text_of
from tests.people.cast import (
    HERE,
    a_candidate,
    a_resident,
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


def test_a_relative_is_entered_and_confirmed_with_the_code(sent):
    actor = a_resident(1)
    client = browser(actor)
    entered = {"name": "李奶奶", "phone": "139 0000 1111", "home_community": HERE, "address": ""}
    wrong = client.post("/me/family/relative/", {**entered, "phone": "123"})
    assert wrong.status_code == 200
    assert "李奶奶" in text_of(wrong)
    assert not ProxyLink.objects.exists()
    answer = client.post("/me/family/relative/", entered)
    page = answer["Location"]
    assert "139****1111" in text_of(client.get(page))
    assert "不对或已过期" in text_of(client.post(page, {"code": "000", "_key": "1"}))
    from redvest.people.models import OneTimeCode

    assert OneTimeCode.objects.get().tries == 1
    assert browser(an_account(3)).get(page).status_code == 404
    assert client.post(page, {"code": sent[0]["code"], "_key": "2"}).status_code == 302
    assert "李*奶" in text_of(client.get("/me/family/"))
    link = ProxyLink.objects.get()
    assert client.post(f"/me/family/relative/{link.id}/end/").status_code == 302
    assert ProxyLink.objects.get().ended_at is not None


def test_a_child_is_entered_registered_and_forgotten(time_machine):
    time_machine.move_to("2026-11-22T04:00:00Z", tick=False)
    actor = a_resident(1)
    client = browser(actor)
    entered = {
        "name": "张小小",
        "id_kind": "resident_id",
        "id_number": papers(date(2016, 3, 1), 501),
        "relation": "mother",
    }
    refused = client.post("/me/family/child/", entered)
    assert refused.status_code == 200
    assert "张小小" in text_of(refused)
    assert Person.objects.count() == 1
    assert client.post("/me/family/child/", {**entered, "agrees": "on"}).status_code == 302
    child = Person.objects.get(account=None)
    assert client.post(f"/me/family/child/{child.id}/volunteer/").status_code == 302
    assert Volunteer.objects.get().status == "active"
    assert browser(a_resident(2)).post(f"/me/family/child/{child.id}/forget/").status_code == 404
    assert client.post(f"/me/family/child/{child.id}/forget/").status_code == 302
    assert Person.objects.get(id=child.id).name is None


def test_a_guardian_answers_on_their_own_page(time_machine):
    time_machine.move_to("2026-11-22T04:00:00Z", tick=False)
    youth = a_candidate(2, date(2010, 1, 1))
    register_volunteer(actor=youth)
    make_pledge(actor=youth)
    asked = browser(youth).post(
        "/me/family/guardian/", {"phone": "19900000001", "relation": "mother"}
    )
    assert asked.status_code == 302
    tie = Guardianship.objects.get()
    guardian = a_resident(1)
    client, page = browser(guardian), f"/me/family/guardian/{tie.id}/"
    assert page in text_of(client.get("/me/family/"))
    assert "监护人" in text_of(client.get(page))
    assert browser(youth).get(page).status_code == 404
    assert client.post(page, {}).status_code == 200
    assert Guardianship.objects.get().confirmed_at is None
    assert client.post(page, {"agrees": "yes"}).status_code == 302
    assert Volunteer.objects.get().status == "active"
    assert client.post(f"/me/family/guardian/{tie.id}/end/").status_code == 302
    assert Volunteer.objects.get().status == "guardian_pending"


def test_my_data_are_listed_masked_and_taken_in_full():
    desk = staff(9)
    actor = a_resident(1)
    from redvest.people.services.residents import read_in_full

    read_in_full(actor=desk, person_id=actor.person_id, field="phone", reason="核对服务时间")
    client = browser(actor)
    shown = text_of(client.get("/me/data/"))
    assert "核对服务时间" in shown
    assert "常住社区" in shown
    assert "home_community" not in shown
    for plain in ("张小三", papers(BORN, 1), "501室", "19900000001"):
        assert plain not in shown
    answer = client.post("/me/data/take/", {"format": "json"})
    assert answer["Content-Type"].startswith("application/json")
    assert papers(BORN, 1) in text_of(answer)
    printed = client.post("/me/data/take/", {"format": "print"})
    assert "19900000001" in text_of(printed)
    assert Event.objects.filter(kind="personal_data.exported").count() == 2
    assert not AnsweredRequest.objects.filter(body__contains="19900000001").exists()


def test_leaving_through_the_page(sent):
    actor = a_resident(1)
    client = browser(actor)
    assert client.post("/me/close/code/", {"_key": "1"}).status_code == 302
    unsure = client.post("/me/close/", {"code": sent[0]["code"], "_key": "2"})
    assert unsure.status_code == 200
    wrong = client.post("/me/close/", {"code": "000", "sure": "on", "_key": "3"})
    assert "不对" in text_of(wrong)
    assert Account.objects.get(id=actor.account_id).is_active
    answer = client.post("/me/close/", {"code": sent[0]["code"], "sure": "on", "_key": "4"})
    assert (answer.status_code, answer["Location"]) == (302, "/goodbye/")
    assert client.get("/goodbye/").status_code == 200
    assert client.get("/me/profile/").status_code == 302
    assert not Account.objects.get(id=actor.account_id).is_active
