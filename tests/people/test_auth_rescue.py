"""The rescue tool: who enters, what it shows, and what its few actions do."""

import pytest
from django.core.cache import cache
from django.test import Client

from redvest.engines.roles import Role
from redvest.errors import NotAllowed
from redvest.journal.models import Event
from redvest.people.actors import system
from redvest.people.models import Account
from redvest.people.queries import actor_of
from redvest.people.services import signing_in
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role
from tests.people.test_auth import PASSWORD, PHONE, text_of
from tests.people.test_auth_limits import guess, signed_in
from tests.world import HERE, small_district

pytestmark = pytest.mark.django_db
LIST = "/rescue/people/account/"


@pytest.fixture
def locked() -> Account:
    return open_account(phone=PHONE, district=HERE, password=PASSWORD)


@pytest.fixture
def rescuer(settings) -> Client:
    settings.DEMO = True
    cache.clear()
    small_district(HERE)
    account = open_account(phone="13900000001", district=HERE)
    grant_role(actor=system(HERE), account_id=account.id, role=Role.SYSTEM_ADMIN, scope=HERE)
    client = Client()
    client.force_login(account)
    return client


def act(client: Client, action: str, account: Account):
    return client.post(LIST, {"action": action, "_selected_action": str(account.id)}, follow=True)


def test_a_locked_account_is_unlocked(rescuer, locked):
    for _ in range(6):
        guess(Client())
    assert not signed_in_with_password()
    assert "已办理 1 个账号" in text_of(act(rescuer, "unlock", locked))
    assert signed_in_with_password()
    event = Event.objects.get(kind="account.unlocked")
    assert (event.subject_id, event.role) == (locked.id, "system_admin")


def signed_in_with_password() -> bool:
    client = Client()
    guess(client, PASSWORD)
    return signed_in(client)


def test_an_account_is_suspended_and_resumed(rescuer, locked):
    client = Client()
    guess(client, PASSWORD)
    act(rescuer, "suspend", locked)
    assert client.get("/accounts/").status_code == 302
    assert "已经停用" in text_of(act(rescuer, "suspend", locked))
    act(rescuer, "resume", locked)
    assert signed_in_with_password()
    assert Event.objects.filter(kind__in=["account.suspended", "account.resumed"]).count() == 2


def test_every_device_of_somebody_is_signed_out(rescuer, locked):
    client = Client()
    guess(client, PASSWORD)
    act(rescuer, "end_sessions", locked)
    assert client.get("/accounts/").status_code == 302


def test_nothing_is_edited_added_or_deleted_by_hand(rescuer, locked):
    address = f"{LIST}{locked.id}/change/"
    shown = rescuer.get(address).content.decode()
    assert PHONE not in shown
    assert "138****5678" in shown
    assert 'name="is_active"' not in shown
    assert rescuer.post(address, {"is_active": ""}).status_code == 403
    for tail in ("add/", f"{locked.id}/delete/", f"{locked.id}/history/", "../../logout/"):
        assert rescuer.get(f"{LIST}{tail}").status_code == 404
    assert "delete_selected" not in rescuer.get(LIST).content.decode()
    locked.refresh_from_db()
    assert locked.is_active


def test_somebody_is_found_by_the_whole_phone_only(rescuer, locked):
    assert locked.login_name in rescuer.get(LIST, {"q": "138 1234 5678"}).content.decode()
    assert locked.login_name not in rescuer.get(LIST, {"q": "1381234"}).content.decode()


def test_nobody_rescues_themselves_or_without_the_duty(rescuer, locked):
    own = Account.objects.exclude(id=locked.id).get()
    assert "不能处理自己的账号" in text_of(act(rescuer, "unlock", own))
    nobody = actor_of(locked, HERE)
    for service in (
        signing_in.unlock_account,
        signing_in.sign_out_account,
        signing_in.suspend_account,
        signing_in.resume_account,
    ):
        with pytest.raises(NotAllowed):
            service(actor=nobody, account_id=own.id, reason="x")
    own.refresh_from_db()
    assert own.is_active


def test_without_a_second_factor_the_duty_sleeps(rescuer, settings):
    settings.STAFF_MFA = True
    assert rescuer.get(LIST)["Location"] == "/accounts/factors/app/"


def test_its_pages_need_no_exception_from_the_content_policy(rescuer, locked):
    import re

    for address in ("/rescue/", LIST, f"{LIST}{locked.id}/change/", "/rescue/people/rolegrant/"):
        html = rescuer.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
        assert not re.search(r"\s(style|onclick|onload|onsubmit)=", html)
        assert "<style" not in html
