"""Second factors, short staff sessions, devices, and what ends a session."""

import re

import pyotp
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings as live_settings
from django.core.cache import cache
from django.test import Client
from django.urls import path
from django.utils import timezone

from redvest import urls as addresses
from redvest.districts.models import District, DistrictPolicy
from redvest.engines.roles import Role
from redvest.http import page
from redvest.people.actors import system
from redvest.people.models import Account
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role, revoke_role
from tests.people.test_auth import PASSWORD, PHONE, enter, last_code, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DESK = "/only-for-staff/"


@page(Role.VENUE_ADMIN)
def desk(request):
    from django.http import HttpResponse

    return HttpResponse("desk")


class _Addresses:
    """The real addresses and one page that needs a role."""

    urlpatterns = [*addresses.urlpatterns, path(DESK[1:], desk, name="only_for_staff")]
    handler403, handler404 = addresses.handler403, addresses.handler404
    handler500 = addresses.handler500


@pytest.fixture(autouse=True)
def _fresh(settings, monkeypatch):
    import sys

    settings.DEMO = True
    settings.STAFF_MFA = True
    monkeypatch.setitem(sys.modules, "tests.people.staff_urls", _Addresses)
    settings.ROOT_URLCONF = "tests.people.staff_urls"
    cache.clear()
    District.objects.create(
        code="620102", name="城关区", full_name="某省某市城关区", province="某省", city="某市"
    )


@pytest.fixture
def keeper() -> Account:
    found = open_account(phone=PHONE, district="620102", password=PASSWORD)
    grant_role(
        actor=system("620102"),
        account_id=found.id,
        role=Role.VENUE_ADMIN,
        scope="620102001001",
    )
    return found


def by_password(client: Client, password: str = PASSWORD):
    return client.post("/accounts/login/password/", {"login": PHONE, "password": password})


def set_up_factor(client: Client) -> str:
    """Reauthenticate if asked, scan the code, type it. Returns the secret."""
    answer = client.get("/accounts/factors/app/")
    if answer.status_code == 302:
        client.post(answer["Location"], {"password": PASSWORD})
        answer = client.get("/accounts/factors/app/")
    secret = re.search(r"<samp>([A-Z2-7]+)</samp>", answer.content.decode()).group(1)
    answer = client.post("/accounts/factors/app/", {"code": pyotp.TOTP(secret).now()})
    assert answer["Location"] == "/accounts/factors/codes/"
    return secret


def test_staff_without_a_second_factor_are_sent_to_set_one_up(keeper):
    client = Client()
    assert by_password(client)["Location"] == "/accounts/factors/app/"
    assert client.get(DESK)["Location"] == "/accounts/factors/app/"
    assert client.get("/accounts/").status_code == 200
    set_up_factor(client)
    assert client.get(DESK).content == b"desk"


def test_the_setting_turns_the_duty_off(keeper, settings):
    settings.STAFF_MFA = False
    client = Client()
    by_password(client)
    assert client.get(DESK).content == b"desk"


def decide(**values: object) -> None:
    DistrictPolicy.objects.create(
        district="620102", version=1, data=values, effective_from=timezone.now()
    )


def test_a_district_may_let_go_of_the_second_factor(keeper):
    decide(staff_second_factor=False)
    client = Client()
    assert by_password(client)["Location"] == "/"
    assert client.get(DESK).content == b"desk"


def test_one_strict_district_is_enough_to_be_asked_at_the_login(keeper):
    decide(staff_second_factor=False)
    District.objects.create(
        code="350102", name="鼓楼区", full_name="某省某市鼓楼区", province="某省", city="某市"
    )
    grant_role(
        actor=system("350102"),
        account_id=keeper.id,
        role=Role.VENUE_ADMIN,
        scope="350102001001",
    )
    client = Client()
    assert by_password(client)["Location"] == "/accounts/factors/app/"
    assert client.get(DESK).content == b"desk"
    client.cookies["district"] = "350102"
    assert client.get(DESK)["Location"] == "/accounts/factors/app/"


def test_the_duty_is_on_unless_somebody_turns_it_off():
    import subprocess
    import sys

    code = "from redvest import settings; print(settings.STAFF_MFA)"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"REDVEST_KEYS": str(live_settings.KEYRING_FILE), "PATH": "/usr/bin:/bin"},
    )
    assert answer.stdout.strip() == "True"


def test_the_second_factor_is_asked_at_the_next_login_and_works_once(keeper):
    first = Client()
    with time_machine.travel("2100-01-04 08:00:00Z", tick=False) as clock:
        by_password(first)
        secret = set_up_factor(first)
        clock.shift(120)
        client, other = Client(), Client()
        code = pyotp.TOTP(secret).now()
        for each in (client, other):
            assert by_password(each)["Location"] == "/accounts/factors/authenticate/"
            assert each.get(DESK).status_code == 302
        assert "动态码不对" in text_of(
            client.post("/accounts/factors/authenticate/", {"code": "000000"})
        )
        client.post("/accounts/factors/authenticate/", {"code": code})
        assert client.get(DESK).content == b"desk"
        other.post("/accounts/factors/authenticate/", {"code": code})
        assert other.get(DESK).status_code == 302


def test_a_texted_code_does_not_go_around_the_second_factor(keeper):
    first = Client()
    by_password(first)
    set_up_factor(first)
    client = Client()
    assert enter(client)["Location"].startswith("/accounts/factors/authenticate/")
    assert client.get(DESK).status_code == 302


