"""What is said about one page a person meets."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.stage import Stage


@dataclass(frozen=True)
class Seen:
    """One page to look at.

    Attributes
    ----------
    name : str
        Names the screenshots.
    url : str or callable
        The address, or a function that makes what the page shows (through the services, with the
        stage's cast) and returns the address.
    who : str
        A name of the cast; empty for a visitor without an account.
    desk : bool
        Staff pages are dense: their targets follow WCAG 2.2 instead of the elder-friendly rules.
    status : int
        The answer expected.
    """

    name: str
    url: str | Callable[[Stage], str]
    who: str = ""
    desk: bool = False
    status: int = 200
