"""Every address × everybody × {own, sibling, parent, other street, other district}.

The whole walk belongs to ``make check``. The default suite knocks at every address with a few,
others at each, so that everybody comes in somewhere and is turned away somewhere.

An address without a row in ``tests/access`` fails the suite, and so does a row without an
address. Along the way the same walk shows that a GET writes nothing, that a submission without
a CSRF token is refused, and that the strict headers stand on every answer.
"""

import copy
import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4
from zlib import crc32

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

import tests.access
from redvest.core import failures, menus
from redvest.core.checks import walk
from tests.access import Place, Row, Who, World, clients_of
from tests.staging import staged
from tests.world import build_world

pytestmark = pytest.mark.django_db
MODULES = sorted(found.name for found in pkgutil.iter_modules(tests.access.__path__))
TABLES_A_GET_MAY_TOUCH = re.compile(
    r'"(django_session|core_cache|usersessions_usersession)"', re.IGNORECASE
)
READ = re.compile(r"^\s*(SELECT|WITH)\b", re.IGNORECASE)
QUERIES_MAX = 12
WRITE = re.compile(r"^\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE)\b", re.IGNORECASE)


def rows_of(module: str) -> dict[str, Row]:
    rows: dict[str, Row] = importlib.import_module(f"tests.access.{module}").ROWS
    return rows


def test_every_address_has_a_row_and_every_row_an_address():
    addresses = {name for name, _route, _entry in walk(get_resolver().url_patterns)}
    listed = [name.removeprefix("POST ") for module in MODULES for name in rows_of(module)]
    assert addresses - set(listed) == set(), "addresses without a row in tests/access"
    assert set(listed) - addresses == set(), "rows without an address"


