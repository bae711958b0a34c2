"""Closed unless declared: the addresses open to everybody are a reviewed list."""

from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import get_resolver, path

from redvest import middleware
from redvest.access import rule_for
from redvest.core.checks import every_view_declares_who_may, walk
from redvest.http import Open

LIST = Path(__file__).with_name("public_routes.txt")
# Views that need no token, and why.
WITHOUT_TOKEN: dict[str, str] = {
    "open311:requests": "programs of other systems; writing asks a key instead of a session",
    "api:districts": "the API, which only reads",
    "api:nearest": "the API, which only reads",
    "api:regions": "the API, which only reads",
    "api:venue": "the API, which only reads",
    "api:venues": "the API, which only reads",
}


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
    assert exempt - WITHOUT_TOKEN.keys() == set()


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
