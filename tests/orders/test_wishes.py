"""微心愿 and talks: goods through the station without anybody's name, and a station that orders."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.notices.models import Message
from redvest.orders.models import MicroWish, ServiceItem, ServiceOrder, Talk
from redvest.orders.queries.wishes import wishes_open
from redvest.orders.services import (
    accept_assignment,
    accept_order,
    check_in,
    claim_order,
    complete_order,
    confirm_order,
    schedule_order,
)
from redvest.orders.services.menu import set_team_offer
from redvest.orders.services.talks import TalkCard, order_talk
from redvest.orders.services.wishes import (
    bring_goods,
    grant_wish,
    hand_over,
    make_wish,
    plan_bringing,
    publish_wish,
    receive_goods,
    thank_giver,
)
from redvest.people.models import Person
from redvest.people.queries.desk import residents_in_scope
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, HOME, Cast, soon
from tests.orders.menu import a_wish, wish_card

pytestmark = pytest.mark.slow


def station(**changes: object) -> Venue:
    values: dict[str, object] = {"region": HOME, "level": "station", "name": "畅家巷站"}
    return Venue.objects.create(district=DISTRICT, **{**values, **changes})


def test_a_quilt_from_wishing_to_thanks_and_nobody_learns_who(cast: Cast):
    station()
    wish = a_wish(cast)
    order_id = wish.order_id
    order = ServiceOrder.objects.get(id=order_id)
    assert order.contact_phone is None
    assert order.address.decide(str) == "畅家巷站"
    public = Client().get("/wishes/").text
    assert "一位老人想要一床厚被子" in public
    for private in ("演员1", "旧被子破了", "19900000001", order.number):
        assert private not in public
    grant_wish(actor=cast.wang, order_id=order_id)
    assert list(wishes_open(DISTRICT)) == []
    with pytest.raises((Conflict, NotSeen)):
        grant_wish(actor=cast.li, order_id=order_id)
    plan_bringing(actor=cast.wang, order_id=order_id, at=soon())
    bring_goods(actor=cast.wang, order_id=order_id)
    order.refresh_from_db()
    assert order.state == "done"
    with pytest.raises(Conflict):
        hand_over(actor=cast.desk, order_id=order_id)
    receive_goods(actor=cast.desk, order_id=order_id)
    with pytest.raises(Conflict):
        receive_goods(actor=cast.desk, order_id=order_id)
    with pytest.raises(Conflict):
        thank_giver(actor=cast.granny, order_id=order_id, text="谢谢")
    hand_over(actor=cast.desk, order_id=order_id)
    confirm_order(actor=cast.granny, order_id=order_id)
    thank_giver(actor=cast.granny, order_id=order_id, text="被子很暖和，谢谢")
    told = Message.objects.filter(template="wish_thanked")
    assert set(told.values_list("to_person_id", flat=True)) == {cast.persons["wang"].id}
    giver = Client()
    giver.force_login(cast.accounts["wang"])
    mine = giver.get("/wishes/mine/").text
    assert "被子很暖和" in mine
    assert "演员1" not in mine


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"goods": "200元现金"}, "goods"),
        ({"goods": "购物卡一张"}, "goods"),
        ({"description": "最好直接转账"}, "goods"),
        ({"goods": " "}, "goods"),
        ({"yuan_most": 0}, "yuan_most"),
        ({"yuan_most": 201}, "yuan_most"),
        ({"community": "350102001001"}, "community"),
    ],
)
def test_a_wish_is_one_thing_within_the_ceiling_and_never_money(
    cast: Cast, changes: dict[str, object], field: str
):
    with pytest.raises(Invalid) as refusal:
        make_wish(
            actor=cast.granny, requester_id=cast.persons["granny"].id, card=wish_card(**changes)
        )
    assert field in refusal.value.fields
    assert MicroWish.objects.count() == 0
    assert ServiceOrder.objects.count() == 0


def test_one_wish_at_a_time_and_only_for_whom_one_may_speak(cast: Cast):
    a_wish(cast, public=False)
    with pytest.raises(NotAllowed, match="一个心愿"):
        a_wish(cast, public=False)
    with pytest.raises(NotSeen):
        make_wish(actor=cast.stranger, requester_id=cast.persons["granny"].id, card=wish_card())
    assert MicroWish.objects.count() == 1


@pytest.mark.parametrize(
    "title", ["演员1想要被子", "3号楼的老人想要被子", "电话19900000001", "想要红包", " "]
)
def test_public_words_that_say_who_are_refused_and_nothing_is_published(cast: Cast, title: str):
    wish = a_wish(cast, public=False)
    accept_order(actor=cast.desk, order_id=wish.order_id)
    with pytest.raises(Invalid):
        publish_wish(actor=cast.desk, order_id=wish.order_id, title=title)
    for name in ("other_desk", "granny"):
        with pytest.raises((NotSeen, NotAllowed)):
            publish_wish(actor=cast.actor(name), order_id=wish.order_id, title="想要被子")
    wish.refresh_from_db()
    assert wish.published_at is None
    assert ServiceOrder.objects.get().state == "accepted"
    assert "被子" not in Client().get("/wishes/").text


def test_wishing_publishing_and_granting_through_pages(cast: Cast):
    clients = {}
    for name in ("granny", "desk", "wang"):
        clients[name] = Client()
        clients[name].force_login(cast.accounts[name])
    item = ServiceItem.objects.get(district=DISTRICT, code="wish_daily")
    answers = {
        "item_id": str(item.id),
        "goods": "一个电饭煲",
        "yuan_most": "9999",
        "description": "旧的坏了",
        "community": HOME,
    }
    wrong = clients["granny"].post("/wishes/new/", answers)
    assert "1 至 200 元" in wrong.text
    assert "一个电饭煲" in wrong.text
    assert clients["granny"].post("/wishes/new/", {**answers, "yuan_most": "99"}).status_code == 302
    wish = MicroWish.objects.get()
    accept_order(actor=cast.desk, order_id=wish.order_id)
    here = f"/desk/wishes/{wish.order_id}/"
    version = ServiceOrder.objects.get().version
    again = clients["desk"].post(here + "publish/", {"title": "演员1要", "version": version})
    assert "不能有姓名" in again.text
    sent = clients["desk"].post(here + "publish/", {"title": "想要电饭煲", "version": version})
    assert sent.status_code == 302
    assert "我来实现" in clients["wang"].get("/wishes/").text
    assert clients["wang"].post(f"/wishes/{wish.order_id}/grant/").status_code == 302
    bad = clients["wang"].post(f"/wishes/{wish.order_id}/plan/", {"at": "明天"})
    assert "请按 2026-03-05 15:30" in bad.text
    later = timezone.localtime() + timedelta(hours=2)
    plan = {"at": f"{later:%Y-%m-%dT%H:%M}"}
    assert clients["wang"].post(f"/wishes/{wish.order_id}/plan/", plan).status_code == 302
    assert ServiceOrder.objects.get().state == "scheduled"


def talk_card(**changes: object) -> TalkCard:
    values: dict[str, object] = {
        "item_id": ServiceItem.objects.get(district=DISTRICT, code="lecture").id,
        "topic": "防诈骗",
        "audience": "elders",
        "seats": 40,
        "starts_at": soon() + timedelta(days=2),
        "minutes": 60,
        "equipment": ["projector"],
    }
    return TalkCard(**{**values, **changes})  # type: ignore[arg-type]


def test_a_station_orders_a_talk_hears_it_and_rates_it(cast: Cast):
    venue = station()
    set_team_offer(actor=cast.zhao, team_id=cast.team.id, offers={"lecture": ["防诈骗"]})
    card = talk_card(team_id=cast.team.id)
    talk = order_talk(actor=cast.desk, venue_id=venue.id, card=card)
    order = talk.order
    order.refresh_from_db()
    assert (order.state, order.kind) == ("dispatched", "talk")
    # The residents together are nobody the desk would find among its residents.
    assert order.requester not in residents_in_scope(cast.desk)
    assert Person.objects.filter(entered_via="collective").count() == 1
    claim_order(actor=cast.zhao, order_id=order.id)
    schedule_order(
        actor=cast.zhao,
        order_id=order.id,
        starts_at=talk.starts_at,
        ends_at=talk.starts_at + timedelta(minutes=60),
        volunteer_ids=[cast.volunteers["wang"].id],
    )
    accept_assignment(actor=cast.wang, order_id=order.id)
    check_in(actor=cast.wang, order_id=order.id)
    complete_order(actor=cast.wang, order_id=order.id, outcome="讲了一小时")
    desk = Client()
    desk.force_login(cast.accounts["desk"])
    order.refresh_from_db()
    assert order.state == "done"
    here = f"/desk/talks/{order.id}/"
    assert "讲完了" in desk.get(here).text
    assert (
        desk.post(here, {"grade": "5", "text": "很好", "version": order.version}).status_code == 302
    )
    order.refresh_from_db()
    assert order.state == "rated"
    order_talk(actor=cast.desk, venue_id=venue.id, card=talk_card())
    assert Person.objects.filter(entered_via="collective").count() == 1
    assert ServiceOrder.objects.exclude(id=order.id).get().state == "pooled"


def test_a_talk_that_cannot_be_leaves_nothing_behind(cast: Cast):
    venue, away = station(), station(region="620102002001", name="山字石站")
    for changes in (
        {"topic": " "},
        {"audience": "cats"},
        {"seats": 0},
        {"minutes": 5},
        {"equipment": ["rocket"]},
        {"starts_at": timezone.now() - timedelta(days=1)},
        {"team_id": cast.team.id},
    ):
        with pytest.raises(Invalid):
            order_talk(actor=cast.desk, venue_id=venue.id, card=talk_card(**changes))
    with pytest.raises(NotSeen):
        order_talk(actor=cast.desk, venue_id=away.id, card=talk_card())
    with pytest.raises(NotSeen):
        order_talk(actor=cast.granny, venue_id=venue.id, card=talk_card())
    assert Talk.objects.count() == 0
    assert ServiceOrder.objects.count() == 0


def test_the_menu_of_talks_says_who_gives_which(cast: Cast):
    venue = station()
    set_team_offer(actor=cast.qian, team_id=cast.other_team.id, offers={"lecture": ["家风"]})
    desk = Client()
    desk.force_login(cast.accounts["desk"])
    assert "小东俚语宣讲队：家风" in desk.get("/desk/talks/").text
    starts = timezone.localtime() + timedelta(days=3)
    answers = {
        "venue": str(venue.id),
        "team": str(cast.other_team.id),
        "topic": "家风",
        "audience": "parents",
        "seats": "many",
        "starts_at": f"{starts:%Y-%m-%dT%H:%M}",
        "minutes": "60",
    }
    assert "请填写整数" in desk.post("/desk/talks/new/lecture/", answers).text
    sent = desk.post("/desk/talks/new/lecture/", {**answers, "seats": "30"})
    talk = Talk.objects.get()
    assert sent["Location"] == f"/desk/talks/{talk.order_id}/"
    assert "家风" in desk.get("/desk/talks/").text
