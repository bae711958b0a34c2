"""Every sealed cell that is opened is accounted for."""

import re
from datetime import date
from pathlib import Path

import pytest

from redvest.core import cells
from redvest.core.fields import Sealed
from redvest.journal.models import Event
from redvest.people.services.families import ask_guardian
from redvest.people.services.volunteering import register_volunteer
from tests.people.browsing import a_granny, browser
from tests.people.cast import (
    a_candidate,
    papers,
    staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("place", "no_second_factor")]
BORN = date(1980, 5, 1)


def test_every_cell_that_is_opened_is_masked_decided_on_or_recorded(monkeypatch, sent):
    """Counts what the cipher opens on a walk over all pages. An opening is the making of a mask,
    a decision that keeps the text inside, or a reading with its own event, and nothing else."""
    desk = staff(9)
    person = a_granny(desk, id_number=papers(BORN, 2), care_note="腿脚不便")
    actor = a_candidate(1)
    register_volunteer(actor=actor)
    ask_guardian_of = a_candidate(2, date(2010, 1, 1))
    ask_guardian(actor=ask_guardian_of, phone="19900000001", relation="mother")
    opened, innocent = [], []
    unseal, shown, decide = cells.unseal, Sealed.__str__, Sealed.decide

    def counting(cell, where, **more):
        if not where.startswith("django_session"):
            opened.append(where)
        return unseal(cell, where, **more)

    def mask(self):
        innocent.append(1)
        return shown(self)

    def decided(self, decision):
        innocent.append(1)
        return decide(self, decision)

    monkeypatch.setattr(cells, "unseal", counting)
    monkeypatch.setattr(Sealed, "__str__", mask)
    monkeypatch.setattr(Sealed, "decide", decided)
    mine, counter = browser(actor), browser(desk)
    events = Event.objects.filter(kind="personal_data.read").count()
    for page in ("profile/", "profile/edit/", "volunteer/", "family/", "consents/", "data/"):
        assert mine.get(f"/me/{page}").status_code == 200
    for field in ("name", "id_number", "address", "birth_date", "phone"):
        assert mine.post(f"/me/profile/read/{field}/", {}).status_code == 200
    assert mine.post("/me/data/take/", {"format": "json"}).status_code == 200
    assert mine.post("/me/close/code/", {}).status_code == 302
    base = f"/desk/residents/{person.id}/"
    for page in ("/desk/residents/", base, f"{base}change/", f"{base}verify/"):
        assert counter.get(page).status_code == 200
    for field in ("name", "address"):
        answer = counter.post(f"{base}read/{field}/", {"reason": "上门"})
        assert answer.status_code == 200
    assert counter.post(f"{base}care/read/", {"reason": "上门"}).status_code == 200
    recorded = Event.objects.filter(kind="personal_data.read").count() - events
    assert recorded > 12
    assert len(opened) == len(innocent) + recorded


# Whoever touches what is sealed is named here, with the reason; another name needs a review.
OPENERS = {
    "core/fields.py",
    "people/auth/adapter.py",  # the phone a sign-in code is sent to
}
DECIDERS = {
    "meals/queries/lunches.py",  # where a round goes; only ways and hours come out
    "notices/hooking.py",  # a signing secret moves to its other column
    "notices/webhooks.py",  # the signature of a delivery
    "notices/services.py",  # is it the name WeChat gave before
    "orders/services/standing_days.py",  # sealed again, in the order of the day
    "orders/services/wishes.py",  # is the name in what everybody will read
    "people/queries/persons.py",  # age bands
    "people/services/claiming.py",  # does the answer match
    "people/services/profiles.py",  # is it the same name, is it a child
}
UNSEALERS = {
    "core/cells.py",
    "core/fields.py",
    "core/rotation.py",  # from an old key to the new one
    "core/sessions.py",
    "notices/queries.py",  # the words of a message to its receiver
    "people/auth/adapter.py",  # secrets of second factors
    "people/auth/sms.py",  # the demo's own inbox
}


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [(r"\._open\(\)", OPENERS), (r"\.decide\(", DECIDERS), (r"\bunseal\(", UNSEALERS)],
)
def test_the_text_of_a_cell_leaves_only_through_known_doors(pattern: str, allowed: set[str]):
    root = Path(__file__).resolve().parents[2] / "redvest"
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if re.search(pattern, path.read_text())
    }
    assert found == allowed
