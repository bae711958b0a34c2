"""The sample of revisits: all poor, all vulnerable, a share of the rest by a keyed lot."""

import hashlib
import hmac
from uuid import UUID

import pytest

from redvest.engines.revisits import Why, is_poor, lot, why_revisit

KEY = b"k" * 32


def orders(count: int) -> list[bytes]:
    return [UUID(int=number * 7919).bytes for number in range(count)]


def test_the_poor_come_first_then_the_vulnerable_then_the_lot():
    one = orders(1)[0]
    for grade in (1, 2):
        assert why_revisit(grade, one, KEY, 0, vulnerable=True) is Why.POOR
    for grade in (None, 3, 4, 5):
        assert why_revisit(grade, one, KEY, 0, vulnerable=True) is Why.VULNERABLE
        assert why_revisit(grade, one, KEY, 100, vulnerable=False) is Why.LOT
        assert why_revisit(grade, one, KEY, 0, vulnerable=False) is None
    assert [is_poor(grade) for grade in (1, 2, 3, 4, 5)] == [True, True, False, False, False]


@pytest.mark.parametrize("percent", [1, 5, 20, 50])
def test_the_share_drawn_is_the_share_asked_for(percent: int):
    drawn = sum(
        why_revisit(5, one, KEY, percent, vulnerable=False) is Why.LOT for one in orders(20_000)
    )
    # Four standard deviations of a binomial: one run in 16,000 would fail by chance, and the key
    # and the ids are fixed, so that it fails never or always.
    spread = 4 * (20_000 * percent / 100 * (1 - percent / 100)) ** 0.5
    assert abs(drawn - 200 * percent) < spread


def test_whoever_lacks_the_key_cannot_tell_the_lot():
    found = [lot(one, KEY) for one in orders(2_000)]
    assert found == [lot(one, KEY) for one in orders(2_000)]
    other = [lot(one, b"x" * 32) for one in orders(2_000)]
    assert sum(a == b for a, b in zip(found, other, strict=True)) < 5
    digest = hmac.new(KEY, b"revisit:" + orders(2)[1], hashlib.sha256).digest()
    assert found[1] == int.from_bytes(digest[:8], "big") % 10_000
