"""Consent is asked, never assumed: no page comes with a consent box ticked or a choice made."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from redvest.people.models import Consent
from tests.access import Who, clients_of
from tests.browser.pages import PAGES
from tests.browser.stage import Stage, raise_the_curtain
from tests.faults.orders import many_orders
from tests.orders.cast import Cast
from tests.security.strolling import build_everything, through_the_doors
from tests.test_access import MODULES, rows_of, undone
from tests.world import build_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CONSENT_WORDS = ("同意", "授权", "知情", "允许", "consent", "agree", "authori", "permit")
# Words of consent about something else, with what it is.
NOT_CONSENT = {"join_mode": "whether a team's leader agrees to a new member"}
# A box is known by its own words and by those of the question it belongs to.
INPUTS = ("checkbox", "radio")


@dataclass
class Box:
    """A checkbox, a radio or an option, with every word that stands at it."""

    kind: str
    attributes: dict[str, str | None]
    words: list[str] = field(default_factory=list)

    @property
    def is_consent(self) -> bool:
        said = " ".join(
            [*self.words, *(str(self.attributes.get(n) or "") for n in ("name", "id", "value"))]
        ).lower()
        listed = self.attributes.get("name") in NOT_CONSENT
        return not listed and any(word in said for word in CONSENT_WORDS)


class Boxes(HTMLParser):
    """Collects boxes with the text of their labels, by nesting and by ``for``, and legends."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Box] = []
        self.labels: dict[str, list[str]] = {}
        self._inside: list[tuple[str, str]] = []  # label (with its for) and fieldset
        self._fieldsets: list[list[Box]] = []
        self._legend: list[str] | None = None
        self._label_boxes: list[Box] = []
        self.feed(html)
        self.close()
        while self._fieldsets:
            self.handle_endtag("fieldset")
        for box in self.found:
            box.words += self.labels.get(str(box.attributes.get("id") or ""), [])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "label":
            self._inside.append(("label", values.get("for") or ""))
            self._label_boxes = []
        elif tag == "fieldset":
            self._fieldsets.append([])
        elif tag == "legend":
            self._legend = []
        elif (tag == "input" and values.get("type") in INPUTS) or tag == "option":
            box = Box(values.get("type") or tag, values)
            self.found.append(box)
            if self._inside:
                self._label_boxes.append(box)
            for group in self._fieldsets[-1:]:
                group.append(box)

    def handle_data(self, data: str) -> None:
        if self._legend is not None:
            self._legend.append(data)
        if self._inside:
            self.labels.setdefault(self._inside[-1][1], []).append(data)
            for box in self._label_boxes:
                box.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label" and self._inside:
            self._inside.pop()
            self._label_boxes = []
        elif tag == "fieldset" and self._fieldsets:
            for box in self._fieldsets.pop():
                box.words += getattr(self, "_said", [])
        elif tag == "legend":
            self._said, self._legend = self._legend or [], None


def ticked(html: str) -> list[Box]:
    return [box for box in Boxes(html).found if "checked" in box.attributes and box.is_consent]


def consented(box: Box, account_id: object) -> bool:
    """A switch that shows a consent given before stands where it was put."""
    return Consent.objects.filter(
        person__account_id=account_id, purpose=box.attributes.get("value"), withdrawn_at=None
    ).exists()


def faults_of(label: str, answer: Any, account_id: object) -> Iterator[str]:
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return
    for box in ticked(answer.content.decode()):
        if not consented(box, account_id):
            yield f"{label}: {box.attributes.get('name')} is ticked: {''.join(box.words).strip()}"


# Where people agree to something; the others hold desks and programs.
ASKING = {"auth", "people", "orders"}
EVERY = [pytest.param(name, marks=() if name in ASKING else pytest.mark.long) for name in MODULES]


@pytest.mark.parametrize("module", EVERY)
def test_no_address_asks_with_a_ticked_box(module: str):
    world = build_world()
    build_everything(world, rows_of(module))
    clients, faults, seen = clients_of(world), [], set()
    for visit in through_the_doors(world, clients, module, only_get=True):
        account = world.accounts.get(Who(visit.who))
        with undone():
            faults += faults_of(visit.label, visit.ask(), account.id if account else None)
        seen.add(visit.name)
    assert faults == []
    assert seen


@pytest.mark.long
def test_no_page_of_the_browsers_list_asks_with_a_ticked_box():
    """The same for the fuller pages: orders at every step, a furnished station, a sealed trace."""
    with many_orders():
        look_for_ticks(raise_the_curtain())


def look_for_ticks(cast: Cast) -> None:
    stage: Any = Stage("", None, cast)  # type: ignore[arg-type]
    faults, boxes = [], 0
    for seen in PAGES:
        url = seen.url if isinstance(seen.url, str) else seen.url(stage)
        client, account = Client(), cast.accounts.get(seen.who)
        if account:
            client.force_login(account)
        answer = client.get(url)
        assert answer.status_code == seen.status, seen.name
        found = Boxes(answer.content.decode()).found
        boxes += sum(box.is_consent for box in found)
        faults += faults_of(seen.name, answer, account.id if account else None)
    assert faults == []
    assert boxes >= 5, "the scan knows a consent box when it meets one"


@pytest.mark.parametrize(
    "html",
    [
        "<input type=checkbox name=x id=a checked><label for=a>我同意个人信息处理规则</label>",
        "<label><input type=radio name=x value=1 checked> I agree to be contacted</label>",
        "<label><input type=checkbox name=consent_to_share checked> 共享</label>",
        "<fieldset><legend>授权使用照片</legend><label><input type=radio checked> 是</label>",
    ],
)
def test_the_scan_finds_a_ticked_consent(html: str):
    assert len(ticked(html)) == 1
    assert ticked(html.replace(" checked", "")) == []


def test_the_scan_lets_other_ticks_be():
    assert ticked("<label><input type=checkbox name=wifi checked> 无线网络</label>") == []
