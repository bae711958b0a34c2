"""A short link and six digits: what opens, what does not, and that both look alike outside."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from redvest.core.keyring import blind_index
from redvest.errors import NotAllowed, NotSeen
from redvest.orders.models import OrderLink, ServiceOrder
from redvest.orders.queries.links import WRONG_MAX, code_of, token_of
from redvest.orders.services.links import close_link, make_link, open_link
from tests.orders.cast import Cast, an_order
from tests.orders.test_pages import browser

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_counters(cast: Cast):
    cache.clear()


def made(cast: Cast, until: str = "agreed") -> tuple[ServiceOrder, OrderLink, str, str]:
    order = an_order(cast, until)
    link = make_link(actor=cast.granny, order_id=order.id)
    return order, link, token_of(link.id), code_of(link.id)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_link_and_its_code_show_progress_and_nothing_private(cast: Cast):
    order, _link, token, code = made(cast)
    visitor = Client()
    assert "查询码" in visitor.get(f"/t/{token}/").text
    full_width = code.translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    answer = visitor.post(f"/t/{token}/", {"code": full_width})
    assert answer["Location"] == f"/t/{token}/progress/"
    page = visitor.get(answer["Location"]).text
    assert order.number in page
    assert "站点已受理" in page
    assert "谁来" in page
    for text in ("1990000", "199****", "3号楼", "畅家巷3", "演员", "阳台灯"):
        assert text not in page


def test_neither_link_nor_code_is_in_the_database(cast: Cast):
    _order, link, token, code = made(cast)
    row = OrderLink.objects.filter(id=link.id).values().get()
    stored = "".join(map(str, row.values())) + bytes(row["token_hash"]).hex()
    assert token not in stored
    assert code not in stored
    assert bytes(row["token_hash"]) == blind_index("order_link_token", token)


def test_five_wrong_codes_lock_the_link_for_the_right_one_too(cast: Cast):
    _order, link, token, code = made(cast)
    visitor = Client()
    for _ in range(WRONG_MAX):
        assert visitor.post(f"/t/{token}/", {"code": wrong(code)}).status_code == 200
    assert OrderLink.objects.get(id=link.id).wrong == WRONG_MAX
    assert visitor.post(f"/t/{token}/", {"code": code}).status_code == 200
    assert visitor.get(f"/t/{token}/progress/").status_code == 302
    again = make_link(actor=cast.granny, order_id=_order.id)
    assert open_link(token=token_of(again.id), code=code_of(again.id)) is not None


def test_a_right_code_forgives_the_wrong_ones_before(cast: Cast):
    _order, link, token, code = made(cast)
    for _ in range(WRONG_MAX - 1):
        assert open_link(token=token, code=wrong(code)) is None
    assert open_link(token=token, code=code) is not None
    assert OrderLink.objects.get(id=link.id).wrong == 0


def test_what_does_not_exist_looks_like_a_wrong_code(cast: Cast):
    """Absent, outlived, taken back, locked, or only a wrong code: one answer."""
    order, link, token, code = made(cast)

    def answer(to: str, digits: str) -> tuple[int, str]:
        cache.clear()
        found = Client().post(f"/t/{to}/", {"code": digits})
        main = found.text.split("<main")[1].split("</main>")[0]
        return found.status_code, re.sub(r'value="[^"]*"', "", main)

    expected = answer(token, wrong(code))
    assert answer("a" * 16, code) == expected
    OrderLink.objects.filter(id=link.id).update(
        made_at=timezone.now() - timedelta(days=90), ends_at=timezone.now() - timedelta(days=1)
    )
    assert answer(token, code) == expected
    OrderLink.objects.filter(id=link.id).update(ends_at=timezone.now() + timedelta(days=1))
    close_link(actor=cast.granny, order_id=order.id)
    assert answer(token, code) == expected
    assert Client().get("/t/anything/").status_code == Client().get(f"/t/{token}/").status_code


def test_an_expired_link_opens_nothing_for_whoever_had_opened_it_neither(cast: Cast):
    order, link, token, code = made(cast)
    visitor = Client()
    visitor.post(f"/t/{token}/", {"code": code})
    assert visitor.get(f"/t/{token}/progress/").status_code == 200
    OrderLink.objects.filter(id=link.id).update(
        made_at=timezone.now() - timedelta(days=61), ends_at=timezone.now() - timedelta(days=1)
    )
    assert visitor.get(f"/t/{token}/progress/").status_code == 302
    assert open_link(token=token, code=code) is None
    assert "没有可用的链接" in browser(cast, "granny").get(f"/orders/{order.id}/link/").text


def test_an_opened_link_shows_nothing_once_it_is_taken_back(cast: Cast):
    order, _link, token, code = made(cast)
    visitor = Client()
    visitor.post(f"/t/{token}/", {"code": code})
    assert visitor.get(f"/t/{token}/progress/").status_code == 200
    close_link(actor=cast.granny, order_id=order.id)
    assert visitor.get(f"/t/{token}/progress/").status_code == 302


def test_guessing_from_one_address_ends_soon(cast: Cast):
    made(cast)
    visitor = Client()
    answers = [
        visitor.post(f"/t/{number:016d}/", {"code": "123456"}).status_code for number in range(20)
    ]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_a_new_link_ends_the_one_before(cast: Cast):
    order, first, token, code = made(cast)
    make_link(actor=cast.granny, order_id=order.id)
    assert open_link(token=token, code=code) is None
    assert OrderLink.objects.get(id=first.id).closed_at is not None
    assert OrderLink.objects.filter(order=order, closed_at=None).count() == 1


def test_only_the_resident_the_proxy_and_the_desk_make_links(cast: Cast):
    order = an_order(cast, "agreed")
    assert make_link(actor=cast.desk, order_id=order.id).made_by == cast.accounts["desk"].id
    before = OrderLink.objects.get(closed_at=None).id
    for name in ("wang", "zhao"):
        with pytest.raises(NotAllowed):
            make_link(actor=cast.actor(name), order_id=order.id)
    for name in ("stranger", "other_desk"):
        with pytest.raises(NotSeen):
            close_link(actor=cast.actor(name), order_id=order.id)
        assert browser(cast, name).get(f"/orders/{order.id}/link/").status_code in (403, 404)
    assert OrderLink.objects.get(closed_at=None).id == before


def test_the_page_and_the_slip_show_link_and_code_again_and_again(cast: Cast):
    order = an_order(cast, "agreed")
    granny = browser(cast, "granny")
    here = f"/orders/{order.id}/link/"
    assert "没有可用的链接" in granny.get(here).text
    assert granny.post(here, {"_key": "k" * 32}).status_code == 302
    link = OrderLink.objects.get(closed_at=None)
    assert code_of(link.id) in granny.get(here).text
    slip = granny.get(f"/orders/{order.id}/slip/").text
    assert code_of(link.id) in slip
    assert "data:image/svg" in slip
    assert "居民签字" in slip
    for text in ("19900000001", "199****0001", "3号楼", "演员1"):
        assert text not in slip
    assert granny.post(f"/orders/{order.id}/link/close/").status_code == 302
    assert "没有可用的链接" in granny.get(here).text


def test_who_comes_is_shown_once_the_visit_is_fixed_and_masked(cast: Cast):
    early = an_order(cast, "dispatched")
    granny = browser(cast, "granny")
    assert "谁来" not in granny.get(f"/orders/{early.id}/").text
    order = an_order(cast, "agreed")
    page = granny.get(f"/orders/{order.id}/").text
    assert "谁来" in page
    assert "演*2" in page
    assert "演员2" not in page
    assert "邻里帮帮队" in page
