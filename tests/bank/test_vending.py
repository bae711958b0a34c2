"""A vending machine's adapter: one code, one hand-over, whatever is sent again."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from redvest.bank.models import Redemption
from redvest.bank.queries.codes import code_of
from redvest.bank.verifying import verify_books
from tests.bank.giving import balanced, books, earn, issued, points_of
from tests.bank.shop import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HAND, OUT = "/api/v1/vending/hand-over", "/api/v1/vending/sold-out"


@pytest.fixture
def machine(shop: Shop) -> Client:
    """At the station, with Wang's ten points and the machine's own account."""
    cache.clear()
    earn(shop.cast.persons["wang"], 10)
    client = Client()
    client.force_login(shop.cast.accounts["desk"])
    return client


def call(client: Client, address: str, code: str, key: str = "1") -> tuple[int, dict[str, Any]]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(address, {"code": code}, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_a_code_hands_over_once_and_the_same_call_is_answered_as_before(
    shop: Shop, machine: Client
):
    row = issued(shop)
    code = code_of(row)
    first = call(machine, HAND, code)
    assert first[0] == 200
    assert first[1] == {
        "number": row.number, "state": "fulfilled", "reward": "洗衣液",
        "reward_id": str(shop.soap.reward_id),
    }  # fmt: skip
    done = books()
    assert call(machine, HAND, code) == first
    status, said = call(machine, HAND, code, key="2")
    assert (status, said["error"]["code"]) == (409, "already_handed")
    assert call(machine, HAND, "00000000")[0] == 422, "the same key with another code"
    assert books() == done
    assert Redemption.objects.get(id=row.id).handed_via == "machine"
    assert (points_of(shop.cast.persons["wang"]), shop.left(shop.soap)) == (0, 2)
    assert verify_books().findings == []


def test_an_empty_slot_gives_the_points_back_and_no_piece(shop: Shop, machine: Client):
    row = issued(shop)
    status, said = call(machine, OUT, code_of(row))
    assert (status, said["state"]) == (200, "out_of_stock")
    assert call(machine, HAND, code_of(row), key="2")[0] == 409
    assert (points_of(shop.cast.persons["wang"]), shop.left(shop.soap)) == (10, 2)
    assert balanced()


def test_it_refuses_what_lies_elsewhere_a_call_without_a_key_and_guessing(
    shop: Shop, machine: Client
):
    row = issued(shop)
    before = books()
    assert call(machine, HAND, code_of(row), key="")[1]["error"]["code"] == "no_key"
    clerk = Client()
    clerk.force_login(shop.cast.accounts["clerk"])
    assert call(clerk, HAND, code_of(row))[1]["error"]["code"] == "wrong_code"
    resident = Client()
    resident.force_login(shop.cast.accounts["wang"])
    assert call(resident, HAND, code_of(row))[0] == 403
    assert call(Client(), HAND, code_of(row))[0] in (401, 403)
    guesses = [call(machine, HAND, f"0000000{n}", key=f"guess{n}")[0] for n in range(6)]
    assert guesses == [422] * 5 + [429]
    assert books() == before