class Undone(Exception):
    """Takes back what one request changed, so that the next one meets the same world."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise Undone
    except Undone:
        pass


class Written(list[str]):
    """Collects the statements which change something, and counts the questions."""

    asked = 0

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        self.asked += READ.match(sql) is not None
        if WRITE.match(sql) and not TABLES_A_GET_MAY_TOUCH.search(sql):
            self.append(sql[:120])
        return execute(sql, params, many, context)


def knock(
    world: World, clients: dict[Who, Client], who: Who, name: str, row: Row, place: Place
) -> tuple[HttpResponse, Written]:
    method = row.methods[0]
    kwargs = row.kwargs(world, place) if row.kwargs else {}
    url = reverse(name, kwargs=kwargs) + row.query
    written = Written()
    with connection.execute_wrapper(written):
        if method == "POST":
            data = row.data(world, place) if row.data else {}
            if url.startswith("/api/"):
                return clients[who].post(url, data, content_type="application/json"), written
            return clients[who].post(url, data), written
        return clients[who].get(url), written


def outcome(response: HttpResponse) -> str:
    """What happened, in one word."""
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return "login"
    if response.status_code == 401:
        return "login"
    if response.status_code in (403, 404, 405):
        return str(response.status_code)
    return "in" if response.status_code < 500 else "broken"


def expected(row: Row, who: Who, place: Place) -> str:
    if who not in row.who:
        return "login" if who is Who.ANONYMOUS else "403"
    if row.answers is not None:
        return row.answers(who, place)
    return "in" if row.kwargs is None or row.visible(who, place) else "404"


def places_to_try(row: Row, who: Who) -> list[Place]:
    if row.kwargs is None:
        return [Place.OWN]
    if who not in row.who:
        return [next(place for place in Place if place not in row.closed)]
    return [place for place in Place if place not in row.closed]


def header_faults(response: HttpResponse, who: Who) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    faults = [
        f"no {wanted}"
        for wanted in ("default-src 'self'", "object-src 'none'", "base-uri 'none'")
        if wanted not in policy
    ]
    faults += [word for word in ("unsafe-inline", "unsafe-eval") if word in policy]
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("no nosniff")
    if response.headers.get("Referrer-Policy") != "same-origin":
        faults.append("no Referrer-Policy")
    if response.headers.get("Cross-Origin-Opener-Policy") != "same-origin":
        faults.append("no Cross-Origin-Opener-Policy")
    if who is not Who.ANONYMOUS and "no-store" not in response.headers.get("Cache-Control", ""):
        faults.append("cacheable although signed in")
    return faults


def dead_ways(response: HttpResponse) -> list[str]:
    """Links of a page that would turn away a reader who has signed in."""
    context = getattr(response, "context", None)
    actor = context.get("actor") if context else None
    if response.status_code != 200 or response.streaming or not actor or not actor.account_id:
        return []
    links = set(re.findall(rb'<a [^>]*href="(/[^"#?]*)', response.content))
    return [f"leads to {url}" for url in map(bytes.decode, links) if not menus.may_open(actor, url)]


def slow(name: str, row: Row, response: HttpResponse, written: Written) -> bool:
    """Whether a page of the orders asks the database more often than a page may."""
    # A badge's code is asked of a counter against guessing first, which is most of its queries.
    if name == "orders:scanned":
        return False
    page = name.startswith("orders:") and row.methods[0] == "GET" and not row.writes
    return page and response.status_code == 200 and written.asked > QUERIES_MAX


def a_few(name: str, row: Row) -> Iterator[Who]:
    """The anonymous visitor, one of those who may come in and one of those who may not."""
    turn = crc32(name.encode())
    yield Who.ANONYMOUS
    named = [who for who in Who if who is not Who.ANONYMOUS]
    for group, size in (([w for w in named if w in row.who], 1), (set(named) - row.who, 1)):
        ordered = sorted(group)
        start = turn % (len(ordered) or 1)
        yield from (ordered + ordered)[start : start + min(size, len(ordered))]


def one_row(
    world: World, clients: dict[Who, Client], name: str, row: Row, whole: bool
) -> Iterator[str]:
    for place in Place:
        if row.kwargs and place not in row.closed:
            row.kwargs(world, place)
    for who in Who if whole else a_few(name, row):
        for place in places_to_try(row, who):
            with undone():
                response, written = knock(world, clients, who, name, row, place)
                if slow(name, row, response, written):  # The first visit also fills caches.
                    response, written = knock(world, clients, who, name, row, place)
            got, wanted = outcome(response), expected(row, who, place)
            label = f"{row.methods[0]} {name} as {who} at {place.name}"
            if got != wanted:
                yield f"{label}: expected {wanted}, got {got} ({response.status_code})"
            if row.methods[0] == "GET" and written and not row.writes:
                yield f"{label}: a GET wrote: {written[0]}"
            if not whole and slow(name, row, response, written):
                yield f"{label}: the page asked the database {written.asked} times"
            faults = header_faults(response, who) + dead_ways(response)
            yield from (f"{label}: {fault}" for fault in faults)


@pytest.fixture(scope="module")
def set_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    yield from staged(django_db_blocker, build_world)


@pytest.fixture
def world(set_stage: World) -> World:
    return copy.deepcopy(set_stage)


# The orders' addresses are asked by a few first, with an eye on their queries. Those of their API
# are four times as many visits as any other: all of them are made with ALL=1.
FEW = ("badges", "catalog", "order_desk", "orders", "orders_api")
WALKS = [
    *(pytest.param(module, False, id=f"{module}-False", marks=pytest.mark.slow) for module in FEW),
    *(
        pytest.param(
            module,
            True,
            id=f"{module}-True",
            marks=[pytest.mark.slow, *([pytest.mark.long] if module == "orders_api" else [])],
        )
        for module in MODULES
    ),
]


@pytest.mark.parametrize(("module", "whole"), WALKS)
def test_everybody_gets_exactly_what_the_table_says(
    world: World, module: str, whole: bool, monkeypatch: pytest.MonkeyPatch
):
    if whole:  # Two answers in three are refusals; how those pages look is asked elsewhere.
        monkeypatch.setattr(failures, "render_to_string", lambda *_args: "refused")
    clients = clients_of(world)
    faults = [
        fault
        for name, row in rows_of(module).items()
        for fault in one_row(world, clients, name.removeprefix("POST "), row, whole)
    ]
    assert faults == []


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_a_submission_without_its_token_is_refused(world: World, module: str):
    for key, row in rows_of(module).items():
        if "POST" not in row.methods:
            continue
        who = sorted(row.who - {Who.ANONYMOUS})[0] if row.who else Who.CENTRE
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.accounts[who])
        kwargs = row.kwargs(world, Place.OWN) if row.kwargs else {}
        url = reverse(key.removeprefix("POST "), kwargs=kwargs)
        assert client.post(url, {}).status_code == 403, key


@pytest.mark.slow
def test_what_lies_elsewhere_looks_like_what_does_not_exist(world: World):
    """The answer for a foreign object tells nothing: same status, same length, same words."""
    for module in MODULES:
        for key, row in rows_of(module).items():
            if row.kwargs is None or row.methods[0] != "GET":
                continue
            if Place.OTHER_DISTRICT in row.closed:
                continue
            name, who = key.removeprefix("POST "), sorted(row.who)[0]
            if row.visible(who, Place.OTHER_DISTRICT):
                continue
            client = Client()
            if who in world.accounts:
                client.force_login(world.accounts[who])
            foreign = row.kwargs(world, Place.OTHER_DISTRICT)
            absent = {
                k: uuid4() if hasattr(v, "hex") and not isinstance(v, float) else v
                for k, v in foreign.items()
            }
            if absent == foreign:
                continue
            bodies = [
                re.sub(rb"[0-9a-f-]{36}|[0-9a-zA-Z]{64}|[0-9A-F]{8}", b"", answer.content)
                for answer in (
                    client.get(reverse(name, kwargs=foreign)),
                    client.get(reverse(name, kwargs=absent)),
                )
            ]
            assert bodies[0] == bodies[1], key
