"""The pages about oneself, as a browser meets them: shown, kept, refused and traced."""

import re
from datetime import date

import pytest
from django.test import Client

from redvest.core.models import AnsweredRequest
from redvest.journal.models import Event
from redvest.people.models import Account, Consent, Person, Volunteer
from redvest.people.services.volunteering import register_volunteer
from tests.people.browsing import a_granny, browser, hidden, text_of
from tests.people.cast import (
    HERE,
    NEXT_DOOR,
    a_candidate,
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


def test_a_newcomer_fills_in_the_profile():
    client = browser(an_account(1))
    assert client.get("/me/profile/").status_code == 302
    form = client.get("/me/profile/edit/")
    assert form.status_code == 200
    assert "酒泉路街道" in text_of(form)
    entered = {
        "_key": hidden(form, "_key"),
        "name": "张小三",
        "id_kind": "resident_id",
        "id_number": papers(BORN, 1),
        "home_community": HERE,
        "address": "畅家巷12号3单元501室",
        "agrees_real_name": "on",
    }
    answer = client.post("/me/profile/edit/", entered)
    assert (answer.status_code, answer["Location"]) == (302, "/me/profile/")
    shown = text_of(client.get("/me/profile/"))
    assert "张*三" in shown
    for plain in ("张小三", papers(BORN, 1), "501室"):
        assert plain not in shown
    assert Consent.objects.get().purpose == "real_name"
    again = client.post("/me/profile/edit/", entered)
    assert again.status_code == 302
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "zh", "en"),
    [
        ({"id_number": "62010219800501001"}, "18位", "18 characters"),
        ({"id_number": papers(BORN, 1)[:-1] + "#"}, "只有数字", "only digits"),
        ({"name": "张3"}, "不要带数字", "without digits"),
        ({"home_community": ""}, "请选择社区", "Choose a community"),
        ({"home_community": "350102001001"}, "本区的社区", "of this district"),
        ({"address": "长" * 201}, "最多200个字", "200 characters"),
        ({"agrees_real_name": ""}, "先同意核验", "agree to the check"),
        ({"birth_date": "80年5月"}, "年-月-日", "year-month-day"),
        ({"categories": ["emperor"]}, "列出的选项", "from the list"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(wrong: dict[str, object], zh: str, en: str):
    account = an_account(1)
    entered = {
        "name": "张小三",
        "id_kind": "resident_id",
        "id_number": papers(BORN, 1),
        "home_community": HERE,
        "address": "畅家巷12号",
        "agrees_real_name": "on",
        **wrong,
    }
    answer = browser(account).post("/me/profile/edit/", entered)
    assert answer.status_code == 200
    assert zh in text_of(answer)
    for name in ("name", "address"):
        assert str(entered[name]) in text_of(answer)
    account.language = "en"
    account.save(update_fields=["language"])
    assert en in text_of(browser(account, "en").post("/me/profile/edit/", entered))
    assert not Person.objects.exists()


def test_papers_entered_by_others_lead_to_the_claim():
    a_granny(staff(9), phone="19900000001", id_number=papers(BORN, 2))
    client = browser(an_account(1))
    answer = client.post(
        "/me/profile/edit/",
        {
            "name": "李桂兰",
            "id_kind": "resident_id",
            "id_number": papers(BORN, 2),
            "home_community": HERE,
            "agrees_real_name": "on",
        },
    )
    assert answer.status_code == 200
    assert 'href="/me/claim/"' in text_of(answer)
    listed = client.get("/me/claim/")
    assert "李*兰" in text_of(listed)
    assert "李桂兰" not in text_of(listed)
    row = Person.objects.get()
    page = f"/me/claim/{row.id}/"
    wrong = client.post(page, {"answer": "0000", "_key": "k1"})
    assert wrong.status_code == 200
    assert "不一致" in text_of(wrong)
    assert Event.objects.filter(kind="claim.refused").count() == 1
    right = client.post(page, {"answer": papers(BORN, 2)[-4:], "_key": "k2"})
    assert right.status_code == 302
    assert Person.objects.get().account_id is not None
    assert browser(an_account(2)).get(page).status_code == 404


def test_an_old_form_comes_back_with_what_was_typed():
    actor = a_resident(1)
    client = browser(actor)
    version = hidden(client.get("/me/profile/edit/"), "version")
    entered = {"name": "", "id_kind": "resident_id", "home_community": NEXT_DOOR}
    first = client.post("/me/profile/edit/", {**entered, "version": version, "_key": "a"})
    assert first.status_code == 302
    later = {**entered, "home_community": HERE, "address": "新地址7号"}
    late = client.post(
        "/me/profile/edit/",
        {
            **entered,
            "home_community": HERE,
            "address": "新地址7号",
            "version": version,
            "_key": "b",
        },
    )
    assert late.status_code == 409
    assert "新地址7号" in text_of(late)
    assert Person.objects.get().home_community == NEXT_DOOR
    fresh = hidden(late, "version")
    again = client.post(
        "/me/profile/edit/",
        {**later, "version": fresh, "_key": "c"},
    )
    assert again.status_code == 302
    assert Person.objects.get().home_community == HERE


def test_fields_nobody_offered_are_not_written():
    actor = a_candidate(1)
    register_volunteer(actor=actor)
    other = an_account(2)
    client = browser(actor)
    forbidden = {
        "district": "350102",
        "account": str(other.id),
        "account_id": str(other.id),
        "real_name_basis": "in_person",
        "real_name_verified_at": "2020-01-01",
        "entered_via": "station",
        "status": "active",
        "volunteer_no": "62010200000000",
        "last_served_on": "2020-01-01",
        "pledged_at": "2020-01-01",
        "role": "centre_admin",
        "closed_at": "2020-01-01",
        "is_active": "0",
    }
    before = Person.objects.values(*forbidden_person()).get()
    number = Volunteer.objects.get().volunteer_no
    client.post(
        "/me/profile/edit/",
        {"name": "", "id_kind": "resident_id", "home_community": HERE, "version": 1, **forbidden},
    )
    client.post(
        "/me/volunteer/service/",
        {"version": Volunteer.objects.get().version, "skills": ["law"], **forbidden},
    )
    assert Person.objects.values(*forbidden_person()).get() == before
    volunteer = Volunteer.objects.get()
    assert (volunteer.volunteer_no, volunteer.status) == (number, "real_name_verified")
    assert (volunteer.pledged_at, volunteer.last_served_on) == (None, None)
    assert volunteer.skills == ["law"]
    assert not acting(Account.objects.get(id=actor.account_id)).grants


def forbidden_person() -> list[str]:
    return ["district", "account_id", "real_name_basis", "entered_via", "closed_at"]


def test_reading_in_full_is_a_submission_that_is_stored_nowhere():
    actor = a_resident(1)
    client = browser(actor)
    assert client.get("/me/profile/read/id_number/").status_code == 405
    answer = client.post("/me/profile/read/id_number/", {"_key": "same"})
    assert papers(BORN, 1) in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    client.post("/me/profile/read/id_number/", {"_key": "same"})
    assert Event.objects.filter(kind="personal_data.read").count() == 2
    for row in AnsweredRequest.objects.all():
        assert papers(BORN, 1) not in row.body
    assert client.post("/me/profile/read/password/", {}).status_code == 404


def test_somebody_becomes_a_volunteer_step_by_step():
    actor = a_resident(1)
    client = browser(actor)
    form = client.get("/me/volunteer/")
    assert form.status_code == 200
    answer = client.post("/me/volunteer/", {"skills": ["haircut"], "day_0": ["0", "2"]})
    assert (answer.status_code, answer["Location"]) == (302, "/me/volunteer/pledge/")
    assert Volunteer.objects.get().availability == 0b101
    refused = client.post("/me/volunteer/pledge/", {})
    assert refused.status_code == 200
    assert Volunteer.objects.get().pledged_at is None
    assert client.post("/me/volunteer/pledge/", {"pledges": "on"}).status_code == 302
    assert "同意实名核验" in text_of(client.get("/me/volunteer/"))
    client.post("/me/consents/", {"shown": ["real_name"], "purpose": ["real_name"]})
    shown = text_of(client.get("/me/volunteer/"))
    assert Volunteer.objects.get().status == "active"
    assert Volunteer.objects.get().volunteer_no in shown
    assert client.post("/me/volunteer/pause/", {"_key": "1"}).status_code == 302
    assert client.post("/me/volunteer/pause/", {"_key": "2"}).status_code == 409
    assert client.post("/me/volunteer/resume/", {"_key": "3"}).status_code == 302
    edit = client.get("/me/volunteer/service/")
    assert re.search(r'name="day_0"[^>]*value="2"[^>]*checked', text_of(edit))


def test_a_slot_nobody_offered_is_refused():
    actor = a_candidate(1)
    answer = browser(actor).post("/me/volunteer/", {"day_0": ["9"]})
    assert answer.status_code == 200
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize(
    "page",
    [
        "/me/consents/",
        "/me/profile/edit/",
        "/me/volunteer/",
        "/me/family/child/",
        "/me/close/",
        "/desk/residents/new/",
    ],
)
def test_nothing_is_ticked_in_advance(page: str):
    person = a_resident(1) if page.startswith("/me") else staff(9)
    answer = browser(person).get(page)
    assert answer.status_code == 200
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", text_of(answer))
    assert boxes
    assert [box for box in boxes if "checked" in box] == []


def test_switches_are_given_and_taken_back_one_by_one():
    actor = a_resident(1)
    client = browser(actor)
    shown = re.findall(r'name="shown" value="(\w+)"', text_of(client.get("/me/consents/")))
    assert "name_publication" in shown
    assert "minor" not in shown
    chosen = {"shown": shown, "purpose": ["name_publication", "minor", "privacy"]}
    assert client.post("/me/consents/", chosen).status_code == 302
    assert [c.purpose for c in Consent.objects.all()] == ["name_publication"]
    client.post("/me/consents/", {"shown": shown, "_key": "2"})
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert "撤回" in text_of(client.get("/me/consents/"))


def test_the_rules_are_open_to_everybody_and_agreed_to_once():
    a_resident(2)
    assert "个人信息处理规则" in text_of(Client().get("/rules/"))
    assert Client().post("/rules/").status_code == 403
    client = browser(an_account(1))
    assert "我已阅读并同意" in text_of(client.get("/rules/"))
    assert client.post("/rules/").status_code == 302
    assert "我已阅读并同意" not in text_of(client.get("/rules/"))
    assert "How we handle" in text_of(Client(headers={"accept-language": "en"}).get("/rules/"))
