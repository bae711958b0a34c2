"""The stage of the browser tests: the cast of the order tests, a server and Chromium."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from redvest.districts.models import District
from redvest.engines.roles import Role
from redvest.middleware import ELDER_COOKIE
from redvest.people.models import Account
from tests.browser.look import WIDTHS
from tests.orders.cast import DISTRICT, Cast, the_cast

T = TypeVar("T")
# Staff whom the order tests do not know.
MORE_STAFF = {
    "security": (91, Role.SECURITY_ADMIN),
    "auditor": (92, Role.AUDITOR),
    "audit_admin": (93, Role.AUDIT_ADMIN),
    "system_admin": (94, Role.SYSTEM_ADMIN),
}


def raise_the_curtain() -> Cast:
    """The district with what its pages show in the footer, and everybody in their place."""
    cast = the_cast()
    for name, (number, role) in MORE_STAFF.items():
        cast.staff(name, number, role, DISTRICT)
    District.objects.filter(code=DISTRICT).update(
        hotline="0931-0000000", report_phone="0931-0000001", icp_no="陇ICP备00000000号"
    )
    return cast


@dataclass
class Stage:
    """Opens the browser as somebody, in a size, an edition and a language."""

    server: str
    browser: Browser
    cast: Cast
    made: dict[str, object] = field(default_factory=dict)
    seats: dict[tuple[str, bool, str], BrowserContext] = field(default_factory=dict)

    def seat(self, who: str, *, elder: bool, language: str) -> BrowserContext:
        """A context like that of ``enter``, kept for whoever only looks: entered and warm.

        The account's edition and language are set each time, since they hold for all contexts.
        """
        key = (who, elder, language)
        if key not in self.seats:
            self.seats[key] = self.enter(who, elder=elder, language=language)
        elif who:
            self._prefer(who, elder, language)
        return self.seats[key]

    def _prefer(self, who: str, elder: bool, language: str) -> Account:
        account = self.cast.accounts[who]
        Account.objects.filter(id=account.id).update(elder_mode=elder, language=language)
        return account

    def once(self, name: str, make: Callable[[Cast], T]) -> T:
        """What a page shows, made through the services by whoever needs it first."""
        if name not in self.made:
            self.made[name] = make(self.cast)
        return self.made[name]  # type: ignore[return-value]

    def enter(
        self,
        who: str = "",
        *,
        width: str = "phone",
        elder: bool = False,
        language: str = "zh-hans",
        javascript: bool = True,
    ) -> BrowserContext:
        across, down = WIDTHS[width]
        locale = "en-GB" if language == "en" else "zh-CN"
        context = self.browser.new_context(
            viewport={"width": across, "height": down},
            locale=locale,
            reduced_motion="reduce",
            java_script_enabled=javascript,
        )
        # The first proposal of a process compiles the matching, half a minute on a busy machine.
        context.set_default_navigation_timeout(300_000)
        cookies = {
            settings.LANGUAGE_COOKIE_NAME: language,
            ELDER_COOKIE: "1" if elder else "0",
        }
        if who:
            client = Client()
            client.force_login(self._prefer(who, elder, language))
            name = settings.SESSION_COOKIE_NAME
            cookies[name] = client.cookies[name].value
        context.add_cookies(
            [{"name": name, "value": value, "url": self.server} for name, value in cookies.items()]
        )
        return context
