"""The loop over the API, by everybody whose turn it is; and what it refuses."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from redvest.journal.models import Event
from redvest.orders.models import ServiceOrder
from redvest.orders.services import pool_order
from tests.orders.cast import DISTRICT, HOME, Cast, a_child_of, an_order, state_of

V1 = "/api/v1"


class Program:
    """A program with somebody's session, which sends and reads JSON."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(cast.accounts[name])
        self.token = "t" * 32
        self.client.cookies["csrftoken"] = self.token

    def get(self, path: str, expected: int = 200, **query: Any) -> Any:
        answer = self.client.get(V1 + path, query)
        assert answer.status_code == expected, answer.text
        return json.loads(answer.text)

    def post(self, path: str, sent: object = None, expected: int = 200, **headers: str) -> Any:
        answer = self.client.post(
            V1 + path,
            json.dumps(sent or {}),
            content_type="application/json",
            headers={"X-CSRFToken": self.token, **headers},
        )
        assert answer.status_code == expected, answer.text
        return json.loads(answer.text)

    def step(self, order: Any, name: str, expected: int = 200, **sent: Any) -> Any:
        return self.post(f"/orders/{order}/steps/{name}", sent, expected)


def card(**changes: Any) -> dict[str, Any]:
    return {
        "item": "repair",
        "community": HOME,
        "description": "阳台灯坏了",
        "address": "畅家巷3号楼2单元501室",
        "contact_phone": "19900000001",
        "preferred_on": (timezone.localdate() + timedelta(days=1)).isoformat(),
        "consent_to_share": True,
        **changes,
    }


def test_the_whole_loop_over_the_api(cast: Cast):
    granny, desk, zhao, wang = (Program(cast, n) for n in ("granny", "desk", "zhao", "wang"))
    items = granny.get(f"/districts/{DISTRICT}/menu")["items"]
    assert "repair" in {row["code"] for row in items}
    made = granny.post("/orders", card(), 201)
    order = made["id"]
    assert (made["state"], made["version"]) == ("submitted", 1)
    assert [row["number"] for row in granny.get("/orders")["items"]] == [made["number"]]
    assert made["number"] in {r["number"] for r in desk.get("/desk/orders")["items"]}
    offered = {row["action"] for row in desk.get(f"/orders/{order}/actions")["items"]}
    assert {"accept", "return_for_info", "reject"} <= offered
    desk.step(order, "accept", urgency="urgent", verification="phone")
    desk.step(order, "dispatch", team=str(cast.team.id))
    assert [row["state"] for row in zhao.get("/offers")["items"]] == ["live"]
    zhao.step(order, "claim")
    starts = timezone.now() + timedelta(hours=2)
    zhao.step(
        order,
        "schedule",
        starts_at=starts.isoformat(),
        ends_at=(starts + timedelta(hours=1)).isoformat(),
        volunteers=[str(cast.volunteers["wang"].id)],
    )
    assert wang.get("/tasks")["items"][0]["answer"] == "proposed"
    assert wang.get(f"/orders/{order}")["contact"] is None
    wang.step(order, "agree")
    if granny.get(f"/orders/{order}")["proposed_by"]:
        granny.step(order, "answer_time", agrees=True)
    seen = wang.get(f"/orders/{order}")
    assert seen["state"] == "scheduled"
    assert "501室" not in json.dumps(seen, ensure_ascii=False)
    assert seen["contact"]["contact_phone"] == "199****0001"
    reads = Event.objects.filter(kind="personal_data.read").count()
    shown = wang.post(f"/orders/{order}/reveal", {"reason": "上门"})
    assert shown["contact_phone"] == "19900000001"
    assert Event.objects.filter(kind="personal_data.read").count() == reads + 2
    wang.step(order, "check_in")
    wang.step(order, "complete", outcome="换了灯泡", tally={"times": 2})
    granny.step(order, "confirm")
    done = granny.step(order, "rate", grade=5, tags=["kind"], text="谢谢")
    assert done["state"] == "rated"
    kinds = [row["kind"] for row in granny.get(f"/orders/{order}/timeline")["items"]]
    assert kinds[0] == "order.rate"
    assert kinds[-1] == "order.submit"


def test_a_key_makes_a_step_happen_once_and_answers_the_same(cast: Cast):
    granny = Program(cast, "granny")
    first = granny.post("/orders", card(), 201, **{"Idempotency-Key": "a"})
    assert granny.post("/orders", card(), 201, **{"Idempotency-Key": "a"}) == first
    assert ServiceOrder.objects.count() == 1
    refused = granny.post("/orders", card(description="别的"), 422, **{"Idempotency-Key": "a"})
    assert refused["error"]["code"] == "key_reused"
    step = f"/orders/{first['id']}/steps/withdraw"
    once = granny.post(step, {}, **{"Idempotency-Key": "b"})
    assert granny.post(step, {}, **{"Idempotency-Key": "b"}) == once


