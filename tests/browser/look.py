"""How a page is looked at: accessibility, no sideways scrolling, a screenshot for a person."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

# The shell without windows does the same work in half the time.
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium"))), "chromium"
)
# Debian's Chromium calls home when it starts; the tests allow no traffic beyond this machine.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"phone": (390, 844), "wide": (1280, 900)}
# Where pictures for a person go; a run that only judges takes none, which halves its time.
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")

WIDER_THAN_SCREEN = """() => {
  const room = document.documentElement.clientWidth;
  const seen = [];
  if (document.documentElement.scrollWidth <= room) return seen;
  for (const node of document.body.querySelectorAll('*')) {
    const box = node.getBoundingClientRect();
    if (box.width && box.right > room + 1) seen.push(node.tagName + '.' + node.className);
  }
  return seen.slice(0, 8).concat(['page ' + document.documentElement.scrollWidth]);
}"""

# Inline links in a sentence are exempt (WCAG 2.5.8), and so is what nobody can see.
TOO_SMALL = """(least) => {
  const small = [];
  for (const node of document.querySelectorAll('a[href], button, select, input, summary')) {
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    if (!box.width || node.type === 'hidden' || style.visibility === 'hidden') continue;
    if (node.closest('.leaflet-control-attribution, .visually-hidden, .rv-skip')) continue;
    if (style.display === 'inline') continue;
    const label = node.closest('label');
    const tall = Math.max(box.height, label ? label.getBoundingClientRect().height : 0);
    if (tall < least - 0.6) small.push(Math.round(tall) + ' ' + node.outerHTML.slice(0, 90));
  }
  return small;
}"""


@dataclass
class Findings:
    """What is wrong with a page; an empty one is falsy."""

    violations: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    too_small: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.violations or self.too_wide or self.too_small or self.console)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def violations_of(page: Page) -> list[str]:
    """Axe's violations, each with the rule, the element and what it says about it."""
    # Only violations are wanted; listing every pass would take most of the time.
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def look(
    page: Page, name: str, *, elder: bool = False, citizen: bool = False, axe: bool = True
) -> Findings:
    """Judge the page as it stands and, when ``SCREENSHOTS`` names a folder, keep a picture.

    Targets must measure 44 CSS px on the citizen's pages and 60 px in the elder edition (MIIT);
    the desk is a mouse-and-keyboard surface and only keeps the 24 px of WCAG 2.2. ``axe=False``
    skips the costly part where the markup was judged before (another language, another width).
    """
    least = 60 if elder and citizen else 44 if citizen else 24
    if SCREENSHOTS:
        _photograph(page, Path(SCREENSHOTS) / f"{name}.png")
    return Findings(
        violations=violations_of(page) if axe else [],
        too_wide=page.evaluate(WIDER_THAN_SCREEN),
        too_small=page.evaluate(TOO_SMALL, least),
    )


def _photograph(page: Page, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    # A full-page shot leaves sticky bars in the middle of the picture; a tall window does not.
    size = page.viewport_size
    assert size is not None
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size(
        {"width": size["width"], "height": min(max(tall, size["height"]), 20000)}
    )
    page.evaluate("window.scrollTo(0, 0)")
    page.screenshot(path=target)
    page.set_viewport_size(size)
