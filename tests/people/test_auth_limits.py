"""Guessing is expensive, and locking somebody out is not a weapon."""

import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from redvest.people.auth import sms
from redvest.people.services.accounts import open_account
from tests.people.test_auth import PASSWORD, PHONE, enter, last_code, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.DEMO = True
    cache.clear()


@pytest.fixture
def account():
    return open_account(phone=PHONE, district="620102", password=PASSWORD)


WRONG = "wrong-guess"


def guess(client: Client, password: str = WRONG, phone: str = PHONE, **headers):
    return client.post(
        "/accounts/login/password/", {"login": phone, "password": password}, headers=headers
    )


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_sixth_bad_password_is_locked_and_says_for_how_long(account):
    with time_machine.travel("2026-11-01 08:00:00Z", tick=False) as clock:
        for _ in range(5):
            assert "手机号或密码不对" in text_of(guess(Client()))
        clock.shift(60)
        locked = Client()
        answer = guess(locked, PASSWORD)
        assert "请 14 分钟后再试" in text_of(answer)
        assert "短信验证码登录" in text_of(answer)
        assert f'value="{PHONE}"' in answer.content.decode()
        assert not signed_in(locked)
        english = Client(headers={"accept-language": "en"})
        assert "wait 14 minutes" in text_of(guess(english, PASSWORD))
        clock.shift(14 * 60 + 1)
        later = Client()
        guess(later, PASSWORD)
        assert signed_in(later)


def test_the_owner_gets_in_by_code_while_the_password_is_locked(account):
    for _ in range(6):
        guess(Client())
    owner = Client()
    enter(owner)
    assert signed_in(owner)


def test_the_owner_gets_in_on_a_known_device_while_strangers_are_locked_out(account):
    known = Client()
    guess(known, PASSWORD)
    known.post("/accounts/logout/")
    for _ in range(6):
        guess(Client())
    stranger = Client()
    guess(stranger, PASSWORD)
    assert not signed_in(stranger)
    guess(known, PASSWORD)
    assert signed_in(known)


def test_a_stolen_device_cookie_has_tries_of_its_own_and_no_more(account):
    known = Client()
    guess(known, PASSWORD)
    known.post("/accounts/logout/")
    for _ in range(5):
        guess(known)
    answer = guess(known, PASSWORD)
    assert "分钟后再试" in text_of(answer)
    assert not signed_in(known)


def test_a_device_is_forgotten_with_the_password(account):
    from redvest.people.services.signing_in import set_new_password

    known = Client()
    guess(known, PASSWORD)
    known.post("/accounts/logout/")
    set_new_password(account_id=account.id, password="another-red-vest")
    for _ in range(5):
        guess(Client())
    guess(known, "another-red-vest")
    assert not signed_in(known)


@pytest.mark.slow
@pytest.mark.parametrize(
    "forged", [{}, {"x-forwarded-for": "10.0.0.{}"}, {"x-real-ip": "10.0.0.{}"}]
)
def test_spraying_many_accounts_from_one_address_ends_by_the_fiftieth(forged):
    target = open_account(phone="13800000060", district="620102", password=PASSWORD)
    for number in range(50):
        headers = {name: value.format(number) for name, value in forged.items()}
        guess(Client(), phone=f"138000000{number:02d}", **headers)
    client = Client()
    guess(client, PASSWORD, phone="13800000060")
    assert not signed_in(client)
    assert target.is_active


@pytest.mark.slow
def test_a_forwarded_address_counts_only_behind_our_own_proxy(settings, account):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(41):
        guess(Client(), phone=f"139000000{number:02d}", **{"x-forwarded-for": "198.51.100.1"})
    one, other = Client(), Client()
    guess(one, PASSWORD, **{"x-forwarded-for": "6.6.6.6, 198.51.100.1"})
    assert not signed_in(one)
    guess(other, PASSWORD, **{"x-forwarded-for": "198.51.100.2"})
    assert signed_in(other)


def test_codes_are_sent_three_times_a_minute_at_most(account):
    for address in ("/accounts/login/", "/accounts/signup/", "/accounts/login/"):
        assert Client().post(address, {"phone": PHONE, "agree": "on"}).status_code == 302
    for address in ("/accounts/login/", "/accounts/signup/"):
        answer = Client().post(address, {"phone": PHONE, "agree": "on"})
        assert "验证码发得太频繁" in text_of(answer)
        assert PHONE in answer.content.decode()
    assert len(sms.kept()) == 3


