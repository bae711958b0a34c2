"""Venue pages and API: what is shown, what stays in the address, what a stale form keeps."""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.districts.models import DistrictPolicy
from redvest.engines.roles import Role
from redvest.journal.models import Event
from redvest.people.actors import system
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role
from redvest.venues.models import Venue
from redvest.venues.showing import opening_sentence
from tests.staging import staged
from tests.venues.build import HERE, STATION, furnished_station, venue_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# A Friday in Lanzhou: 10:00 local time.
FRIDAY = datetime(2026, 9, 4, 2, tzinfo=UTC)
QUERIES_MAX = 12


@pytest.fixture(scope="module", autouse=True)
def set_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Venue]:
    yield from staged(django_db_blocker, furnished_station)


@pytest.fixture
def station(set_stage: Venue) -> Venue:
    return copy.deepcopy(set_stage)


def client_of(role: Role | None = None, scope: str = HERE, phone: str = "13900000001") -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    if role is not None:
        account = open_account(phone=phone, district=HERE)
        grant_role(actor=system(HERE), account_id=account.id, role=role, scope=scope)
        client.force_login(account)
    return client


def edit_data(venue: Venue, **changes: object) -> dict[str, object]:
    from redvest.venues.forms import VenueForm

    shown = {name: value for name, value in VenueForm.shown(venue).items() if value}
    return {**shown, "version": venue.version, "_key": uuid4().hex, **changes}


@time_machine.travel(FRIDAY, tick=False)
def test_the_list_filters_and_keeps_the_filters_between_list_and_map(station):
    client = client_of()
    page = client.get("/venues/", {"region": "620102001", "level": "station"})
    assert page.context["total"] == 5
    assert "畅家巷" in page.content.decode()
    other = next(tab for tab in page.context["tabs"] if not tab["current"])
    on_map = client.get("/venues/" + other["url"])
    assert (on_map.context["total"], len(on_map.context["places"])) == (5, 5)


@time_machine.travel(FRIDAY, tick=False)
def test_open_now_follows_the_clock_and_the_calendar(station):
    client = client_of()
    assert client.get("/venues/?open=1").context["total"] == 202
    # 12:30, lunch; and 10:00 on the National Day.
    for moment in (datetime(2026, 9, 4, 4, 30, tzinfo=UTC), datetime(2026, 10, 1, 2, tzinfo=UTC)):
        with time_machine.travel(moment, tick=False):
            assert client.get("/venues/?open=1").context["total"] == 0


@time_machine.travel(FRIDAY, tick=False)
def test_a_venue_says_when_it_is_open_and_that_a_place_is_a_guess(station):
    client = client_of()
    text = client.get(f"/venues/{station.id}/").content.decode()
    assert "今天 9:00–12:00、14:00–17:30 开放中" in text
    assert "马扎议事角" in text
    assert "示范实践站" in text
    assert "估计的位置" not in text
    guessed = venue_of("620102001002")
    assert "估计的位置" in client.get(f"/venues/{guessed.id}/").content.decode()


def test_the_nearest_venues_come_by_distance_and_nothing_is_written(station):
    client = client_of()
    before = Event.objects.count()
    page = client.post("/venues/nearest/", {"community": STATION, "_key": "k1"})
    links = page.context["links"]
    assert links[0]["label"] == station.name
    assert "估计步行" in links[1]["note"]
    assert Event.objects.count() == before
    nothing = client.post("/venues/nearest/", {"_key": "k2"})
    assert nothing.status_code == 200
    assert "community" in nothing.context["form"].errors


@pytest.mark.parametrize(
    "path",
    ["/venues/", "/venues/?view=map", "/venues/{}/", "/desk/venues/", "/desk/venues/{}/",
     "/desk/venues/{}/edit/", "/desk/district/policy/history/", "/api/v1/districts/620102/venues"],
)  # fmt: skip
def test_a_page_needs_few_queries(station, path):
    client = client_of(Role.CENTRE_ADMIN)
    url = path.format(station.id)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    own = [q for q in seen.captured_queries if not any(
        table in q["sql"] for table in ("django_session", "SAVEPOINT", "core_cache",
                                         "people_", "usersessions", "mfa_"))]  # fmt: skip
    assert len(own) <= QUERIES_MAX, [q["sql"][:90] for q in own]


def test_a_stale_form_comes_back_with_409_and_what_was_typed(station):
    client = client_of(Role.VENUE_ADMIN, STATION)
    url = f"/desk/venues/{station.id}/edit/"
    typed = edit_data(station, address="我填的地址", version=1)
    answer = client.post(url, typed)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "我填的地址" in text
    assert "畅家巷 12 号" in text
    assert venue_of(STATION).address == "畅家巷 12 号"
    again = client.post(url, typed | {"version": station.version, "_key": uuid4().hex})
    assert again.status_code == 302
    assert venue_of(STATION).address == "我填的地址"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hours_1": "morning"}, "hours_1"),
        ({"hours_2": "17:00-9:00"}, "hours_2"),
        ({"closed_days": "2026-02-30"}, "closed_days"),
        ({"contact_phone": "call me"}, "contact_phone"),
        ({"capacity": "many"}, "capacity"),
        ({"live_url": "javascript:alert(1)"}, "live_url"),
        ({"opened_on": "soon"}, "opened_on"),
        ({"name": ""}, "name"),
        ({"facilities": ["palace"]}, "facilities"),
    ],
)
def test_bad_details_are_refused_beside_their_field_and_kept(station, change, field):
    client = client_of(Role.CENTRE_ADMIN)
    answer = client.post(f"/desk/venues/{station.id}/edit/", edit_data(station, **change))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    typed = next(iter(change.values()))
    assert answer.context["form"][field].value() == typed
    assert Venue.objects.get(id=station.id).version == station.version


