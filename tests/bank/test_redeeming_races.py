"""The last piece, the last points, the last minute: two at once on a database with real commits.

Each race has its control: without the row locks the program would give away what is not there,
and only the database's own constraints stand in the way.
"""

import pytest
from django.core.cache import cache

from redvest.bank.models import Redemption
from redvest.bank.queries.codes import code_of
from redvest.bank.services import handing, redeeming
from redvest.bank.services.catalogue import count_stock
from redvest.bank.services.handing import hand_over
from redvest.bank.services.redeeming import cancel, expire_redemption, reserve
from redvest.people.actors import Actor
from tests.bank.giving import balanced, earn, held, issued, points_of
from tests.bank.shop import Shop, a_shop
from tests.racing import at_once, meeting_after

pytestmark = pytest.mark.slow


def one_piece_left() -> Shop:
    """Wang and Li have ten points each, and the station one piece."""
    cache.clear()
    shop = a_shop()
    for name in ("wang", "li"):
        earn(shop.cast.persons[name], 10)
    count_stock(actor=shop.desk, stock_id=shop.soap.id, found=1)
    return shop


def take(shop: Shop, who: Actor) -> Redemption:
    return reserve(actor=who, stock_id=shop.soap.id)


def test_two_who_want_the_last_piece_get_one_and_a_clean_refusal(committed_db: str, monkeypatch):
    shop = one_piece_left()
    wang, li = shop.wang, shop.li
    with meeting_after(monkeypatch, redeeming, "stock_here"):
        results = at_once(lambda: take(shop, wang), lambda: take(shop, li))
    assert sorted(results) == ["done", "out_of_stock"]
    assert (shop.left(shop.soap), Redemption.objects.count()) == (0, 1)
    assert balanced()


def test_without_the_lock_the_last_piece_would_go_twice(committed_db: str, monkeypatch):
    """The control: both read one piece left, both set it aside, and the shelf says nothing."""
    shop = one_piece_left()
    wang, li = shop.wang, shop.li
    with meeting_after(monkeypatch, redeeming, "stock_here", locked=False):
        results = at_once(lambda: take(shop, wang), lambda: take(shop, li))
    assert results == ["done", "done"]
    assert Redemption.objects.count() == 2
    assert not balanced()


@pytest.mark.parametrize("other", ["expire", "cancel"])
def test_a_hand_over_and_the_end_of_its_time_meet_and_one_of_them_happens(
    committed_db: str, monkeypatch, other: str
):
    shop = one_piece_left()
    row = issued(shop)
    desk, wang, code = shop.desk, shop.wang, code_of(row)
    ends = {
        "expire": lambda: expire_redemption(redemption_id=row.id, now=row.ends_at),
        "cancel": lambda: cancel(actor=wang, redemption_id=row.id),
    }
    results = at_once(lambda: hand_over(actor=desk, code=code, via="desk"), ends[other])
    state = Redemption.objects.get(id=row.id).state
    assert state in ("fulfilled", "expired", "cancelled")
    assert "done" in results
    spent = state == "fulfilled"
    person = shop.cast.persons["wang"]
    assert (points_of(person), held(person)) == ((0, 0) if spent else (10, 0))
    assert shop.left(shop.soap) == (0 if spent else 1)
    assert balanced()


def test_two_clerks_who_scan_the_same_code_hand_over_once(committed_db: str, monkeypatch):
    shop = one_piece_left()
    row = issued(shop)
    desk, centre, code = shop.desk, shop.centre, code_of(row)
    with meeting_after(monkeypatch, handing, "find_by_code"):
        results = at_once(
            lambda: hand_over(actor=desk, code=code, via="desk"),
            lambda: hand_over(actor=centre, code=code, via="desk"),
        )
    assert sorted(results) == ["already_handed", "done"]
    assert points_of(shop.cast.persons["wang"]) == 0
    assert balanced()


def test_points_for_one_buy_one_although_many_taps_come_at_once(committed_db: str):
    shop = one_piece_left()
    person = shop.cast.persons["wang"]
    wang = shop.wang
    results = at_once(*[lambda: reserve(actor=wang, stock_id=shop.haircut.id) for _ in range(6)])
    assert results == ["too_few_points"] * 6
    earn(person, 10)
    results = at_once(*[lambda: reserve(actor=wang, stock_id=shop.haircut.id) for _ in range(6)])
    assert sorted(results) == ["done"] + ["too_few_points"] * 5
    assert (points_of(person), held(person)) == (0, 20)
    assert balanced()
