"""The stage of the browser tests: a district, people who may log in, a server and Chromium."""

from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from redvest.districts.models import District
from redvest.engines.roles import Role
from redvest.middleware import ELDER_COOKIE
from redvest.people.actors import system
from redvest.people.models import Account
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role
from tests.browser.look import WIDTHS

HERE = "620102"
# Who may sit in front of the browser, and what they hold where.
ROLES: dict[str, tuple[Role, str] | None] = {
    "resident": None,
    "station": (Role.VENUE_ADMIN, "620102001001"),
    "street": (Role.VENUE_ADMIN, "620102001"),
    "centre": (Role.CENTRE_ADMIN, HERE),
    "security": (Role.SECURITY_ADMIN, HERE),
    "auditor": (Role.AUDIT_ADMIN, HERE),
}


def raise_the_curtain() -> None:
    """The district every page shows around its content."""
    District.objects.get_or_create(
        code=HERE,
        defaults={
            "name": "城关区",
            "full_name": "甘肃省兰州市城关区",
            "province": "甘肃省",
            "city": "兰州市",
            "hotline": "0931-0000000",
            "report_phone": "0931-0000001",
            "icp_no": "陇ICP备00000000号",
        },
    )


@dataclass
class Stage:
    """Opens the browser as somebody, in a size, an edition and a language."""

    server: str
    browser: Browser
    accounts: dict[str, Account] = field(default_factory=dict)

    def account(self, who: str) -> Account:
        """The account of a role, opened and granted through the services when first needed."""
        if who not in self.accounts:
            number = list(ROLES).index(who)
            found = open_account(phone=f"1390001{number:04d}", district=HERE)
            held = ROLES[who]
            if held is not None:
                role, scope = held
                grant_role(actor=system(HERE), account_id=found.id, role=role, scope=scope)
            self.accounts[who] = found
        return self.accounts[who]

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
        cookies = {
            settings.LANGUAGE_COOKIE_NAME: language,
            ELDER_COOKIE: "1" if elder else "0",
        }
        if who:
            account = self.account(who)
            Account.objects.filter(id=account.id).update(elder_mode=elder, language=language)
            client = Client()
            client.force_login(account)
            name = settings.SESSION_COOKIE_NAME
            cookies[name] = client.cookies[name].value
        context.add_cookies(
            [{"name": name, "value": value, "url": self.server} for name, value in cookies.items()]
        )
        return context
