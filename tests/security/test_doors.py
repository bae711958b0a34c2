"""Closed unless declared: the addresses open to everybody are a reviewed list."""

import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import get_resolver, path, reverse

from redvest import middleware
from redvest.access import rule_for
from redvest.core.checks import every_view_declares_who_may, walk
from redvest.http import Open
from tests.access import Place, Row, Who, clients_of, orders_api
from tests.faults.harness import snapshot
from tests.security.strolling import (
    build_everything,
    build_the_sealed,
    in_plain,
    plant,
    through_the_doors,
)
from tests.test_access import MODULES, rows_of
from tests.world import build_world

LIST = Path(__file__).with_name("public_routes.txt")
# Views that need no token, and why.
WITHOUT_TOKEN: dict[str, str] = {
    **dict.fromkeys(
        ("api:menu", *orders_api.ROWS, "api:vending_hand_over", "api:vending_sold_out"),
        "the API asks for the token where it asks for the session",
    ),
    "open311:requests": "programs of other systems; writing asks a key instead of a session",
    "api:districts": "the API, which only reads",
    "api:nearest": "the API, which only reads",
    "api:regions": "the API, which only reads",
    "api:venue": "the API, which only reads",
    "api:venues": "the API, which only reads",
}

# Writing there asks a key that only another system holds; a session does not count.
ASKS_A_KEY = {"open311:requests"}


def views() -> list[tuple[str, str, object]]:
    return [(name, route, e.callback) for name, route, e in walk(get_resolver().url_patterns)]


def who_may(name: str, route: str, view: object) -> object:
    return getattr(view, "redvest_access", None) or rule_for(name, "/" + route)


def test_the_doors_open_to_everybody_are_those_reviewed():
    open_doors = sorted({n for n, r, v in views() if Open.ANYONE in who_may(n, r, v)})
    reviewed = [
        line.split("#")[0].strip()
        for line in LIST.read_text().splitlines()
        if line.split("#")[0].strip()
    ]
    assert reviewed == sorted(set(reviewed)), "the list is sorted and names each once"
    assert set(open_doors) - set(reviewed) == set(), "open, but not reviewed"
    assert set(reviewed) - set(open_doors) == set(), "reviewed, but no longer open"


def test_each_reviewed_door_says_why_it_is_open():
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            assert len(line.split("#", 1)[-1].strip()) > 8, line


def test_no_view_does_without_its_token():
    exempt = {name for name, _route, view in views() if getattr(view, "csrf_exempt", False)}
    assert exempt == WITHOUT_TOKEN.keys()


@pytest.mark.django_db
def test_what_needs_no_token_only_reads():
    """The reason given above is true: nothing that changes is answered there at all.

    What writes elsewhere is shown to ask for its token by the walk over all submissions.
    """
    world, tried = build_world(), 0
    centre = clients_of(world)[Who.CENTRE]
    for name in WITHOUT_TOKEN.keys() & rows_of("api").keys():
        row = rows_of("api")[name]
        url = reverse(name, kwargs=row.kwargs(world, Place.OWN) if row.kwargs else {})
        for method in ("post", "put", "patch", "delete"):
            assert getattr(centre, method)(url).status_code == 405, (name, method)
            tried += 1
    assert tried >= 20


@pytest.mark.django_db
def test_what_asks_a_key_does_not_take_a_session_for_one():
    """So that no page elsewhere can write with the session of whoever is signed in."""
    world = build_world()
    centre, every = clients_of(world)[Who.CENTRE], all_rows()
    for name in ASKS_A_KEY:
        row = every[name]
        url = reverse(name, kwargs=row.kwargs(world, Place.OWN) if row.kwargs else {})
        before = snapshot()
        answer = centre.post(url, {"service_code": "repair", "description": "灯坏了"})
        assert 400 <= answer.status_code < 500, name
        assert snapshot() == before, name


def all_rows() -> dict[str, Row]:
    return {key: row for module in MODULES for key, row in rows_of(module).items()}


@pytest.mark.django_db
@pytest.mark.slow
def test_what_is_open_to_everybody_shows_no_people():
    """Not even masked: strangers meet neither a name nor a number of anybody, on any address."""
    world = build_world()
    for module in MODULES:
        build_everything(world, rows_of(module))
    build_the_sealed(world)
    planted, clients = plant(), clients_of(world)
    # A name is a rare character, five digits and another one: its mask keeps both ends.
    somebody = re.compile(r"龘\d{5}|龘\*+爩|1361\d{7}|136\*{4}\d{4}|畅家巷7号楼|canary\d")
    seen, faults = set(), []
    for module in MODULES:
        for visit in through_the_doors(world, clients, module, only_get=True):
            if visit.who is not Who.ANONYMOUS:
                continue
            text = in_plain(visit.ask())
            faults += [f"{visit.name}: {found}" for found in somebody.findall(text)]
            seen.add(visit.name)
    assert len(planted) > 50
    assert faults == []
    assert {"home", "teams:show", "teams:index", "venues:venue", "api:venues"} <= seen


@pytest.mark.django_db
@pytest.mark.slow
def test_the_search_for_people_knows_a_mask_when_it_meets_one():
    """The control: the station's list of residents, masked as it is, would be found."""
    world = build_world()
    build_everything(world, rows_of("people"))
    plant()
    answer = clients_of(world)[Who.STATION].get("/desk/residents/")
    assert re.search(r"龘\*+爩", in_plain(answer))


def test_a_view_that_does_not_say_who_may_is_refused(monkeypatch: pytest.MonkeyPatch):
    """The control: somebody adds a view and forgets the decorator."""

    def forgotten(_request: object) -> HttpResponse:
        return HttpResponse("secret")

    resolver = get_resolver()
    monkeypatch.setattr(
        resolver, "url_patterns", [path("forgotten/", forgotten), *resolver.url_patterns]
    )
    assert [fault.id for fault in every_view_declares_who_may()] == ["redvest.E001"]


@pytest.mark.django_db
def test_an_undeclared_view_answers_nobody(rf: object):
    entered = []

    def forgotten(_request: object) -> HttpResponse:
        entered.append(1)
        return HttpResponse("secret")

    request = rf.get("/forgotten/")
    request.resolver_match = None
    request.visitor = None
    answer = middleware.access(lambda r: forgotten(r)).process_view(request, forgotten, (), {})
    assert answer.status_code == 403
    assert entered == []
