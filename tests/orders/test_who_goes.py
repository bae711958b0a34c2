"""Who may go besides papers: the sex and the language asked for, and who is kept apart."""

import pytest
from django.db import transaction

from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.orders.models import Pairing, ServiceItem, ServiceOrder
from redvest.orders.queries import pool_for
from redvest.orders.queries.waiting_orders import history_for
from redvest.orders.services import accept_order, claim_order, dispatch_order, pool_order
from redvest.orders.services.pairings import end_pair, set_pair
from redvest.orders.services.proposing import dispatch_proposed
from redvest.people.models import Person, Volunteer
from tests.orders.cast import Cast, an_order, state_of
from tests.orders.test_pages import browser

pytestmark = pytest.mark.slow


def fresh(order: ServiceOrder) -> ServiceOrder:
    return ServiceOrder.objects.get(id=order.id)


@pytest.mark.parametrize(("sex", "flag"), [("1", "by_man"), ("2", "by_woman")])
def test_a_service_close_to_the_body_is_done_by_somebody_of_her_own_sex(
    cast: Cast, sex: str, flag: str
):
    ServiceItem.objects.filter(id=cast.item.id).update(same_sex=True)
    unknown, order = an_order(cast), an_order(cast)
    with pytest.raises(Invalid) as refusal:
        accept_order(actor=cast.desk, order_id=unknown.id)
    assert refusal.value.code == "which_sex"
    assert state_of(unknown.id) == ("submitted", 1)
    accept_order(actor=cast.desk, order_id=unknown.id, flags=[flag])
    Person.objects.filter(id=cast.persons["granny"].id).update(sex=sex)
    accept_order(actor=cast.desk, order_id=order.id)
    assert fresh(unknown).flags == fresh(order).flags == [flag]


def test_whoever_takes_an_order_alone_is_of_the_sex_and_speaks_the_language_it_asks_for(
    cast: Cast,
):
    order = an_order(cast)
    accept_order(actor=cast.desk, order_id=order.id, flags=["by_woman"], language="tibetan")
    pool_order(actor=cast.desk, order_id=order.id)
    wang, address = cast.volunteers["wang"], f"/pool/{order.id}/"
    assert "由女性志愿者上门" in browser(cast, "wang").get(address).text
    for code, change in (
        ("other_sex", lambda: Person.objects.filter(id=wang.person_id).update(sex="2")),
        ("other_language", lambda: Volunteer.objects.update(languages=["tibetan"])),
    ):
        before = state_of(order.id)
        with pytest.raises(Invalid) as refusal, transaction.atomic():
            claim_order(actor=cast.wang, order_id=order.id, alone=True)
        assert refusal.value.code == code
        assert state_of(order.id) == before
        change()
    claim_order(actor=cast.wang, order_id=order.id, alone=True)
    assert state_of(order.id)[0] == "claimed"


def paired(cast: Cast, who: str, kind: str = "apart") -> Pairing:
    """Granny was visited by wang of zhao's team; the desk writes down what holds from now on."""
    order = an_order(cast, "agreed")
    return set_pair(actor=cast.desk, order_id=order.id, who=who, kind=kind, reason="resident_asked")


def test_a_team_kept_apart_is_sent_nowhere_near_her_and_everywhere_else_as_before(cast: Cast):
    pair = paired(cast, f"team:{cast.team.id}")
    order, pool = an_order(cast, "accepted"), an_order(cast, "accepted")
    pool_order(actor=cast.desk, order_id=pool.id)
    left_out, _known = history_for([order])
    assert left_out == {(order.id, cast.team.id)}
    ways = {
        order.id: [
            lambda: dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id),
            lambda: dispatch_proposed(actor=cast.desk, order_id=order.id, team_id=cast.team.id),
        ],
        pool.id: [lambda: claim_order(actor=cast.zhao, order_id=pool.id, team_id=cast.team.id)],
    }
    for order_id, tries in ways.items():
        before = state_of(order_id)
        for act in tries:
            with pytest.raises(Conflict) as refusal, transaction.atomic():
                act()
            assert refusal.value.code == "kept_apart"
            assert state_of(order_id) == before
    other = an_order(cast, "accepted")
    ServiceOrder.objects.filter(id=other.id).update(requester=cast.persons["stranger"])
    dispatch_order(actor=cast.desk, order_id=other.id, team_id=cast.team.id)
    end_pair(actor=cast.desk, pair_id=pair.id)
    assert history_for([order])[0] == set()
    dispatch_order(actor=cast.desk, order_id=order.id, team_id=cast.team.id)


def test_a_volunteer_kept_apart_is_named_by_nobody_and_sees_nothing_of_her_orders(cast: Cast):
    wang = cast.volunteers["wang"]
    paired(cast, f"volunteer:{wang.id}")
    order = an_order(cast, "accepted")
    pool_order(actor=cast.desk, order_id=order.id)
    assert order.id not in {row.id for row in pool_for(cast.wang)}
    assert order.id in {row.id for row in pool_for(cast.li)}
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        claim_order(actor=cast.wang, order_id=order.id, alone=True)
    assert refusal.value.code == "kept_apart"
    assert fresh(order).state == "pooled"


def test_only_those_who_came_can_be_paired_and_each_once(cast: Cast):
    for who in (f"team:{cast.other_team.id}", "team:x", ""):
        with pytest.raises(Invalid):
            paired(cast, who)
    assert not Pairing.objects.exists()
    pair = paired(cast, f"team:{cast.team.id}", "rather")
    order = an_order(cast, "accepted")
    assert history_for([order]) == (set(), {(order.id, cast.team.id)})
    with pytest.raises(Invalid):
        paired(cast, f"team:{cast.team.id}")
    for actor in (cast.zhao, cast.granny, cast.other_desk):
        with pytest.raises((NotAllowed, NotSeen)):
            set_pair(
                actor=actor,
                order_id=order.id,
                who=f"volunteer:{cast.volunteers['wang'].id}",
                kind="apart",
                reason="safety",
            )
    with pytest.raises(NotSeen):
        end_pair(actor=cast.other_desk, pair_id=pair.id)
    end_pair(actor=cast.desk, pair_id=pair.id)
    with pytest.raises(Conflict):
        end_pair(actor=cast.desk, pair_id=pair.id)
    assert Pairing.objects.count() == 1


def test_the_desk_writes_it_down_on_the_page_and_takes_it_back(cast: Cast):
    order = an_order(cast, "agreed")
    desk, page = browser(cast, "desk"), f"/desk/orders/{order.id}/pairs/"
    assert page in desk.get(f"/desk/orders/{order.id}/").text
    empty = desk.post(page, {"kind": "apart"})
    assert "请选择一支队伍或一位志愿者" in empty.text
    sent = {"who": f"team:{cast.team.id}", "kind": "apart", "reason": "do_not_get_on"}
    assert desk.post(page, sent).status_code == 302
    shown = desk.get(page).text
    assert "不再安排去这一家" in shown
    assert "相处不来" in shown
    assert page not in browser(cast, "zhao").get(f"/desk/orders/{order.id}/").text
    pair = Pairing.objects.get()
    assert desk.post(f"{page}{pair.id}/end/").status_code == 302
    assert Pairing.objects.get().ended_at is not None
