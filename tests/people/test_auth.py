"""Signing up and in by phone, and changing the phone, from the outside."""

import re
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client

from redvest.districts.models import District
from redvest.journal.models import Event
from redvest.people.auth import sms
from redvest.people.models import Account, Consent
from redvest.people.purposes import Purpose, current_words
from redvest.people.queries import account_by_phone
from redvest.people.queries.consents import agrees_to_rules
from redvest.people.services.accounts import open_account

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PHONE, PASSWORD = "13812345678", "red-vest-8-words"


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.DEMO = True  # The demo's inbox is where these tests read their messages.
    cache.clear()
    District.objects.create(
        code="620102",
        name="城关区",
        full_name="甘肃省兰州市城关区",
        province="甘肃省",
        city="兰州市",
    )


def last_code() -> str:
    return str(next(line["code"] for line in sms.kept() if line["kind"] == "login_code"))


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def sign_up(client: Client, phone: str = PHONE, **more):
    return client.post("/accounts/signup/", {"phone": phone, "agree": "on", **more})


def enter(client: Client, phone: str = PHONE):
    client.post("/accounts/login/", {"phone": phone})
    return client.post("/accounts/login/code/", {"code": last_code()})


def test_a_new_phone_gets_an_account_with_its_code():
    client = Client()
    answer = sign_up(client, "１３８ 1234 5678")
    assert answer["Location"] == "/accounts/login/code/"
    assert account_by_phone(PHONE).phone_verified_at is None
    answer = client.post("/accounts/login/code/", {"code": last_code()})
    assert answer.status_code == 302
    account = account_by_phone(PHONE)
    assert account.phone_verified_at is not None
    assert account.home_district == "620102"
    assert client.get("/accounts/").status_code == 200
    assert agrees_to_rules(account.id)


def test_signing_up_without_agreeing_opens_nothing():
    answer = Client().post("/accounts/signup/", {"phone": PHONE})
    assert answer.status_code == 200
    assert "请先阅读隐私说明并勾选同意" in text_of(answer)
    assert f'value="{PHONE}"' in answer.content.decode()
    assert not Account.objects.exists()
    assert sms.kept() == []


def test_the_consent_is_not_ticked_beforehand():
    assert " checked" not in Client().get("/accounts/signup/").content.decode()


@pytest.mark.parametrize(
    "typed", ["", "1381234567", "23812345678", "0931-8888888", "abc", "9" * 60]
)
def test_a_wrong_phone_is_refused_in_words(typed):
    for address in ("/accounts/signup/", "/accounts/login/"):
        answer = Client().post(address, {"phone": typed, "agree": "on"})
        assert answer.status_code == 200
        assert "手机号" in text_of(answer)
        assert typed in answer.content.decode()
    assert not Account.objects.exists()
    english = Client(headers={"accept-language": "en"})
    assert "mobile number" in text_of(english.post("/accounts/login/", {"phone": typed}))


def test_a_known_phone_signing_up_is_signed_in_and_nobody_can_tell():
    known = open_account(phone=PHONE, district="620102")
    asked = Client()
    one, other = sign_up(asked), sign_up(Client(), "13900000000")
    assert (one.status_code, one["Location"]) == (other.status_code, other["Location"])
    assert asked.post("/accounts/login/code/", {"code": sms.kept()[1]["code"]}).status_code == 302
    assert asked.session["_auth_user_id"] == str(known.id)
    assert agrees_to_rules(known.id)


def test_an_agreement_counts_only_with_the_code_and_for_its_own_account():
    other = open_account(phone="13900000001", district="620102")
    client = Client()
    sign_up(client)
    assert not Consent.objects.exists()
    enter(client, "13900000001")
    assert client.session["_auth_user_id"] == str(other.id)
    assert not Consent.objects.exists()


def test_the_words_one_agrees_to_are_on_the_page():
    shown = text_of(Client().get("/accounts/signup/"))
    words = current_words(Purpose.PRIVACY)
    for line in words.zh.splitlines():
        assert line.strip() in shown
    english = text_of(Client(headers={"accept-language": "en"}).get("/accounts/signup/"))
    assert words.en.splitlines()[0].strip() in unescape(english)


