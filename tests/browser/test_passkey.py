"""Adding a passkey and coming in with it, with Chromium's own virtual authenticator."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect

from redvest.people.services.accounts import open_account
from tests.browser.stage import Stage
from tests.orders.cast import DISTRICT

pytestmark = pytest.mark.browser
PASSWORD = "a long sentence to remember"


@pytest.fixture
def page(stage: Stage) -> Iterator[Page]:
    context = stage.enter()
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    yield opened
    context.close()


@pytest.fixture
def server(stage: Stage) -> str:
    # Passkeys belong to a name; an address of numbers has none.
    return stage.server.replace("127.0.0.1", "localhost")


@pytest.fixture
def key(page: Page) -> tuple[CDPSession, str]:
    """A phone that recognizes the finger of its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made: dict[str, Any] = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, made["authenticatorId"]


def sign_in_by_password(page: Page, server: str, phone: str) -> None:
    page.goto(f"{server}/accounts/login/password/")
    page.locator("input[type=tel]").first.fill(phone)
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.locator("main form:has(input[type=password]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


def add_a_key(page: Page, server: str) -> None:
    page.goto(f"{server}/accounts/factors/keys/add/")
    # Who came in a while ago, or just now, says once more that it is them.
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/factors/keys/add/")
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))


def use_the_key(page: Page, server: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{server}/accounts/login/password/")
    page.locator("#passkey_login").click()


def signed_in(page: Page, server: str) -> bool:
    page.goto(f"{server}/accounts/")
    return "/accounts/login/" not in page.url


def test_a_passkey_is_added_and_opens_the_door(
    page: Page, server: str, key: tuple[CDPSession, str]
):
    account = open_account(phone="19911110001", district=DISTRICT, password=PASSWORD)
    sign_in_by_password(page, server, "19911110001")
    add_a_key(page, server)
    session, authenticator = key
    held = session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})
    [credential] = held["credentials"]
    assert (credential["isResidentCredential"], credential["rpId"]) == (True, "localhost")
    assert Authenticator.objects.filter(user=account, type="webauthn").count() == 1
    use_the_key(page, server)
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    assert signed_in(page, server)
    page.goto(f"{server}/accounts/factors/keys/")
    expect(page.locator("main section.rv-sheet")).to_have_count(1)


def test_without_the_owners_finger_the_door_stays_shut_and_says_so(
    page: Page, server: str, key: tuple[CDPSession, str]
):
    open_account(phone="19911110002", district=DISTRICT, password=PASSWORD)
    sign_in_by_password(page, server, "19911110002")
    add_a_key(page, server)
    session, authenticator = key
    session.send(
        "WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False}
    )
    use_the_key(page, server)
    expect(page.locator("[data-passkey-failed]").first).to_be_visible()
    assert not signed_in(page, server)


def test_a_key_that_was_removed_opens_nothing(page: Page, server: str, key: tuple[CDPSession, str]):
    account = open_account(phone="19911110003", district=DISTRICT, password=PASSWORD)
    sign_in_by_password(page, server, "19911110003")
    add_a_key(page, server)
    Authenticator.objects.filter(user=account).delete()
    use_the_key(page, server)
    page.wait_for_timeout(800)
    assert not signed_in(page, server)
