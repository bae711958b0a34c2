"""A stolen dump shows nobody: planted people are nowhere to be read in it."""

import base64
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from redvest.orders.services import place_order
from redvest.people.models import BeneficiaryFile, Person
from redvest.people.services.accounts import open_account
from redvest.people.services.profiles import enter_profile
from tests.orders.cast import DISTRICT, HOME, Cast, the_cast
from tests.people.cast import acting, papers

pytestmark = pytest.mark.django_db
RARE = "龘靐齉爩鱻麤灪龖厵滟"


def canary(number: int) -> dict[str, str]:
    """Somebody whose every particular is found nowhere else."""
    mark = "".join(RARE[int(digit)] for digit in f"{number:04d}")
    return {
        "name": f"欧阳{mark[:2]}{mark[2:]}",
        "phone": f"1377{number:07d}",
        "id_number": papers(date(1950, 1, 1 + number % 28), 100 + number % 800),
        "address": f"{mark}巷{number}号金丝雀院",
        "description": f"{mark}家的灯坏了",
        "care": f"{mark}对青霉素过敏",
    }


def forms_of(text: str) -> Iterator[str]:
    """How a text might lie in a dump: as it is, as bytes, twice encoded."""
    yield text
    for coded in (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be")):
        yield coded.hex()
        in_base64 = base64.b64encode(coded).decode().rstrip("=")[:-1]
        yield in_base64
        yield in_base64.encode().hex()
    yield text.encode("unicode_escape").decode()


def dump() -> str:
    """Every row of every table, the queue, sessions and cache included; bytes in hexadecimal."""
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            lines += [f"{table} {row}" for (row,) in cursor.fetchall()]
    return "\n".join(lines)


def hits(people: list[dict[str, str]], text: str) -> list[str]:
    return [
        f"{kind} of {person['phone']}"
        for person in people
        for kind, value in person.items()
        if any(form in text for form in forms_of(value))
    ]


def live(cast: Cast, who: dict[str, str]) -> None:
    """One canary goes through the doors: account, profile, order, care file, codes by phone."""
    account = open_account(phone=who["phone"], district=DISTRICT)
    enter_profile(
        actor=acting(account),
        name=who["name"],
        id_number=who["id_number"],
        home_community=HOME,
        address=who["address"],
    )
    person = Person.objects.get(account=account)
    BeneficiaryFile.objects.create(
        district=DISTRICT, person=person, care_note=who["care"], categories="disabled"
    )
    card = cast.card(
        description=who["description"], address=who["address"], contact_phone=who["phone"]
    )
    place_order(actor=acting(account), requester_id=person.id, card=card)


def live_together(count: int, folder: Path, first: int = 0) -> list[dict[str, str]]:
    cast = the_cast()
    people = [canary(first + number) for number in range(count)]
    for who in people:
        live(cast, who)
    invited = [canary(first + 2000 + number) for number in range(count)]
    rows = [f"{w['name']},{w['phone']},{w['id_number']},{HOME}" for w in invited]
    roster = folder / "roster.csv"
    roster.write_text("\n".join(["姓名,手机号,身份证号,社区", *rows]))
    call_command("import_people", str(roster), district=DISTRICT)
    client = Client()
    client.post("/accounts/login/", {"phone": people[0]["phone"]})
    client.post("/accounts/signup/", {"phone": "13770009999", "agree": "on"})
    return people + invited


@pytest.mark.parametrize(
    "count", [6, pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.long])]
)
def test_no_canary_is_readable_anywhere(
    count: int, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture
):
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.INFO, "django.db.backends"):
        people = live_together(count, tmp_path)
    text = dump()
    assert text.count("people_person ") >= count
    assert text.count("orders_serviceorder ") >= count
    assert text.count("people_invitation ") == count
    assert "django_session " in text
    assert hits(people, text) == []
    assert hits(people, caplog.text) == []
    assert hits(people, capsys.readouterr().out) == []


@pytest.mark.parametrize("coding", ["plain", "utf-8", "utf-16-le", "base64"])
def test_a_planted_canary_is_found(coding: str):
    """The control: the harness sees a value that lies in the open, however it is coded."""
    who = canary(1)
    open_account(phone=who["phone"], district=DISTRICT)
    person = Person.objects.create(district=DISTRICT, name="x")
    value = who["address"].encode()
    if coding == "utf-16-le":
        value = who["address"].encode("utf-16-le")
    if coding == "base64":
        value = base64.b64encode(value)
    with connection.cursor() as cursor:
        if coding == "plain":
            cursor.execute(
                "UPDATE people_person SET id_kind = left(%s, 20) WHERE id = %s",
                [who["phone"], person.id],
            )
        else:
            cursor.execute(
                "UPDATE people_person SET address = %s WHERE id = %s", [value, person.id]
            )
    assert len(hits([who], dump())) == 1
