"""The passbook walks back to its records; the love bank takes two people; the public statement
adds up."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from redvest.bank.models import Entry, Redemption, RewardGrant
from redvest.bank.queries.codes import code_of
from redvest.bank.queries.passbook import entries_of, line_seen_by, parts_of, told
from redvest.bank.queries.solvency import solvency_of
from redvest.bank.services.accounts import person_account
from redvest.bank.services.expiring import expire_lots
from redvest.bank.services.giving import give
from redvest.bank.services.handing import hand_over
from redvest.bank.services.love_bank import ask_grant, decide_grant
from redvest.bank.services.redeeming import cancel
from redvest.engines.ledger import Unit
from redvest.errors import Conflict, NotAllowed, NotSeen
from redvest.people.models import Person
from tests.bank import cast
from tests.bank.giving import balanced, books, donate, earn, issued, points_of
from tests.bank.shop import Shop
from tests.orders.cast import DISTRICT, HOME


@pytest.fixture
def rich(shop: Shop) -> Shop:
    earn(shop.cast.persons["wang"], 100)
    cache.clear()
    return shop


def wang(shop: Shop) -> Person:
    return shop.cast.persons["wang"]


def login(shop: Shop, name: str) -> Client:
    client = Client()
    client.force_login(shop.cast.accounts[name])
    return client


def granny() -> Person:
    person = Person(district=DISTRICT, name="王奶奶", birth_date="1940-01-01", home_community=HOME)
    person.save(force_insert=True)
    return person


def test_every_line_walks_back_to_its_record_however_many_there_are(
    rich: Shop, django_assert_num_queries
):
    for _ in range(3):
        cancel(actor=rich.wang, redemption_id=issued(rich).id)
    kept = issued(rich)
    hand_over(actor=rich.desk, code=code_of(kept), via="desk")
    with django_assert_num_queries(3):
        lines = told(entries_of(wang(rich), Unit.POINTS), DISTRICT)
    said = [(one.entry.transfer.kind, one.entry.delta, one.told is not None) for one in lines]
    assert said == [("hold", -10, True)] + [("void", 10, True), ("hold", -10, True)] * 3 + [
        ("earn", 100, False)
    ]
    assert lines[0].told == kept
    assert lines[0].entry.balance == points_of(wang(rich)) == 90


def test_a_gift_and_what_ended_lead_to_the_lines_they_were_made_of(rich: Shop):
    account = person_account(wang(rich), Unit.POINTS)
    give(actor=rich.wang, unit="points", amount=30)
    cast.earn(account, 5, last_day=timezone.localdate() - timedelta(days=1))
    assert expire_lots() == 1
    own, other = login(rich, "wang"), login(rich, "li")
    book = own.get("/passbook/").text
    for kind, amount in (("donate", 30), ("expire", 5)):
        entry = Entry.objects.get(account=account, transfer__kind=kind)
        assert f"/passbook/line/{entry.id}/" in book
        (part,) = parts_of(line_seen_by(rich.wang, entry.id)[1])
        assert (part.amount, part.line.entry.transfer.kind) == (amount, "earn")
        assert "服务存入" in own.get(f"/passbook/line/{entry.id}/").text
        assert other.get(f"/passbook/line/{entry.id}/").status_code == 404
    earned = Entry.objects.filter(account=account, transfer__kind="earn").first()
    assert earned is not None
    assert own.get(f"/passbook/line/{earned.id}/").status_code == 404  # No parts, no page.


def test_the_love_bank_gives_to_somebody_who_never_earned_and_it_takes_two(rich: Shop):
    donate(wang(rich), 30)
    person = granny()
    row = ask_grant(actor=rich.desk, person_id=person.id, amount=20, reason="elder_alone")
    with pytest.raises(NotAllowed):
        decide_grant(actor=rich.desk, grant_id=row.id, agree=True)
    assert points_of(person) == 0
    decide_grant(actor=rich.centre, grant_id=row.id, agree=True)
    assert points_of(person) == 20
    with pytest.raises(Conflict):
        decide_grant(actor=rich.centre, grant_id=row.id, agree=True)
    assert points_of(person) == 20
    (line,) = told(entries_of(person, Unit.POINTS), DISTRICT)
    assert line.told == RewardGrant.objects.get()
    assert balanced()


def test_whoever_asked_does_not_grant(rich: Shop):
    donate(wang(rich), 30)
    row = ask_grant(actor=rich.centre, person_id=granny().id, amount=20, reason="ill")
    before = books()
    with pytest.raises(NotAllowed) as refused:
        decide_grant(actor=rich.centre, grant_id=row.id, agree=True)
    assert refused.value.code == "same_hand"
    assert books() == before


def test_nobody_is_granted_more_than_others_gave(rich: Shop):
    donate(wang(rich), 5)
    person = granny()
    row = ask_grant(actor=rich.desk, person_id=person.id, amount=20, reason="ill")
    with pytest.raises(Conflict) as refused, transaction.atomic():
        decide_grant(actor=rich.centre, grant_id=row.id, agree=True)
    assert refused.value.code == "pool_too_small"
    assert RewardGrant.objects.get(id=row.id).state == "asked"
    assert points_of(person) == 0


def test_a_station_asks_for_its_own_residents_only(rich: Shop):
    with pytest.raises(NotSeen):
        ask_grant(actor=rich.other_desk, person_id=granny().id, amount=5, reason="ill")
    assert not RewardGrant.objects.exists()


def test_what_is_owed_is_stated_by_age_and_adds_up(rich: Shop):
    today = timezone.localdate()
    earn(rich.cast.persons["li"], 7, on=today - timedelta(days=200))
    earn(rich.cast.persons["li"], 3, on=today - timedelta(days=1000))
    kept = issued(rich)
    found = solvency_of(DISTRICT)
    assert found.by_age == {"3m": 90, "12m": 7, "24m": 0, "older": 3}
    assert found.owed == points_of(wang(rich)) + points_of(rich.cast.persons["li"]) == 100
    assert (found.held, found.holders) == (10, 2)
    assert (found.pieces, found.supply) == (2 + 20, 2 * 10 + 20 * 20)
    assert found.spent == 0
    hand_over(actor=rich.desk, code=code_of(kept), via="desk")
    assert solvency_of(DISTRICT).spent == 10


def test_pages_from_the_catalog_to_the_passbook(rich: Shop):
    wang_, clerk = login(rich, "wang"), login(rich, "clerk")
    assert "理发" in Client().get("/rewards/").text
    assert "洗衣液" not in wang_.get("/rewards/?for=travel").text
    page = wang_.get(f"/rewards/{rich.haircut.reward_id}/").text
    assert "在惠民理发店领" in page
    sent = wang_.post(f"/rewards/take/{rich.haircut.id}/")
    row = Redemption.objects.get()
    assert sent["Location"] == f"/rewards/mine/{row.id}/"
    assert "核对一遍再确认" in wang_.get(sent["Location"]).text
    assert wang_.post(f"/rewards/mine/{row.id}/issue/", {"version": 1}).status_code == 302
    code = code_of(row)
    assert f"{code[:4]} {code[4:]}" in wang_.get(f"/rewards/mine/{row.id}/").text
    assert "没有找到这个取货码" in clerk.post("/shop/", {"code": "1"}).text
    check = clerk.post("/shop/", {"code": f" {code[:4]} {code[4:]}"}).text
    assert "演*2" in check
    assert "已交给本人" in check
    assert clerk.post("/shop/hand/", {"code": code}).status_code == 302
    assert "这个码不能再用" in clerk.post("/shop/", {"code": code}).text
    book = wang_.get("/passbook/").text
    assert f"/rewards/mine/{row.id}/" in book
    assert "−20" in book
    assert row.number in wang_.get(f"/passbook/{wang(rich).id}/print/").text
    assert "80" in Client().get("/rewards/solvency/").text


def test_the_desk_serves_somebody_without_a_phone_and_asks_the_love_bank(rich: Shop):
    desk, person = login(rich, "desk"), granny()
    number = wang(rich).volunteer.volunteer_no
    found = desk.post("/desk/redemptions/counter/", {"typed": number})
    assert found.status_code in (200, 302)
    url = f"/desk/redemptions/counter/{wang(rich).id}/"
    unasked = desk.post(url, {"stock": str(rich.soap.id)})
    assert "请先问本人是否同意" in unasked.text
    assert not Redemption.objects.exists()
    sent = desk.post(url, {"stock": str(rich.soap.id), "agreed": "on"})
    assert sent.status_code == 302
    assert points_of(wang(rich)) == 90
    asked = desk.post(
        f"/desk/redemptions/counter/{person.id}/grant/",
        {"unit": "points", "amount": "5", "reason": "ill"},
    )
    assert asked.status_code == 302
    assert "重病" in desk.get("/desk/lovebank/").text


def test_nobody_looks_into_the_passbook_of_a_neighbor(rich: Shop):
    li = login(rich, "li")
    for address in (f"/passbook/{wang(rich).id}/", f"/passbook/{wang(rich).id}/print/"):
        assert li.get(address).status_code == 404
    assert login(rich, "desk").get(f"/passbook/{wang(rich).id}/").status_code == 200
