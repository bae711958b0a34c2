"""The community somebody reads about: chosen, kept in a cookie, and nowhere else."""

import pytest
from django.test import Client

from redvest.journal.models import Event
from tests.venues.build import STATION, furnished_station

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def visitor() -> Client:
    furnished_station()
    return Client(headers={"accept-language": "zh-hans"})


def test_a_visitor_chooses_a_community_and_sees_it_at_once(visitor: Client):
    assert "选我的社区" in visitor.get("/").content.decode()
    events = Event.objects.count()
    assert visitor.post("/area/", {"community": STATION})["Location"] == "/"
    cookie = visitor.cookies["area"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == (STATION, "Lax", True)
    assert "畅家巷" in visitor.get("/").content.decode()
    assert visitor.get("/venues/nearest/").context["form"]["community"].value() == STATION
    assert Event.objects.count() == events
    assert not visitor.session.keys()


def test_it_can_be_forgotten(visitor: Client):
    visitor.post("/area/", {"community": STATION})
    visitor.post("/area/", {"forget": "1"})
    assert "畅家巷" not in visitor.get("/").content.decode()


@pytest.mark.parametrize("code", ["350102001001", "620102", "<b>", ""])
def test_it_refuses_what_is_no_community_of_the_district(visitor: Client, code: str):
    answer = visitor.post("/area/", {"community": code})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "area" not in visitor.cookies
    visitor.cookies["area"] = code or "x"
    assert visitor.get("/").status_code == 200
    assert "换社区" not in visitor.get("/").content.decode()
