"""制单: several orders at one time and place, all of them or none, each with its own life."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.notices.models import Message
from redvest.orders.models import (
    Assignment,
    Dispatch,
    OrderBundle,
    OrderTimer,
    ServiceItem,
    ServiceOrder,
)
from redvest.orders.queries.bundles import orders_in, suggestions
from redvest.orders.services import (
    answer_time,
    cancel_order,
    complain_order,
    confirm_order,
    dispatch_order,
    fire_due,
    rate_order,
    take_back_order,
    withdraw_order,
)
from redvest.orders.services.bundling import (
    agree_to_bundle,
    cancel_bundle,
    claim_bundle,
    compile_bundle,
    decline_bundle,
    keep_own_order,
    name_for_bundle,
    serve_in_bundle,
)
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, HOME, Cast, an_order
from tests.orders.menu import a_bundle, haircuts

pytestmark = pytest.mark.slow


def states(bundle: OrderBundle) -> list[str]:
    return sorted(orders_in(bundle).values_list("state", flat=True))


def test_it_says_where_several_people_want_the_same(cast: Cast):
    assert suggestions(cast.desk) == []
    orders = haircuts(cast)
    ServiceOrder.objects.filter(id=orders[2].id).update(state="submitted", community="620102001002")
    an_order(cast)
    (idea,) = suggestions(cast.centre)
    assert (idea.item.code, idea.ready, idea.waiting) == ("haircut", 2, 1)
    assert len(idea.communities) == 2
    # The station's own community alone: two people there.
    assert suggestions(cast.desk)[0].ready == 2
    assert suggestions(cast.other_desk) == []


def test_the_afternoon_from_compiling_to_rating(cast: Cast):
    bundle = a_bundle(cast)
    assert states(bundle) == ["dispatched"] * 3
    told = Message.objects.filter(template="order_bundled")
    assert set(told.values_list("to_person_id", flat=True)) >= {cast.persons["granny"].id}
    claim_bundle(actor=cast.zhao, bundle_id=bundle.id)
    assert states(bundle) == ["claimed"] * 3
    name_for_bundle(
        actor=cast.zhao, bundle_id=bundle.id, volunteer_ids=[cast.volunteers["wang"].id]
    )
    assert Assignment.objects.filter(order__bundle=bundle, state="proposed").count() == 3
    assert agree_to_bundle(actor=cast.wang, bundle_id=bundle.id) == 3
    for name in ("granny", "stranger", "qian"):
        order = ServiceOrder.objects.get(bundle=bundle, requester=cast.persons[name])
        answer_time(actor=cast.actor(name), order_id=order.id, agrees=True)
    assert states(bundle) == ["scheduled"] * 3
    came = ServiceOrder.objects.filter(bundle=bundle).exclude(requester=cast.persons["qian"])
    serve_in_bundle(
        actor=cast.wang, bundle_id=bundle.id, order_ids=[row.id for row in came], outcome="理发"
    )
    assert states(bundle) == ["done", "done", "scheduled"]
    grannys = came.get(requester=cast.persons["granny"])
    confirm_order(actor=cast.granny, order_id=grannys.id)
    rate_order(actor=cast.granny, order_id=grannys.id, grade=5)
    assert "rated" in states(bundle)


def test_the_resident_keeps_her_own_order_and_the_others_stay(cast: Cast):
    bundle = a_bundle(cast)
    order = ServiceOrder.objects.get(bundle=bundle, requester=cast.persons["granny"])
    with pytest.raises(Conflict, match="集中服务"):
        take_back_order(actor=cast.desk, order_id=order.id)
    claim_bundle(actor=cast.zhao, bundle_id=bundle.id)
    order.refresh_from_db()
    for name in ("stranger", "wang"):
        with pytest.raises((NotSeen, NotAllowed)):
            keep_own_order(actor=cast.actor(name), order_id=order.id)
    keep_own_order(actor=cast.granny, order_id=order.id, version=order.version)
    order.refresh_from_db()
    assert (order.state, order.bundle_id) == ("accepted", None)
    assert states(bundle) == ["claimed", "claimed"]
    assert Dispatch.objects.get(order=order).state == "ended"
    with pytest.raises(Conflict):
        keep_own_order(actor=cast.granny, order_id=order.id)
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.other_team.id)
    with pytest.raises(Conflict, match="没有并入"):
        keep_own_order(actor=cast.granny, order_id=order.id)


def test_a_team_declines_all_of_it_for_free_and_the_desk_may_call_it_off(cast: Cast):
    bundle = a_bundle(cast)
    with pytest.raises(Invalid):
        decline_bundle(actor=cast.zhao, bundle_id=bundle.id, reason="bored")
    assert states(bundle) == ["dispatched"] * 3
    with pytest.raises(NotSeen):
        claim_bundle(actor=cast.qian, bundle_id=bundle.id)
    decline_bundle(actor=cast.zhao, bundle_id=bundle.id, reason="nobody_free")
    assert states(bundle) == []
    assert ServiceOrder.objects.filter(bundle=None, state="accepted").count() == 3
    with pytest.raises(Conflict):
        claim_bundle(actor=cast.zhao, bundle_id=bundle.id)
    again = compile_bundle(
        actor=cast.desk,
        order_ids=list(ServiceOrder.objects.values_list("id", flat=True)),
        title="再约一次",
        venue_id=bundle.venue_id,
        starts_at=bundle.starts_at,
        ends_at=bundle.ends_at,
        team_id=cast.other_team.id,
    )
    with pytest.raises(NotAllowed):
        cancel_bundle(actor=cast.qian, bundle_id=again.id)
    cancel_bundle(actor=cast.desk, bundle_id=again.id)
    assert states(again) == []
    assert ServiceOrder.objects.filter(item=again.item, state="accepted", bundle=None).count() == 3
    assert Event.objects.filter(kind="bundle.cancelled").count() == 1


def test_when_the_center_has_called_off_every_order_the_bundle_asks_nobody(cast: Cast):
    bundle = a_bundle(cast)
    rows = list(orders_in(bundle))
    for order in rows:
        bundle.refresh_from_db()
        assert bundle.state == "offered"
        cancel_order(actor=cast.centre, order_id=order.id, reason="weather")
    bundle.refresh_from_db()
    assert bundle.state == "cancelled"
    assert not ServiceOrder.objects.filter(bundle=bundle).exists()


def test_what_is_looked_into_before_the_afternoon_is_out_of_it_and_the_others_go_on(cast: Cast):
    bundle = a_bundle(cast)
    claim_bundle(actor=cast.zhao, bundle_id=bundle.id)
    grannys = ServiceOrder.objects.get(bundle=bundle, requester=cast.persons["granny"])
    complain_order(actor=cast.granny, order_id=grannys.id, reason="attitude", text="说话很凶")
    grannys.refresh_from_db()
    assert (grannys.state, grannys.bundle_id) == ("disputed", None)
    assert states(bundle) == ["claimed"] * 2
    bundle.refresh_from_db()
    assert bundle.state == "set"
    one, other = orders_in(bundle)
    # Served before somebody complained: it stays, and with the other one gone all is over.
    ServiceOrder.objects.filter(id=one.id).update(state="done")
    asker = cast.actor("qian" if one.requester_id == cast.persons["qian"].id else "stranger")
    complain_order(actor=asker, order_id=one.id, reason="attitude", text="说话很凶")
    assert states(bundle) == ["claimed", "disputed"]
    cancel_order(actor=cast.centre, order_id=other.id, reason="weather")
    bundle.refresh_from_db()
    assert (bundle.state, states(bundle)) == ("over", ["disputed"])


def test_what_cannot_be_bundled_leaves_every_order_as_it_was(cast: Cast):
    orders = haircuts(cast)
    other = an_order(cast, "accepted")
    venue = Venue.objects.create(district=DISTRICT, region=HOME, level="station", name="畅家巷站")
    away = Venue.objects.create(
        district=DISTRICT, region="620102002001", level="station", name="山字石站"
    )
    starts = timezone.now() + timedelta(days=1)

    def compiled(**changes: object) -> None:
        values: dict[str, object] = {
            "order_ids": [row.id for row in orders],
            "title": "义剪",
            "venue_id": venue.id,
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=1),
            "team_id": cast.team.id,
        }
        compile_bundle(actor=cast.desk, **{**values, **changes})  # type: ignore[arg-type]

    for changes in (
        {"order_ids": [orders[0].id]},
        {"order_ids": [orders[0].id, other.id]},
        {"title": " "},
        {"starts_at": timezone.now() - timedelta(days=1)},
        {"venue_id": away.district and other.id},
        {"team_id": other.id},
    ):
        with pytest.raises(Invalid), transaction.atomic():
            compiled(**changes)
    with pytest.raises(NotAllowed), transaction.atomic():
        compiled(venue_id=away.id)
    assert OrderBundle.objects.count() == 0
    assert set(ServiceOrder.objects.values_list("state", flat=True)) == {"accepted"}
    assert Dispatch.objects.count() == 0


def test_the_bundle_through_pages(cast: Cast):
    venue = Venue.objects.create(district=DISTRICT, region=HOME, level="station", name="畅家巷站")
    orders = haircuts(cast)
    clients = {}
    for name in ("desk", "zhao", "granny", "wang"):
        clients[name] = Client()
        clients[name].force_login(cast.accounts[name])
    assert "3人在1个社区想要“上门理发”" in clients["desk"].get("/desk/bundles/").text
    new = "/desk/bundles/new/haircut/?street=620102001"
    assert orders[0].number in clients["desk"].get(new).text
    starts = timezone.localtime() + timedelta(days=2)
    answers = {
        "orders": [str(row.id) for row in orders],
        "title": "",
        "venue": str(venue.id),
        "starts_at": f"{starts:%Y-%m-%dT%H:%M}",
        "minutes": "120",
        "team": str(cast.team.id),
    }
    assert "请给这场集中服务起个名字" in clients["desk"].post(new, answers).text
    sent = clients["desk"].post(new, {**answers, "title": "周三义剪"})
    bundle = OrderBundle.objects.get()
    here = f"/desk/bundles/{bundle.id}/"
    assert sent["Location"] == here
    assert clients["zhao"].post(here + "claim/", {"version": 1}).status_code == 302
    late = clients["zhao"].post(here + "claim/", {"version": 1})
    assert late.status_code == 409
    named = clients["zhao"].post(
        here + "name/", {"volunteers": [str(cast.volunteers["wang"].id)], "version": 2}
    )
    assert named.status_code == 302, named.text
    assert clients["wang"].post(here + "agree/").status_code == 302
    own = ServiceOrder.objects.get(bundle=bundle, requester=cast.persons["granny"])
    shown = clients["granny"].get(f"/orders/{own.id}/").text
    assert "和几位邻居一起办" in shown
    out = clients["granny"].post(f"/orders/{own.id}/bundle/own/", {"version": own.version})
    assert out.status_code == 302
    own.refresh_from_db()
    assert own.state == "accepted"
    item = ServiceItem.objects.get(id=own.item_id)
    assert item.code == "haircut"


def test_an_offer_nobody_answered_ends_the_bundle_and_every_order_is_free(cast: Cast):
    bundle = a_bundle(cast)
    first, *_others = ServiceOrder.objects.filter(bundle=bundle).order_by("id")
    OrderTimer.objects.filter(kind="time_out").exclude(order=first).delete()
    fire_due(timezone.now() + timedelta(days=3))
    bundle.refresh_from_db()
    assert (bundle.state, states(bundle)) == ("offered", ["dispatched"] * 2)
    for row in ServiceOrder.objects.filter(bundle=bundle):
        withdraw_order(actor=cast.actor(name_of(cast, row)), order_id=row.id)
    bundle.refresh_from_db()
    assert (bundle.state, states(bundle)) == ("cancelled", [])
    first.refresh_from_db()
    assert (first.state, first.bundle_id) == ("accepted", None)


def test_a_bundle_nobody_answered_in_time_is_no_longer_offered(cast: Cast):
    bundle = a_bundle(cast)
    fire_due(timezone.now() + timedelta(days=3))
    bundle.refresh_from_db()
    assert bundle.state == "timed_out"
    assert set(ServiceOrder.objects.values_list("state", "bundle")) == {("accepted", None)}
    with pytest.raises((Conflict, NotSeen)):
        claim_bundle(actor=cast.zhao, bundle_id=bundle.id)


def name_of(cast: Cast, order: ServiceOrder) -> str:
    return next(name for name, one in cast.persons.items() if one.id == order.requester_id)


def test_only_those_who_said_together_is_fine_are_suggested_and_ticked(cast: Cast):
    orders = haircuts(cast)
    ServiceOrder.objects.filter(id=orders[0].id).update(may_bundle=False)
    (idea,) = suggestions(cast.centre)
    assert idea.ready == 2
    desk = Client()
    desk.force_login(cast.accounts["desk"])
    page = desk.get("/desk/bundles/new/haircut/").text
    assert page.count("先问问愿不愿意") == 1
    assert f'value="{orders[0].id}"' in page
    ticked = [row for row in page.split("<input") if "checked" in row]
    assert {str(orders[1].id), str(orders[2].id)} >= {
        str(order.id) for order in orders if any(str(order.id) in row for row in ticked)
    }
    assert not any(str(orders[0].id) in row for row in ticked)
