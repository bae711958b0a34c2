"""What nobody asked for is not taken: planted fields and foreign ids change nothing."""

from collections import Counter
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from redvest.people.models import Person
from tests.access import Place, Row, Who, World, clients_of
from tests.test_access import MODULES, rows_of, undone
from tests.world import THERE, build_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Columns that decide what somebody may or has; and what an attacker would like them to hold.
PLANTED = {
    "role": "system_admin",
    "scope": "620102",
    "district": THERE,
    "status": "active",
    "state": "confirmed",
    "version": "987654",
    "points": "987654",
    "minutes": "987654",
    "is_active": "0",
    "is_staff": "1",
    "is_superuser": "1",
    "approved": "1",
    "volunteer_no": "V987654",
    "real_name_verified_at": "2020-01-01",
    "confirmed_at": "2020-01-01",
    "closed_at": "2020-01-01",
    "entered_via": "system",
    "home_district": THERE,
}
CANARY = "龘靐齉"


def standing() -> dict[str, Counter[str]]:
    """The deciding columns of every table, as a bag of rows; in one question, it is asked often."""
    found: dict[str, Counter[str]] = {}
    parts = []
    for model in apps.get_models():
        columns = [f.column for f in model._meta.concrete_fields if f.name in PLANTED]
        if columns:
            found[model._meta.label] = Counter()
            row = "row(" + ", ".join(f'"{column}"' for column in columns) + ")"
            table = model._meta.db_table
            parts.append(f"SELECT '{model._meta.label}', {row}::text FROM \"{table}\"")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        for label, row in cursor.fetchall():
            found[label][row] += 1
    return found


def won(world_before: object, after: dict[str, Counter]) -> dict[str, Counter]:
    return {label: bag - world_before[label] for label, bag in after.items()}


def posts() -> list[tuple[str, Row]]:
    return [
        (key.removeprefix("POST "), row)
        for module in MODULES
        for key, row in rows_of(module).items()
        if "POST" in row.methods and (row.who - {Who.ANONYMOUS})
    ]


def door(world: World, name: str, row: Row, place: Place) -> str:
    kwargs = row.kwargs(world, place) if row.kwargs else {}
    return reverse(name, kwargs=kwargs)


def client_of(clients: dict[Who, Client], row: Row) -> Client:
    """Somebody who may, with nothing but the session: no answer's cookie is carried on."""
    client = Client()
    client.cookies.load(clients[sorted(row.who - {Who.ANONYMOUS})[0]].cookies.output(header=""))
    return client


def test_fields_that_no_form_shows_are_not_taken():
    world, gained, tried = build_world(), [], 0
    clients = clients_of(world)
    for name, row in posts():
        place = next(p for p in Place if p not in row.closed)
        url = door(world, name, row, place)
        data = row.data(world, place) if row.data else {}
        client, before = client_of(clients, row), standing()
        with undone():
            client.post(url, data)
            honest = won(before, standing())
        with undone():
            client.post(url, PLANTED | data)
            planted = won(before, standing())
        tried += 1
        extra = {label: bag - honest[label] for label, bag in planted.items()}
        gained += [f"{name}: {label} {dict(bag)}" for label, bag in extra.items() if bag]
    assert tried > 5
    assert not gained, "\n".join(gained)


def elsewhere() -> dict[str, object]:
    """Count and checksum of everything that belongs to the other district."""
    parts = [
        f"SELECT '{model._meta.label}', count(*), sum(hashtextextended(t::text, 0))"  # noqa: S608
        f" FROM \"{model._meta.db_table}\" t WHERE district = '{THERE}'"
        for model in apps.get_models()
        if any(f.name == "district" for f in model._meta.concrete_fields)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {label: (count, total) for label, count, total in cursor.fetchall()}


def foreign(value: object, other: object) -> object:
    """The other district's counterpart where a value is an id or a place, else the value."""
    is_id = isinstance(value, UUID) or (isinstance(value, str) and value[:6] == "620102")
    if isinstance(value, str) and value[:6] == "620102":
        return THERE + value[6:]
    return other if is_id else value


def test_ids_of_another_district_in_a_form_reach_nothing():
    world, reached, tried = build_world(), [], 0
    clients = clients_of(world)
    for name, row in posts():
        place = next(p for p in Place if p not in row.closed)
        url = door(world, name, row, place)
        data = row.data(world, place) if row.data else {}
        there = data
        if row.data and Place.OTHER_DISTRICT not in row.closed:
            there = row.data(world, Place.OTHER_DISTRICT)
        wrong = {key: foreign(value, there.get(key, value)) for key, value in data.items()}
        before = elsewhere()
        with undone():
            client_of(clients, row).post(url, wrong)
            after = elsewhere()
        tried += 1
        if before != after and name != "set_district":
            reached.append(f"{name}: {[k for k in after if before[k] != after[k]]}")
    assert tried > 5
    assert not reached, "\n".join(reached)


def test_filters_pages_and_orders_of_a_list_show_nobody_from_elsewhere():
    world, seen = build_world(), []
    clients = clients_of(world)
    stranger = Person(
        district=THERE, name=CANARY, phone="13712341234", home_community=Place.OTHER_DISTRICT
    )
    stranger.save(force_insert=True)
    ids = {"person": stranger.id, "person_id": stranger.id, "id": stranger.id, "q": CANARY[0]}
    places = {"district": THERE, "region": THERE, "community": Place.OTHER_DISTRICT.value}
    paging = {"page": "999999", "sort": "district", "order": "-id", "status": "all", "per": "9999"}
    for module in MODULES:
        for key, row in rows_of(module).items():
            if row.methods[0] != "GET" or not row.who - {Who.ANONYMOUS}:
                continue
            url = door(world, key, row, next(p for p in Place if p not in row.closed))
            with undone():
                answer = client_of(clients, row).get(url, {**ids, **places, **paging})
            body = b"" if answer.streaming else answer.content
            # The mask of the name: its first and last character around a star.
            masked = f"{CANARY[0]}*{CANARY[2]}".encode()
            if answer.status_code >= 500 or masked in body or b"13712341234" in body:
                seen.append(f"{key}: {answer.status_code}")
    assert not seen, "\n".join(seen)
