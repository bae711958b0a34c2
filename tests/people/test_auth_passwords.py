"""Choosing a new password: what is asked for, what is refused, what it ends."""

import pytest
from django.core.cache import cache
from django.test import Client

from redvest.districts.models import District
from redvest.engines.roles import Role
from redvest.journal.models import Event
from redvest.people.actors import system
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role
from tests.people.test_auth import PASSWORD, PHONE, enter, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.DEMO = True
    cache.clear()
    District.objects.create(
        code="620102", name="城关区", full_name="某省某市城关区", province="某省", city="某市"
    )


def by_password(client: Client):
    return client.post("/accounts/login/password/", {"login": PHONE, "password": PASSWORD})


def test_a_new_password_ends_every_other_session():
    account = open_account(phone=PHONE, district="620102", password=PASSWORD)
    other, mine = Client(), Client()
    for client in (other, mine):
        by_password(client)
    new = "entirely-other-words"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert mine.post("/accounts/password/change/", fields)["Location"] == "/accounts/"
    assert other.get("/accounts/").status_code == 302
    assert mine.get("/accounts/").status_code == 200
    account.refresh_from_db()
    assert account.check_password(new)
    assert Event.objects.filter(kind="account.password_set").count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"oldpassword": "wrong"}, "现在的密码不对"),
        ({"password2": "different-words"}, "password2"),
        ({"password1": "12345678", "password2": "12345678"}, "password1"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "password1", "password2": "password1"}, "password1"),
    ],
)
def test_a_bad_new_password_changes_nothing(fields, words):
    account = open_account(phone=PHONE, district="620102", password=PASSWORD)
    client = Client()
    by_password(client)
    good = {"oldpassword": PASSWORD, "password1": "good-new-words", "password2": "good-new-words"}
    answer = client.post("/accounts/password/change/", good | fields)
    assert answer.status_code == 200
    assert words in text_of(answer) or answer.context["form"].errors.get(words)
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_staff_need_twelve_characters_and_nobody_needs_symbols():
    keeper = open_account(phone=PHONE, district="620102", password=PASSWORD)
    grant_role(
        actor=system("620102"), account_id=keeper.id, role=Role.VENUE_ADMIN, scope="620102001001"
    )
    client = Client()
    by_password(client)
    fields = {"oldpassword": PASSWORD, "password1": "elevenchars", "password2": "elevenchars"}
    assert client.post("/accounts/password/change/", fields).status_code == 200
    long = "正确的马和电池订书钉 " * 5
    fields |= {"password1": long, "password2": long}
    assert client.post("/accounts/password/change/", fields).status_code == 302


def test_whoever_came_by_code_may_replace_a_forgotten_password():
    account = open_account(phone=PHONE, district="620102", password=PASSWORD)
    client = Client()
    enter(client)
    new = "remembered-this-time"
    client.post("/accounts/password/change/", {"password1": new, "password2": new})
    account.refresh_from_db()
    assert account.check_password(new)


def test_a_first_password_can_be_set():
    account = open_account(phone=PHONE, district="620102")
    client = Client()
    enter(client)
    assert client.get("/accounts/password/change/")["Location"] == "/accounts/password/set/"
    client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert client.get("/accounts/").status_code == 200
