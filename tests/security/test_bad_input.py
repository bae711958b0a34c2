"""Bad input, as people meet it: a message in their language that says what to do, what they typed
still there, and nothing changed. The rules themselves have their tests beside the services."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from redvest.districts.models import District
from redvest.people.models import Account
from redvest.people.services.accounts import open_account
from tests.access import Place, Who, World
from tests.access.venues import venue_at
from tests.faults.harness import snapshot
from tests.world import HERE, build_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CJK = re.compile(r"[\u4e00-\u9fff]")
RING = [[103.8, 36.0], [103.9, 36.0], [103.9, 36.1], [103.8, 36.1], [103.8, 36.0]]


@dataclass(frozen=True)
class Bad:
    """One thing somebody does wrong. ``kept`` are the values that must be on the page again."""

    who: Who
    address: str
    sent: dict[str, Any]
    kept: tuple[str, ...] = ()
    about_venue: bool = False
    file: tuple[str, bytes] | None = None
    statuses: tuple[int, ...] = field(default=(200,))


BAD = {
    "a wrong ID number": Bad(
        Who.NEWCOMER,
        "people:profile_edit",
        {"name": "Wang Xiaoming", "id_number": "620102199001010012"},
        ("620102199001010012", "Wang Xiaoming"),
    ),
    "a role beyond one's scope": Bad(
        Who.STATION,
        "desk_role_new",
        {"phone": "13700000001", "role": "venue_admin", "scope": Place.PARENT.value, "reason": "x"},
        ("13700000001",),
    ),
    "a table with other columns": Bad(
        Who.STATION, "desk_imports", {"scope": Place.OWN.value}, file=("a.csv", b"a,b\n1,2\n")
    ),
    "a file that is no table": Bad(
        Who.STATION, "desk_imports", {"scope": Place.OWN.value}, file=("a.csv", b"MZ\x90\x00\xff")
    ),
    "a program instead of a table": Bad(
        Who.STATION, "desk_imports", {"scope": Place.OWN.value}, file=("a.exe", b"MZ\x90\x00")
    ),
    "a pin outside the district": Bad(
        Who.STATION,
        "venues:place",
        {"lat": "30.5", "lon": "114.3", "datum": "wgs84", "version": "1"},
        ("30.5", "114.3"),
        about_venue=True,
    ),
    "a form that is behind": Bad(
        Who.STATION,
        "venues:edit",
        {"name": "Elm Lane", "version": "0"},
        ("Elm Lane",),
        about_venue=True,
        statuses=(200, 409),
    ),
    "a phone that is none": Bad(
        Who.RESIDENT,
        "people:relative",
        {"name": "王奶奶", "phone": "12345", "home_community": Place.OWN.value},
        ("12345", "王奶奶"),
    ),
}


def client_of(world: World, who: Who, language: str) -> Client:
    account = world.accounts[who]
    Account.objects.filter(id=account.id).update(language=language)
    client = Client()
    client.force_login(account)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", sorted(BAD))
def test_it_says_what_to_do_keeps_what_was_typed_and_changes_nothing(name: str, language: str):
    bad, world = BAD[name], build_world()
    open_account(phone="13700000001", district=HERE)
    District.objects.filter(code=HERE).update(outline={"type": "Polygon", "coordinates": [RING]})
    kwargs = {"venue_id": venue_at(world, Place.OWN).id} if bad.about_venue else {}
    client = client_of(world, bad.who, language)
    sent = dict(bad.sent)
    if bad.file is not None:
        sent["file"] = SimpleUploadedFile(*bad.file)
    before = snapshot()
    answer = client.post(reverse(bad.address, kwargs=kwargs), sent)
    assert snapshot() == before
    assert answer.status_code in bad.statuses
    text = answer.content.decode()
    summary = text.split("data-error-summary", 1)[1].split("</ul>", 1)[0]
    said = re.findall(r"<li>(?:<a [^>]*>)?([^<]+)", summary)
    assert said
    assert all(len(one.strip()) > 5 for one in said)
    assert all(bool(CJK.search(one)) == (language == "zh-hans") for one in said), said
    body = text.split("</ul>", 1)[1]
    assert [value for value in bad.kept if value not in body] == []
