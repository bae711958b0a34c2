"""Every page a person meets, as whom. A new page is appended here and is then looked at."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Seen:
    """One page to look at.

    Attributes
    ----------
    name : str
        Names the screenshots.
    url : str or callable
        The address, or a function that makes what the page shows (through the services, with the
        stage's accounts) and returns the address.
    who : str
        A key of ``tests.browser.stage.ROLES``; empty for a visitor without an account.
    desk : bool
        Staff pages are dense: their targets follow WCAG 2.2 instead of the elder-friendly rules.
    status : int
        The answer expected.
    """

    name: str
    url: str | Callable[[], str]
    who: str = ""
    desk: bool = False
    status: int = 200


PAGES = [
    Seen("style", "/style/"),
    Seen("style-desk", "/style/?frame=desk", desk=True),
    Seen("not-found", "/nowhere/", status=404),
    Seen("login", "/accounts/login/"),
    Seen("login-password", "/accounts/login/password/"),
    Seen("signup", "/accounts/signup/"),
    Seen("security", "/accounts/", who="resident"),
    Seen("devices", "/accounts/devices/", who="resident"),
]