def test_a_recovery_code_stands_in_for_the_phone_once(keeper):
    first = Client()
    by_password(first)
    set_up_factor(first)
    shown = first.get("/accounts/factors/codes/").content.decode()
    code = re.search(r"<samp>(\d{8})</samp>", shown).group(1)
    for expected in (200, 302):
        client = Client()
        by_password(client)
        client.post("/accounts/factors/authenticate/", {"code": code})
        assert client.get(DESK).status_code == expected


def test_secrets_of_second_factors_are_sealed(keeper):
    client = Client()
    by_password(client)
    secret = set_up_factor(client)
    stored = " ".join(str(row.data) for row in Authenticator.objects.all())
    assert Authenticator.objects.count() == 2
    assert secret not in stored


def test_a_staff_session_left_alone_for_half_an_hour_ends(keeper, settings):
    settings.STAFF_MFA = False
    client = Client()
    with time_machine.travel("2100-01-04 08:00:00Z", tick=False) as clock:
        by_password(client)
        clock.shift(29 * 60)
        assert client.get(DESK).status_code == 200
        clock.shift(29 * 60)
        assert client.get(DESK).status_code == 200
        clock.shift(31 * 60)
        answer = client.get(DESK)
        assert answer["Location"] == f"/accounts/login/?next={DESK}"
        assert "30 分钟未操作" in text_of(client.get(answer["Location"]))
        assert client.get(DESK).status_code == 302


def test_a_staff_session_ends_after_twelve_hours_however_busy(keeper, settings):
    settings.STAFF_MFA = False
    client = Client()
    with time_machine.travel("2100-01-04 08:00:00Z", tick=False) as clock:
        by_password(client)
        client.get(DESK)
        for _ in range(35):
            clock.shift(20 * 60)
            assert client.get(DESK).status_code == 200
        clock.shift(21 * 60)
        assert client.get(DESK).status_code == 302


def test_a_district_decides_how_long_its_staff_stay_signed_in(keeper, settings):
    settings.STAFF_MFA = False
    decide(session_hours=2)
    client = Client()
    with time_machine.travel("2100-01-04 08:00:00Z", tick=False) as clock:
        by_password(client)
        client.get(DESK)
        for _ in range(5):
            clock.shift(20 * 60)
            assert client.get(DESK).status_code == 200
        clock.shift(21 * 60)
        answer = client.get(DESK)
        assert answer.status_code == 302
        assert "登录满 2 小时" in text_of(client.get(answer["Location"]))


def test_residents_are_not_signed_out_over_lunch():
    open_account(phone=PHONE, district="620102", password=PASSWORD)
    client = Client()
    with time_machine.travel("2100-01-04 08:00:00Z", tick=False) as clock:
        by_password(client)
        clock.shift(20 * 24 * 3600)
        assert client.get("/accounts/").status_code == 200


@pytest.mark.slow
def test_the_sixth_device_ends_the_oldest():
    account = open_account(phone=PHONE, district="620102", password=PASSWORD)
    clients = [Client(headers={"user-agent": f"browser {number}"}) for number in range(6)]
    for client in clients:
        by_password(client)
    states = [client.get("/accounts/").status_code for client in clients]
    assert states == [302, 200, 200, 200, 200, 200]
    assert UserSession.objects.filter(user=account).count() == 5


def test_other_devices_can_be_signed_out():
    open_account(phone=PHONE, district="620102", password=PASSWORD)
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 12) MicroMessenger/8.0"})
    mine = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120"})
    for client in (phone, mine):
        by_password(client)
    shown = text_of(mine.get("/accounts/devices/"))
    assert "安卓手机 · 微信" in shown
    assert "Windows 电脑 · Chrome" in shown
    mine.post("/accounts/devices/")
    assert phone.get("/accounts/").status_code == 302
    assert mine.get("/accounts/").status_code == 200


def test_only_the_network_of_a_device_is_kept():
    open_account(phone=PHONE, district="620102", password=PASSWORD)
    client = Client()
    client.post(
        "/accounts/login/password/",
        {"login": PHONE, "password": PASSWORD},
        REMOTE_ADDR="203.0.113.77",
    )
    assert UserSession.objects.get().ip == "203.0.113.0"


def test_a_disabled_account_is_out_with_the_next_request():
    account = open_account(phone=PHONE, district="620102", password=PASSWORD)
    client = Client()
    by_password(client)
    Account.objects.filter(id=account.id).update(is_active=False)
    assert client.get("/accounts/").status_code == 302
    assert by_password(Client())["Location"] == "/accounts/inactive/"
    late = Client()
    enter(late)
    assert late.get("/accounts/").status_code == 302


def test_a_revoked_role_is_gone_with_the_next_request(keeper, settings):
    settings.STAFF_MFA = False
    client = Client()
    by_password(client)
    assert client.get(DESK).status_code == 200
    revoke_role(actor=system("620102"), grant_id=keeper.grants.get().id, reason="离岗")
    assert client.get(DESK).status_code == 403


def test_the_session_gets_a_new_key_at_login():
    open_account(phone=PHONE, district="620102", password=PASSWORD)
    client = Client()
    client.post("/accounts/login/", {"phone": PHONE})
    before = client.session.session_key
    client.post("/accounts/login/code/", {"code": last_code()})
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_the_device_cookie_of_production_is_bound_to_the_host(settings):
    settings.PRODUCTION = True
    open_account(phone=PHONE, district="620102", password=PASSWORD)
    client = Client()
    by_password(client)
    device = client.cookies["__Host-device"]
    assert (device["secure"], device["httponly"], device["path"]) == (True, True, "/")
    assert not device["domain"]
