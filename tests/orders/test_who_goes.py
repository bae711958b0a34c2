"""Who may go besides papers: the sex and the language an order asks for."""

import pytest
from django.db import transaction

from redvest.errors import Invalid
from redvest.orders.models import ServiceItem, ServiceOrder
from redvest.orders.services import accept_order, claim_order, pool_order
from redvest.people.models import Person, Volunteer
from tests.orders.cast import Cast, an_order, state_of
from tests.orders.test_pages import browser


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