def test_a_pin_outside_the_district_is_refused_and_kept(station):
    client = client_of(Role.VENUE_ADMIN, STATION)
    data = {"lat": "39.9", "lon": "116.4", "datum": "gcj02", "version": station.version}
    answer = client.post(f"/desk/venues/{station.id}/place/", data | {"_key": "p"})
    assert answer.status_code == 200
    assert "范围之外" in answer.content.decode()
    assert answer.context["form"]["lat"].value() == "39.9"
    assert Venue.objects.get(id=station.id).version == station.version


def test_a_second_click_adds_one_venue(station):
    client = client_of(Role.CENTRE_ADMIN)
    data = {"kind": "stop", "region": STATION, "name": "南关驿站", "_key": "same"}
    answers = [client.post("/desk/venues/add/", data) for _click in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert Venue.objects.filter(name="南关驿站").count() == 1


def test_pausing_tells_residents_why(station):
    client = client_of(Role.VENUE_ADMIN, STATION)
    url = f"/desk/venues/{station.id}/status/"
    data = {"action": "pause", "version": station.version}
    assert client.post(url, data | {"reason": "", "_key": "1"}).status_code == 200
    assert venue_of(STATION).status == "open"
    assert client.post(url, data | {"reason": "屋顶维修", "_key": "2"}).status_code == 302
    assert "屋顶维修" in Client().get(f"/venues/{station.id}/").content.decode()
    assert client.post(url, data | {"action": "fly", "_key": "3"}).status_code == 422


def test_the_export_holds_the_rows_of_the_scope_and_no_formulas(station):
    Venue.objects.filter(region="620102001002").update(address="=1+1")
    client = client_of(Role.VENUE_ADMIN, "620102001")
    text = client.get("/desk/venues/export/").content.decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 1 + 6
    assert '"\'=1+1"' in text


def test_the_api_names_datum_and_basis_and_converts_at_the_edge(station):
    client = Client()
    url = f"/api/v1/districts/{HERE}/venues/{station.id}"
    plain, moved = client.get(url).json(), client.get(url + "?datum=gcj02").json()
    assert plain["place"] == {
        "lat": station.lat,
        "lon": station.lon,
        "datum": "wgs84",
        "basis": "placed",
    }
    assert moved["place"]["datum"] == "gcj02"
    assert 0.0005 < abs(moved["place"]["lon"] - station.lon) < 0.01
    assert plain["areas"][0]["name"] == "马扎议事角"


def test_the_api_pages_and_filters(station):
    client = Client()
    url = f"/api/v1/districts/{HERE}"
    first = client.get(f"{url}/venues?per_page=100").json()
    assert (len(first["items"]), first["total"]) == (100, 202)
    offices = client.get(f"{url}/venues?level=office&per_page=100").json()
    assert (len(offices["items"]), offices["total"]) == (25, 25)
    assert client.get(f"{url}/regions?level=street&per_page=100").json()["total"] == 28
    near = client.get(f"{url}/nearest?community={STATION}&limit=3").json()["items"]
    assert near[0]["id"] == str(station.id)
    assert near[0]["distance_m"] <= near[1]["distance_m"] <= near[2]["distance_m"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("districts/999999/venues", 404, "not_found"),
        ("districts/620102/venues?per_page=101", 422, "invalid"),
        ("districts/620102/venues?level=palace", 422, "invalid"),
        ("districts/620102/nearest", 422, "no_place"),
        ("districts/620102/nearest?lat=91&lon=0", 422, "invalid"),
        ("districts/620102/venues/00000000-0000-7000-8000-000000000000", 404, "not_found"),
        ("nowhere", 404, "not_found"),
    ],
)
def test_the_api_has_one_error_shape(station, path, status, code):
    answer = Client().get(f"/api/v1/{path}")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["message"]
    assert set(error) <= {"code", "message", "number", "fields"}


def test_the_api_refuses_other_methods_in_the_same_shape(station):
    answer = Client().post("/api/v1/districts")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


def test_a_closed_venue_says_so_instead_of_its_hours(station):
    from redvest.venues.queries.opening import show, today_in

    station.status, station.status_note = "temporarily_closed", "屋顶维修"
    assert opening_sentence(show(station, today_in(HERE))) == "屋顶维修"


@time_machine.travel(FRIDAY, tick=False)
def test_the_center_says_what_the_district_decided_about_its_network(station):
    center = venue_of(HERE, level="center")
    client = client_of()
    html = client.get(f"/venues/{center.id}/").content.decode()
    assert "星期五是文明实践日，下一次是9月4日。" in html
    assert "服务平台" not in html
    assert "主管部门" not in html
    decided = {"platforms": ["理论宣讲", "教育服务"], "label_authority": "区委社会工作部"}
    DistrictPolicy.objects.create(
        district=HERE,
        version=2,
        data=decided | {"practice_weekday": 3},
        effective_from=FRIDAY,
    )
    html = client.get(f"/venues/{center.id}/").content.decode()
    assert "星期三是文明实践日，下一次是9月9日。" in html
    assert "理论宣讲、教育服务" in html
    assert "区委社会工作部" in html
    assert "理论宣讲" not in client.get(f"/venues/{station.id}/").content.decode()
