"""A page reads once what it needs twice, and never what somebody else or an earlier page read."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.core.memo import one_page, read_once
from redvest.districts.models import DistrictPolicy, Region
from redvest.districts.queries import policy_of, region_names
from tests.orders.cast import DISTRICT, Cast
from tests.orders.test_pages import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> list[str]:
    return []


def test_a_page_reads_once_for_each_district(asked: list[str]):
    @read_once
    def reading(district: str) -> str:
        asked.append(district)
        return district.lower()

    with one_page():
        assert [reading("A"), reading("B"), reading("A")] == ["a", "b", "a"]
    assert asked == ["A", "B"]


def test_it_forgets_with_the_page(asked: list[str]):
    @read_once
    def reading(district: str) -> int:
        asked.append(district)
        return len(asked)

    for _ in range(2):
        with one_page():
            reading("A")
    assert asked == ["A", "A"]
    assert [reading("A"), reading("A")] == [3, 4]  # Outside of a page nothing is remembered.


def test_a_page_that_fails_leaves_nothing_behind(asked: list[str]):
    @read_once
    def reading(district: str) -> int:
        asked.append(district)
        return len(asked)

    def page() -> None:
        with one_page():
            reading("A")
            raise KeyError

    with pytest.raises(KeyError):
        page()
    assert reading("A") == 2


def test_two_readings_of_one_page_do_not_get_mixed_up():
    @read_once
    def first(district: str) -> str:
        return "first"

    @read_once
    def second(district: str) -> str:
        return "second"

    with one_page():
        assert (first("A"), second("A")) == ("first", "second")


def test_another_thread_reads_for_itself(asked: list[str]):
    @read_once
    def reading(district: str) -> int:
        asked.append(district)
        return len(asked)

    with one_page():
        reading("A")
        other = threading.Thread(target=reading, args=("A",))
        other.start()
        other.join()
    assert asked == ["A", "A"]


@pytest.fixture
def cast() -> Cast:
    from tests.orders.cast import the_cast

    return the_cast()


def test_the_next_page_knows_what_was_decided_and_renamed_meanwhile(cast: Cast):
    desk = browser(cast, "desk")
    assert "畅家巷" in desk.get("/desk/orders/").content.decode()
    with one_page():
        percent = policy_of(DISTRICT).due_soon_percent
    DistrictPolicy.objects.create(
        district=DISTRICT,
        version=1,
        data={"due_soon_percent": percent + 1},
        effective_from="2024-01-01T00:00:00Z",
    )
    with one_page():
        assert policy_of(DISTRICT).due_soon_percent == percent + 1
        assert region_names(DISTRICT) is region_names(DISTRICT)
    Region.objects.filter(district=DISTRICT, name="畅家巷").update(name="新畅家巷")
    with CaptureQueriesContext(connection) as seen:
        desk.get("/desk/orders/")
    assert len([one for one in seen if "districts_districtpolicy" in one["sql"]]) == 1


def test_a_submission_reads_what_holds_at_that_moment(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    """Only pages remember; a service asks again, even within one request."""
    desk, seen = browser(cast, "desk"), []

    def look(**_values: object) -> None:
        with CaptureQueriesContext(connection) as caught:
            policy_of(DISTRICT)
            policy_of(DISTRICT)
        seen.append(len(caught))

    monkeypatch.setattr("redvest.orders.pages.lists.drop_filter", look)
    desk.post("/desk/orders/kept/00000000-0000-7000-8000-000000000000/drop/", {"_key": "k"})
    assert seen == [2]


def test_an_anonymous_visitor_costs_one_question_about_the_district(cast: Cast):
    client = Client()
    client.get("/orders/new/")
    with CaptureQueriesContext(connection) as seen:
        client.get("/orders/new/")
    assert len([one for one in seen if "districts_district" in one["sql"]]) <= 2