def test_an_unknown_phone_looks_like_a_known_one_when_asking_for_a_code():
    open_account(phone=PHONE, district="620102")
    pages = []
    for phone in (PHONE, "13812345679"):
        client = Client()
        answer = client.post("/accounts/login/", {"phone": phone})
        assert answer["Location"] == "/accounts/login/code/"
        again = client.post("/accounts/login/code/", {"action": "resend"})
        assert again["Location"] == "/accounts/login/code/"
        html = client.get("/accounts/login/code/").content.decode().replace(phone, "")
        pages.append(re.sub(r'value="\w{20,}"', "", html))
    assert pages[0] == pages[1]
    assert [line["kind"] for line in sms.kept()] == ["no_account", "login_code", "login_code"]


def test_an_unproven_sign_up_does_not_lock_the_owner_out():
    sign_up(Client())
    owner = Client()
    sign_up(owner)
    owner.post("/accounts/login/code/", {"code": last_code()})
    assert Account.objects.count() == 1
    assert owner.get("/accounts/").status_code == 200


def test_a_mistyped_number_is_corrected_by_going_back():
    open_account(phone=PHONE, district="620102")
    client = Client()
    client.post("/accounts/login/", {"phone": "13800000000"})
    assert 'name="phone"' in client.get("/accounts/login/").content.decode()
    assert enter(client).status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_a_code_works_once():
    open_account(phone=PHONE, district="620102")
    client = Client()
    assert enter(client).status_code == 302
    code = last_code()
    other = Client()
    assert other.post("/accounts/login/code/", {"code": code})["Location"].startswith("/accounts/")
    assert other.get("/accounts/").status_code == 302


def test_an_old_code_is_refused():
    import time_machine

    open_account(phone=PHONE, district="620102")
    client = Client()
    with time_machine.travel("2026-11-01 08:00:00Z", tick=False) as clock:
        client.post("/accounts/login/", {"phone": PHONE})
        clock.shift(301)
        client.post("/accounts/login/code/", {"code": last_code()})
        assert client.get("/accounts/").status_code == 302


def test_the_fifth_wrong_code_ends_the_try():
    open_account(phone=PHONE, district="620102")
    client = Client()
    client.post("/accounts/login/", {"phone": PHONE})
    right = last_code()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(4):
        answer = client.post("/accounts/login/code/", {"code": wrong})
        assert "验证码不对" in text_of(answer)
    assert client.post("/accounts/login/code/", {"code": wrong}).status_code == 302
    client.post("/accounts/login/code/", {"code": right})
    assert client.get("/accounts/").status_code == 302


def test_a_code_in_full_width_digits_is_taken():
    open_account(phone=PHONE, district="620102")
    client = Client()
    client.post("/accounts/login/", {"phone": PHONE})
    wide = last_code().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert client.post("/accounts/login/code/", {"code": wide}).status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_a_password_signs_in_and_a_wrong_one_says_nothing_about_the_phone():
    open_account(phone=PHONE, district="620102", password=PASSWORD)
    for phone in (PHONE, "13812345679"):
        answer = Client().post("/accounts/login/password/", {"login": phone, "password": "wrong"})
        assert "手机号或密码不对" in text_of(answer)
    client = Client()
    before = client.get("/accounts/login/password/").cookies.get("sessionid")
    answer = client.post("/accounts/login/password/", {"login": PHONE, "password": PASSWORD})
    assert answer["Location"] == "/"
    assert before is None or client.cookies["sessionid"].value != before.value


