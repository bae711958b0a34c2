"""When more is asked than a process can do, what can wait is turned away first."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver

from redvest import lanes, middleware
from redvest.lanes import AT_THE_GATE, CAN_WAIT, UNGUARDED, Gate, Lane, Room, lane_of

NOBODY = Room(0, 0)
LONG = Room(10, 30)


def started(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


def in_line(gate: Gate, lane: Lane, count: int) -> None:
    """Until so many wait there; a test that never gets so far fails."""
    pause = threading.Event()
    for _try in range(3000):
        if gate.waiting(lane) == count:
            return
        pause.wait(0.01)
    raise AssertionError(f"{gate.waiting(lane)} wait, not {count}")


@pytest.mark.parametrize(
    ("method", "path", "query", "lane"),
    [
        ("POST", "/activities/shifts/x/", "", Lane.DOING),
        ("POST", "/api/v1/orders/", "", Lane.DOING),
        ("POST", "/accounts/login/password/", "", Lane.DOING),
        ("GET", "/activities/x/here/", "", Lane.DOING),
        ("GET", "/attend/data.json", "", Lane.DOING),
        ("GET", "/health/ready", "", Lane.DOING),
        ("GET", "/", "", Lane.READING),
        ("GET", "/desk/orders/", "page=2", Lane.READING),
        ("GET", "/desk/figures/", "view=services", Lane.READING),
        ("GET", "/desk/orders/", "as=csv", Lane.LATER),
        ("GET", "/desk/screen/data/", "", Lane.LATER),
        ("GET", "/desk/figures/report/", "", Lane.LATER),
        ("GET", "/open-data/json/", "year=2024", Lane.LATER),
        ("GET", "/me/hours/hours.pdf", "", Lane.LATER),
        ("POST", "/desk/figures/briefing/", "", Lane.LATER),
        ("GET", "/health/live", "", None),
        ("GET", "/static/css/redvest.css", "", None),
    ],
)
def test_what_somebody_does_goes_before_pages_and_pages_before_files(method, path, query, lane):
    assert lane_of(method, path, query) is lane


def test_every_prefix_is_one_of_addresses_we_have():
    """A prefix that matches no address any more would protect nobody."""
    routes: list[str] = []

    def walk(patterns: list[Any], before: str) -> None:
        for one in patterns:
            route = before + str(one.pattern).replace("^", "")
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, route)
            else:
                routes.append(route)

    walk(get_resolver().url_patterns, "/")
    for path in (*CAN_WAIT, *AT_THE_GATE, *UNGUARDED):
        assert any(re.match(path, route) for route in [*routes, "/static/"]), path


def test_the_first_free_place_goes_to_the_foremost_lane_then_to_who_came_first():
    gate, order = Gate(slots=1), []
    assert gate.enter(Lane.READING)

    def wait_in(lane: Lane, name: str) -> Callable[[], None]:
        def come() -> None:
            assert gate.enter(lane, LONG)
            order.append(name)
            gate.leave(lane)

        return come

    threads = []
    for lane, name, there in (
        (Lane.LATER, "file", 1),
        (Lane.READING, "page", 1),
        (Lane.DOING, "first", 1),
        (Lane.DOING, "second", 2),
    ):
        threads.append(started(wait_in(lane, name)))
        in_line(gate, lane, there)
    gate.leave(Lane.READING)
    for thread in threads:
        thread.join(30)
    assert order == ["first", "second", "page", "file"]


def test_whoever_finds_the_lane_full_or_waits_too_long_is_turned_away_and_holds_nothing():
    gate = Gate(slots=1)
    assert gate.enter(Lane.DOING)
    assert not gate.enter(Lane.READING, NOBODY)
    assert not gate.enter(Lane.READING, Room(1, 0.01))
    assert gate.waiting(Lane.READING) == 0
    gate.leave(Lane.DOING)
    assert gate.enter(Lane.READING, NOBODY)


def test_what_can_wait_never_holds_all_places():
    gate = Gate(slots=4, later_at_once=2)
    assert [gate.enter(Lane.LATER, NOBODY) for _try in range(3)] == [True, True, False]
    assert [gate.enter(Lane.READING, NOBODY) for _try in range(3)] == [True, True, False]
    gate.leave(Lane.LATER)
    assert gate.enter(Lane.DOING, NOBODY)


def test_a_hundred_that_come_and_go_leave_every_place_free():
    """Without the gate's lock some of them would be counted twice or forgotten."""
    gate, most, here = Gate(slots=3, later_at_once=1), [0], [0]
    counting = threading.Lock()

    def come(lane: Lane) -> None:
        for _time in range(20):
            if gate.enter(lane, Room(2, 5)):
                with counting:
                    here[0] += 1
                    most[0] = max(most[0], here[0])
                with counting:
                    here[0] -= 1
                gate.leave(lane)

    threads = [started(lambda lane=lane: come(lane)) for lane in [*Lane] * 4]
    for thread in threads:
        thread.join(60)
    assert most[0] <= 3
    assert [gate.enter(Lane.DOING, NOBODY) for _try in range(4)] == [True, True, True, False]


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A process that has its hands full, and nobody may wait."""
    gate = Gate(slots=0)
    monkeypatch.setattr(middleware.turns, "gate", gate)
    monkeypatch.setattr(lanes, "ROOM", dict.fromkeys(Lane, NOBODY))
    return gate


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "现在用的人很多"), ("en", "Very busy")]
)
def test_a_page_that_is_turned_away_says_so_without_the_database(full, language, words):
    answer = Client().get("/open-data/", headers={"Accept-Language": language})
    assert answer.status_code == 503
    assert words in answer.text
    assert answer.headers["Retry-After"].isdigit()
    assert "Content-Security-Policy" in answer.headers


def test_a_program_that_is_turned_away_gets_the_one_shape_of_errors(full):
    answer = Client().get("/api/v1/districts")
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "busy"
    assert answer.headers["Retry-After"].isdigit()


def test_whoever_watches_the_process_is_never_turned_away(full):
    assert Client().get("/health/live").status_code == 200


def through(answer: Callable[[], HttpResponse], gate: Gate, monkeypatch) -> HttpResponse:
    monkeypatch.setattr(middleware.turns, "gate", gate)
    return middleware.turns(lambda _request: answer())(RequestFactory().get("/"))


@pytest.mark.django_db  # Closing an answer looks at the connection.
def test_a_file_holds_its_place_until_its_last_line_is_read(monkeypatch):
    gate = Gate(slots=1)
    answer = through(lambda: StreamingHttpResponse(iter([b"a"])), gate, monkeypatch)
    assert not gate.enter(Lane.DOING, NOBODY)
    answer.close()
    assert gate.enter(Lane.DOING, NOBODY)


def test_a_view_that_breaks_gives_its_place_back(monkeypatch):
    gate = Gate(slots=1)

    def breaks() -> HttpResponse:
        raise ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured):
        through(breaks, gate, monkeypatch)
    assert gate.enter(Lane.DOING, NOBODY)
