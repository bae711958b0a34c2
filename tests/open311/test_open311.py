"""GeoReport v2: what is published, who may write, and that no home is ever shown."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from redvest.journal.models import Event
from redvest.orders.models import Open311Key, ServiceItem, ServiceOrder
from redvest.orders.open311 import reading
from redvest.orders.open311.writing import issue_key, revoke_key
from redvest.people.models import Person, RoleGrant
from tests.orders.cast import DISTRICT, HOME, Cast, an_order, the_cast

pytestmark = pytest.mark.slow

V2 = "/open311/v2"


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - our own answer


def as_json(path: str, expected: int = 200, /, **query: str) -> object:
    answer = Client().get(f"{V2}/{path}.json", query)
    assert answer.status_code == expected, answer.text
    return json.loads(answer.text)


def as_xml(path: str, **query: str) -> ElementTree.Element:
    answer = Client().get(f"{V2}/{path}.xml", query)
    assert answer.status_code == 200, answer.text
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return parsed(answer.text)


def texts(node: ElementTree.Element) -> dict[str, str]:
    return {child.tag: child.text or "" for child in node}


@pytest.fixture
def key(cast: Cast) -> str:
    return issue_key(actor=cast.centre, name="热线")[1]


def form(key: str, **changes: str) -> dict[str, str]:
    sent = {
        "api_key": key,
        "jurisdiction_id": DISTRICT,
        "service_code": "repair",
        "address_id": HOME,
        "address_string": "畅家巷3号楼2单元501室",
        "last_name": "欧阳",
        "first_name": "秋月",
        "phone": "19911112222",
        "description": "阳台灯坏了",
        "attribute[preferred_on]": (timezone.localdate() + timedelta(days=2)).isoformat(),
        "attribute[preferred_slot]": "morning",
        "attribute[consent_to_share]": "yes",
        "attribute[consent_basis]": "phone",
    }
    return {**sent, **changes}


def send(sent: dict[str, str], fmt: str = "json", **headers: str):  # type: ignore[no-untyped-def]
    return Client(enforce_csrf_checks=True).post(f"{V2}/requests.{fmt}", sent, headers=headers)


def test_the_discovery_names_the_endpoint_and_both_formats(db: None):
    for path in ("/open311/discovery.json", f"{V2}/discovery.json"):
        found = json.loads(Client().get(path).text)
        assert found["endpoints"][0]["url"].endswith("/open311/v2")
        assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    root = parsed(Client().get("/open311/discovery.xml").text)
    assert [node.text for node in root.iter("format")] == ["text/xml", "application/json"]


def test_services_are_the_same_in_both_formats(cast: Cast):
    rows = as_json("services")
    assert [row["service_code"] for row in rows] == [
        texts(node)["service_code"] for node in as_xml("services").findall("service")
    ]
    assert {"repair"} <= {row["service_code"] for row in rows}
    assert texts(as_xml("services").find("service"))["metadata"] == "true"


def test_a_definition_says_what_a_request_needs(cast: Cast):
    found = as_json("services/repair")
    assert found["service_code"] == "repair"
    required = {one["code"] for one in found["attributes"] if one["required"]}
    assert required == {"preferred_on", "consent_to_share", "consent_basis"}
    values = as_xml("services/repair").find("attributes").iter("value")
    assert {"morning", "yes"} <= {texts(node)["key"] for node in values}


def test_requests_show_the_community_and_nothing_of_the_home(cast: Cast):
    order = an_order(cast, "agreed")
    found = as_json(f"requests/{order.number}")
    assert found[0]["status"] == "open"
    assert found[0]["address"] == "酒泉路街道 畅家巷"
    assert found[0]["requested_datetime"].endswith("+08:00")
    for fmt in ("json", "xml"):
        for path in (f"requests/{order.number}", "requests"):
            shown = Client().get(f"{V2}/{path}.{fmt}").text
            assert order.number in shown
            for secret in (
                "3号楼",
                "501室",
                "19900000001",
                "阳台",
                "演员1",
                str(order.requester_id),
            ):
                assert secret not in shown
    assert as_xml("requests").find("request").find("service_request_id").text == order.number
    token = as_json(f"tokens/{order.id}")
    assert token == [{"service_request_id": order.number, "token": str(order.id)}]


def test_the_coordinates_are_those_of_the_community(cast: Cast):
    from redvest.districts.models import Region

    Region.objects.filter(code=HOME).update(lat=36.05, lon=103.83)
    order = an_order(cast)
    found = as_json(f"requests/{order.number}")[0]
    assert (found["lat"], found["long"]) == (36.05, 103.83)


def test_an_item_that_is_not_public_is_nowhere(cast: Cast, key: str):
    order = an_order(cast)
    ServiceItem.objects.filter(district=DISTRICT, code="repair").update(is_public=False)
    assert as_json("requests") == []
    assert "repair" not in {row["service_code"] for row in as_json("services")}
    for path in (f"requests/{order.number}", f"tokens/{order.id}", "services/repair"):
        assert as_json(path, 404)[0]["code"] == 404
    assert send(form(key)).status_code == 404
    assert ServiceOrder.objects.count() == 1


def test_requests_are_filtered_by_state_item_number_and_time(cast: Cast):
    first, second = an_order(cast), an_order(cast, "confirmed")
    old = timezone.now() - timedelta(days=91)
    third = an_order(cast)
    ServiceOrder.objects.filter(id=third.id).update(placed_at=old)

    def numbers(**query: str) -> set[str]:
        return {row["service_request_id"] for row in as_json("requests", **query)}

    assert numbers() == {first.number, second.number}
    assert numbers(status="open") == {first.number}
    assert numbers(status="closed") == {second.number}
    assert numbers(service_code="haircut") == set()
    assert numbers(service_code="haircut,repair") == {first.number, second.number}
    assert numbers(service_request_id=f"{first.number}, {third.number}") == {
        first.number,
        third.number,
    }
    start = (old - timedelta(days=1)).isoformat()
    assert numbers(start_date=start) == {third.number}
    assert numbers(end_date=start) == set()


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"},
        {"start_date": "2026-04-02", "end_date": "2026-01-01"},
        {"start_date": "yesterday"},
        {"end_date": "2026-99-99T00:00:00Z"},
        {"status": "lost"},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_in_the_shape_of_the_specification(
    cast: Cast, query: dict[str, str]
):
    found = as_json("requests", 400, **query)
    assert found[0]["code"] == 400
    assert found[0]["description"]
    root = parsed(Client().get(f"{V2}/requests.xml", query).text)
    assert root.tag == "errors"
    assert root.find("error").find("code").text == "400"


def test_no_more_than_a_thousand_are_returned(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "ROWS_MAX", 1)
    an_order(cast)
    last = an_order(cast)
    assert [row["service_request_id"] for row in as_json("requests")] == [last.number]


def test_a_jurisdiction_must_be_known(cast: Cast):
    assert as_json("services", 404, jurisdiction_id="999999")[0]["code"] == 404


def test_another_system_places_an_order_for_a_resident(cast: Cast, key: str):
    answer = send(form(key))
    assert answer.status_code == 201, answer.text
    order = ServiceOrder.objects.get()
    assert json.loads(answer.text)[0]["service_request_id"] == order.number
    assert (order.channel, order.community, order.state) == ("open311", HOME, "submitted")
    assert order.requester.home_community == HOME
    event = Event.objects.get(kind="order.submit", subject_id=order.id)
    assert event.account_id == cast.accounts["centre"].id
    assert event.channel == "open311"
    again = send(form(key), "xml")
    assert parsed(again.text).find("request").find("service_request_id") is not None
    assert Person.objects.filter(id=order.requester_id).count() == 1
    assert ServiceOrder.objects.filter(requester_id=order.requester_id).count() == 2


def test_a_repeated_submission_places_one_order(cast: Cast, key: str):
    sent = form(key)
    first = send(sent, **{"Idempotency-Key": "a1"})
    second = send(sent, **{"Idempotency-Key": "a1"})
    assert first.text == second.text
    assert second["Content-Type"].startswith("application/json")
    assert ServiceOrder.objects.count() == 1
    changed = send({**sent, "description": "别的"}, **{"Idempotency-Key": "a1"})
    assert changed.status_code == 400
    assert json.loads(changed.text)[0]["code"] == 400
    assert ServiceOrder.objects.count() == 1


def test_the_nearest_community_is_found_from_coordinates(cast: Cast, key: str):
    from redvest.districts.models import Region

    Region.objects.filter(code=HOME).update(lat=36.05, lon=103.83)
    sent = form(key, lat="36.051", long="103.831")
    del sent["address_id"]
    assert send(sent).status_code == 201
    assert ServiceOrder.objects.get().community == HOME
    far = send({**sent, "lat": "30.0", "long": "100.0"})
    assert far.status_code == 400


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "guess"}, 403),
        ({"service_code": "nothing"}, 404),
        ({"address_id": "620102999999"}, 400),
        ({"address_id": "", "lat": "nan", "long": "nan"}, 400),
        ({"phone": "12"}, 400),
        ({"description": " "}, 400),
        ({"description": "长" * 5000}, 400),
        ({"address_string": ""}, 400),
        ({"last_name": "", "first_name": ""}, 400),
        ({"attribute[preferred_on]": ""}, 400),
        ({"attribute[preferred_on]": "2020-01-01"}, 400),
        ({"attribute[preferred_on]": "2026-13-01T00:00:00Z"}, 400),
        ({"attribute[preferred_slot]": "midnight"}, 400),
        ({"attribute[consent_to_share]": ""}, 400),
        ({"attribute[consent_basis]": "code"}, 400),
        ({"jurisdiction_id": "999999"}, 404),
    ],
)
def test_bad_requests_are_refused_and_leave_nothing(
    cast: Cast, key: str, changes: dict[str, str], status: int
):
    answer = send(form(key, **changes))
    assert answer.status_code == status, answer.text
    assert json.loads(answer.text)[0]["code"] == status
    assert not ServiceOrder.objects.exists()


def test_a_refusal_takes_back_the_resident_it_entered(committed_db: str, django_db_blocker: object):
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        key = issue_key(actor=the_cast().centre, name="热线")[1]
        people, events = Person.objects.count(), Event.objects.count()
        assert send(form(key, description=" ")).status_code == 400
        assert (Person.objects.count(), Event.objects.count()) == (people, events)
        assert send(form(key)).status_code == 201
        assert Person.objects.count() == people + 1


def test_a_revoked_key_and_a_key_whose_issuer_lost_the_role_open_nothing(cast: Cast, key: str):
    other, text = issue_key(actor=cast.centre, name="别家")
    revoke_key(actor=cast.centre, key_id=other.id)
    assert send(form(text)).status_code == 403
    RoleGrant.objects.filter(account=cast.accounts["centre"]).update(ends_at=timezone.now())
    assert send(form(key)).status_code == 403
    assert not ServiceOrder.objects.exists()


def test_the_key_is_shown_once_and_kept_only_as_a_hash(cast: Cast):
    client = Client()
    client.force_login(cast.accounts["centre"])
    page = client.post("/desk/open311/", {"name": "12345热线", "_key": "k" * 32})
    text = page.context["made"][1]
    assert text in page.text
    assert text not in client.get("/desk/open311/").text
    row = Open311Key.objects.get()
    assert text.encode() not in bytes(row.key_hash)
    assert send(form(text)).status_code == 201
    client.post(f"/desk/open311/{row.id}/revoke/")
    assert send(form(text)).status_code == 403


@pytest.mark.slow
def test_the_python_client_reads_our_endpoint(committed_db: str, django_db_blocker: object):
    """``georeport`` is what other cities' programs are read with; it knows nothing of us."""
    from georeport import GeoReport
    from pytest_django.live_server_helper import LiveServer

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        cast = the_cast()
        orders = [an_order(cast), an_order(cast, "done")]
        server = LiveServer("127.0.0.1")
        try:
            for fmt in ("json", "xml"):
                city = GeoReport(f"{server.url}/open311/v2", DISTRICT, output_format=fmt)
                assert "repair" in {row["service_code"] for row in city.get_service_list()}
                assert city.get_service_definition("repair")["service_code"] == "repair"
                rows = city.get_service_requests(status="open", service_code="repair")
                assert {row["service_request_id"] for row in rows} == {one.number for one in orders}
                one = city.get_service_request(orders[0].number)
                assert one["address"] == "酒泉路街道 畅家巷"
        finally:
            server.stop()
            connections.close_all()