def test_a_code_can_be_sent_again_three_times(account):
    client = Client()
    client.post("/accounts/login/", {"phone": PHONE})
    for _ in range(5):
        client.post("/accounts/login/code/", {"action": "resend"})
    assert len(sms.kept()) == 4
    assert "重新发送" not in text_of(client.get("/accounts/login/code/"))


@pytest.mark.slow
def test_guessing_codes_over_and_over_stays_hopeless(account):
    tried = 0
    with time_machine.travel("2026-11-01 08:00:00Z", tick=False) as clock:
        for _ in range(60):
            clock.shift(60)
            client = Client()
            if client.post("/accounts/login/", {"phone": PHONE}).status_code != 302:
                continue
            right = int(last_code())
            for step in range(1, 7):
                wrong = f"{(right + step) % 1_000_000:06d}"
                answer = client.post("/accounts/login/code/", {"code": wrong})
                tried += "验证码不对" in text_of(answer) or answer.status_code == 302
                if answer.status_code == 302:
                    break
    assert 0 < tried <= 50


def test_counters_survive_the_process_because_they_are_in_the_database(account):
    from django.db import connection

    guess(Client())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_cache")
        assert cursor.fetchone()[0] >= 2


# --- Where people may be sent -------------------------------------------------------------------
HOSTS = ["evil.example", "evil.example:443", "localhost.evil.example", "user@evil.example"]
SHAPES = [
    "https://{}",
    "http://{}",
    "//{}",
    "///{}",
    "////{}",
    "/\\{}",
    "\\\\{}",
    "\\/{}",
    "/\t/{}",
    "/\n/{}",
    "\t//{}",
    " //{}",
    "https:{}",
    "https:/{}",
    "https:///{}",
    "HTTPS://{}",
    "hTTp:\\\\{}",
    "javascript://{}/%0aalert(1)",
    "data:text/html,{}",
    "vbscript:{}",
    "ftp://{}",
    "//localhost@{}",
    "//testserver@{}",
    "https://testserver@{}",
    "https://testserver.{}",
    "/%09/{}",
    "/%2f{}",
    "/%5c{}",
    "//%2f{}",
    "//{}%2f..",
    "//{}/..;/accounts/",
    ".{}",
    "..//{}",
    "/..//{}",
    "/.//{}",
    "//{}#@testserver",
    "//{}?@testserver",
    "//[::1]@{}",
    "/\u2028/{}",
    "\x00//{}",
    "\x01https://{}",
    "blob:https://{}",
    "mailto:x@{}",
    "https://{}\\@testserver",
    "//testserver:80@{}",
    "//testserver%00.{}",
    "/\\/{}",
    "/\\\\{}",
    "\\{}",
    "//{}\\..\\",
]
PAYLOADS = [shape.format(host) for shape in SHAPES for host in HOSTS]


def leaves(location: str) -> bool:
    """Whether a browser would end up on another host (WHATWG URL rules, roughly)."""
    cleaned = re.sub(r"[\t\n\r]", "", location).lstrip("".join(map(chr, range(33))))
    cleaned = cleaned.replace("\\", "/")
    return bool(re.match(r"(//|[a-zA-Z][a-zA-Z0-9+.-]*:)", cleaned))


@pytest.mark.slow
def test_two_hundred_addresses_elsewhere_are_not_followed(account):
    assert len(PAYLOADS) >= 200
    assert leaves("//evil.example")
    assert not leaves("/accounts/")
    client = Client()
    client.force_login(account)
    for payload in PAYLOADS:
        for address in ("/accounts/login/", "/accounts/login/password/", "/accounts/signup/"):
            answer = client.get(address, {"next": payload})
            assert answer.status_code == 302
            assert not leaves(answer["Location"]), payload


def test_signing_in_and_out_goes_nowhere_else(account):
    client = Client()
    for payload in ("//evil.example", "/\\evil.example", "https://evil.example"):
        answer = client.post(
            "/accounts/login/password/", {"login": PHONE, "password": PASSWORD, "next": payload}
        )
        assert answer["Location"] == "/"
        assert client.post("/accounts/logout/", {"next": payload})["Location"] == "/"


def test_a_foreign_host_header_is_refused():
    assert Client().get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400