def test_a_version_that_has_moved_on_is_refused(cast: Cast):
    order, desk = an_order(cast), Program(cast, "desk")
    answer = desk.client.get(f"{V1}/orders/{order.id}")
    assert answer["ETag"] == f'"{order.version}"'
    step = f"/orders/{order.id}/steps/accept"
    assert desk.post(step, {}, 409, **{"If-Match": '"99"'})["error"]["code"] == "stale"
    assert state_of(order.id) == ("submitted", order.version)
    assert desk.post(step, {}, **{"If-Match": answer["ETag"]})["state"] == "accepted"


def test_every_refusal_has_the_one_shape(cast: Cast):
    order, granny = an_order(cast), Program(cast, "granny")
    here = f"/orders/{order.id}"
    found = [
        granny.post(f"{here}/steps/accept", {}, 403),
        Program(cast, "stranger").get(here, 404),
        granny.post(f"{here}/steps/confirm", {}, 409),
        granny.post(f"{here}/steps/rate", {"grade": 9}, 422),
        granny.post(f"{here}/steps/rate", {}, 422),
        granny.post("/orders", card(preferred_on="2020-01-01"), 422),
        granny.post("/orders", card(item="nothing"), 422),
        granny.get("/orders", 422, cursor="nonsense"),
        granny.get("/orders", 422, limit=1000),
        granny.get("/desk/orders", 403),
        json.loads(Client().get(f"{V1}/orders").text),
        json.loads(Client().post(f"{V1}/orders", {}, content_type="application/json").text),
    ]
    for body in found:
        assert set(body) == {"error"}, body
        assert {"code", "message", "number"} <= set(body["error"]) <= {
            "code", "message", "number", "fields",
        }  # fmt: skip
    assert found[-2]["error"]["code"] == "sign_in"
    assert Client().get(f"{V1}/orders").status_code == 401
    assert "preferred_on" in found[5]["error"]["fields"]
    assert state_of(order.id) == ("submitted", 1)


def test_without_its_token_nothing_is_written(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.accounts["granny"])
    answer = client.post(f"{V1}/orders", json.dumps(card()), content_type="application/json")
    assert answer.status_code == 403
    assert not ServiceOrder.objects.exists()


def test_pages_of_a_list_neither_repeat_nor_hide(cast: Cast):
    orders = [an_order(cast) for _ in range(5)]
    granny = Program(cast, "granny")
    seen, cursor = [], ""
    while True:
        page = granny.get("/orders", limit=2, cursor=cursor)
        seen += [row["number"] for row in page["items"]]
        if len(seen) == 2:
            orders.append(an_order(cast))  # A newer one comes meanwhile and changes nothing.
        cursor = page["next"]
        if not cursor:
            break
    assert seen == [one.number for one in reversed(orders[:5])]


def test_the_pool_shows_area_time_and_category_and_the_first_takes_it(cast: Cast):
    order = an_order(cast, "accepted")
    pool_order(actor=cast.desk, order_id=order.id)
    wang, li = Program(cast, "wang"), Program(cast, "li")
    rows = wang.get("/pool")["items"]
    assert [row["id"] for row in rows] == [str(order.id)]
    text = json.dumps(rows, ensure_ascii=False)
    for secret in (order.number, "阳台", "501室", "1990000", "演员"):
        assert secret not in text
    assert wang.step(order.id, "claim", alone=True)["state"] == "claimed"
    assert li.step(order.id, "claim", 409, alone=True)["error"]["code"] == "already_taken"


@pytest.mark.parametrize("text", ["长" * 5000, "😀" * 500, "\u0000", "𠮷野家㐂", "<script>"])
def test_text_of_any_kind_is_taken_or_refused_never_broken(cast: Cast, text: str):
    granny = Program(cast, "granny")
    answer = granny.client.post(
        f"{V1}/orders",
        json.dumps(card(description=text)),
        content_type="application/json",
        headers={"X-CSRFToken": granny.token},
    )
    assert answer.status_code in (201, 422)


def test_a_guardian_complains_for_a_child_and_reads_nothing(cast: Cast):
    order, mother = an_order(cast, "done"), Program(cast, "stranger")
    sent = {"reason": "safety", "text": "孩子被骂哭了"}
    version = {"If-Match": str(order.version)}
    mother.post(f"/orders/{order.id}/steps/complain", sent, 404, **version)
    ServiceOrder.objects.filter(id=order.id).update(requester=a_child_of(cast, "stranger"))
    mother.post(f"/orders/{order.id}/steps/complain", sent, 200, **version)
    assert state_of(order.id)[0] == "disputed"
    assert Event.objects.get(kind="order.complain", subject_id=order.id).role == "guardian"
    mother.get(f"/orders/{order.id}", 404)