def test_the_page_asked_for_comes_after_signing_in():
    open_account(phone=PHONE, district="620102")
    client = Client()
    answer = client.get("/accounts/devices/")
    assert answer["Location"] == "/accounts/login/?next=/accounts/devices/"
    page = client.get(answer["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/accounts/devices/">' in page
    answer = client.post("/accounts/login/", {"phone": PHONE, "next": "/accounts/devices/"})
    assert "next=%2Faccounts%2Fdevices%2F" in answer["Location"]
    answer = client.post(answer["Location"], {"code": last_code()})
    assert answer["Location"] == "/accounts/devices/"


def test_the_page_asked_for_survives_signing_up():
    client = Client()
    answer = sign_up(client, next="/accounts/devices/")
    answer = client.post(answer["Location"], {"code": last_code()})
    assert answer["Location"] == "/accounts/devices/"


def test_the_account_remembers_the_language_it_was_opened_in():
    client = Client(headers={"accept-language": "en"})
    sign_up(client)
    assert account_by_phone(PHONE).language == "en"


def test_no_session_or_cache_row_shows_a_phone_or_a_code():
    from django.db import connection

    client = Client()
    sign_up(client)
    code = last_code()
    for table in ("django_session", "core_cache", "people_account", "journal_event"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")  # noqa: S608
            dump = cursor.fetchone()[0]
        assert PHONE not in dump
        assert PHONE.encode().hex() not in dump
        assert code.encode().hex() not in dump


def test_the_demo_inbox_exists_only_in_a_demo(settings):
    assert Client().get("/demo/sms/").status_code == 200
    settings.DEMO = False
    assert Client().get("/demo/sms/").status_code == 404


def test_unproven_accounts_are_forgotten_after_a_day():
    import time_machine

    from redvest.people.services.signing_in import forget_unproven

    open_account(phone="13900000001", district="620102")
    sign_up(Client())
    assert forget_unproven() == 0
    with time_machine.travel("2030-01-01"):
        assert forget_unproven() == 1
    assert account_by_phone(PHONE) is None
    assert account_by_phone("13900000001") is not None


def test_outside_a_demo_the_code_travels_as_a_message(settings):
    from redvest.notices import queries
    from redvest.notices.models import Message

    settings.DEMO = False
    open_account(phone=PHONE, district="620102")
    client = Client()
    client.post("/accounts/login/", {"phone": PHONE})
    message = Message.objects.get()
    assert (message.template, message.channel, message.district) == ("login_code", "sms", "620102")
    code = queries.params_of(message)["code"]
    client.post("/accounts/login/code/", {"code": code})
    assert client.get("/accounts/").status_code == 200
    Client().post("/accounts/login/", {"phone": "13800000000"})
    assert Message.objects.filter(template="no_account").count() == 1


def test_every_message_of_signing_in_has_its_words():
    from redvest.notices import codes
    from redvest.notices.models import Message

    kinds = [sms.LOGIN_CODE, sms.NO_ACCOUNT, sms.PHONE_CHANGED, sms.PASSWORD_CHANGED]
    for kind in kinds:
        codes.send(phone=PHONE, kind=kind, code="123456", district="620102")
    assert sorted(Message.objects.values_list("template", flat=True)) == sorted(kinds)


def test_a_phone_is_changed_by_a_code_to_the_new_one_and_the_old_one_hears():
    account = open_account(phone=PHONE, district="620102")
    client = Client()
    enter(client)
    answer = client.post("/accounts/phone/change/", {"phone": "139 0000 0009"})
    assert answer["Location"] == "/accounts/phone/verify/"
    assert account_by_phone("13900000009") is None
    client.post("/accounts/phone/verify/", {"code": last_code()})
    assert account_by_phone("13900000009") == account
    assert account_by_phone(PHONE) is None
    assert sms.kept()[0] == sms.kept()[0] | {"kind": "phone_changed", "phone": "138****5678"}
    assert Event.objects.filter(kind="account.phone_changed").count() == 1


def test_the_phone_of_somebody_else_cannot_be_taken():
    open_account(phone="13900000009", district="620102")
    account = open_account(phone=PHONE, district="620102")
    client = Client()
    enter(client)
    client.post("/accounts/phone/change/", {"phone": "13900000009"})
    answer = client.post("/accounts/phone/verify/", {"code": last_code()})
    assert "已用于另一个账号" in text_of(answer)
    assert account_by_phone(PHONE) == account


def test_changing_the_phone_asks_for_the_password_again():
    open_account(phone=PHONE, district="620102", password=PASSWORD)
    client = Client()
    client.post("/accounts/login/password/", {"login": PHONE, "password": PASSWORD})
    answer = client.post("/accounts/phone/change/", {"phone": "13900000009"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert sms.kept() == []
