"""My messages, my preferences, undelivered messages."""

from typing import Any

import pytest
from django.test import Client

from redvest.districts.models import District
from redvest.engines.roles import Role
from redvest.notices.labels import Channel
from redvest.notices.models import Message, Preference
from redvest.notices.services import notify
from redvest.people.actors import system
from redvest.people.auth import sms
from redvest.people.models import Account
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role

pytestmark = pytest.mark.django_db
DISTRICT = "620102"


@pytest.fixture(autouse=True)
def district(settings: Any) -> None:
    settings.REDVEST_STAFF_MFA = settings.STAFF_MFA = False
    District.objects.create(
        code=DISTRICT, name="城关区", full_name="城关区", province="甘肃省", city="兰州市"
    )


def somebody(phone: str = "13800001234", role: Role | None = None) -> tuple[Account, Client]:
    account = open_account(phone=phone, district=DISTRICT)
    if role is not None:
        grant_role(actor=system(DISTRICT), account_id=account.id, role=role, scope=DISTRICT)
    client = Client()
    client.force_login(account)
    return account, client


def tell(account: Account, **more: Any) -> Message:
    notify(
        district=DISTRICT,
        template="role_granted",
        params={"role": "站长", "place": "皋兰路"},
        to_account_id=account.id,
        **more,
    )
    return Message.objects.filter(to_account=account, channel="in_app").latest("created_at")


def test_a_message_is_shown_opened_and_counted():
    account, client = somebody()
    message = tell(account, url="/health/live")
    page = client.get("/me/messages/").content.decode()
    assert "站长" in page
    assert "有 1 条未读" in page
    answer = client.post(f"/me/messages/{message.id}/")
    assert answer["Location"] == "/health/live"
    assert Message.objects.get(id=message.id).read_at is not None
    assert "有 0 条未读" in client.get("/me/messages/").content.decode()


def test_everything_can_be_marked_as_read():
    account, client = somebody()
    tell(account)
    tell(account)
    assert client.post("/me/messages/read/").status_code == 302
    assert not Message.objects.filter(channel="in_app", read_at=None).exists()


def test_somebody_elses_message_does_not_exist():
    other, _client = somebody()
    message = tell(other)
    _account, client = somebody("13800001235")
    assert client.post(f"/me/messages/{message.id}/").status_code == 404
    assert Message.objects.get(id=message.id).read_at is None


GOOD = {"wants_sms": "on", "quiet_from": "21:00", "quiet_to": "08:00", "version": "1"}


def test_preferences_are_kept_and_shown_again():
    account, client = somebody()
    wanted = {**GOOD, "wants_email": "on", "email": "a@example.org"}
    assert client.post("/me/notices/", wanted).status_code == 302
    row = Preference.objects.get(account=account)
    assert (row.wants_sms, row.wants_wechat, row.wants_email, row.version) == (
        True,
        False,
        True,
        2,
    )
    page = client.get("/me/notices/").content.decode()
    assert "21:00" in page
    assert "a@example.org" not in page


@pytest.mark.parametrize(
    ("wrong", "said", "said_in_english"),
    [
        ({"quiet_to": ""}, "都填上", "Fill in both"),
        ({"quiet_from": "25:00"}, "24小时制", "24-hour clock"),
        ({"wants_email": "on"}, "请填写邮箱地址", "fill in your address"),
        ({"email": "not-an-address"}, "邮箱地址不完整", "not complete"),
    ],
)
def test_bad_preferences_are_refused_and_what_was_typed_is_kept(
    wrong: dict[str, str], said: str, said_in_english: str
):
    account, client = somebody()
    typed = {**GOOD, "quiet_from": "21:07", **wrong}
    for language, words in (("zh-hans", said), ("en", said_in_english)):
        client.cookies["django_language"] = language
        Account.objects.filter(id=account.id).update(language=language)
        answer = client.post("/me/notices/", typed)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert words in page
        assert typed["quiet_from"] in page
        assert not Preference.objects.exists()


def test_a_page_that_was_opened_before_another_change_is_refused():
    account, client = somebody()
    assert client.post("/me/notices/", GOOD).status_code == 302
    answer = client.post("/me/notices/", {**GOOD, "wants_sms": ""})
    assert answer.status_code == 409
    assert Preference.objects.get(account=account).wants_sms


def test_whoever_is_on_duty_sends_a_dead_message_again():
    account, _client = somebody()
    tell(account)
    Message.objects.filter(channel="sms").update(
        status="dead", next_try_at=None, error="gateway_refused", attempts=8
    )
    _staff, client = somebody("13800001236", Role.CENTRE_ADMIN)
    page = client.get("/desk/messages/").content.decode()
    assert "短信网关拒收" in page
    assert "站长" not in page
    message = Message.objects.get(channel="sms", to_account=account)
    assert client.post(f"/desk/messages/{message.id}/retry/").status_code == 302
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 0)
    assert client.post(f"/desk/messages/{message.id}/retry/").status_code == 404


def test_the_demonstration_shows_every_message_in_one_place(settings):
    settings.DEMO = True
    notify(
        district=DISTRICT,
        template="role_granted",
        params={"role": "站长", "place": "畅家巷"},
        to_phone="13800001234",
        channels=[Channel.SMS],
    )
    sms.send(phone="13800005678", kind=sms.LOGIN_CODE, code="246810")
    html = Client(headers={"accept-language": "zh-hans"}).get("/demo/sms/").content.decode()
    assert "246810" in html
    assert "畅家巷" in html
    assert "13800001234" not in html
    assert html.index("246810") < html.index("畅家巷")
    settings.DEMO = False
    assert Client().get("/demo/sms/").status_code == 404
