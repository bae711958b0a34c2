"""An open order keeps somebody from closing their account; a finished one does not."""

import pytest

from redvest.orders.leaving import open_orders
from redvest.orders.models import ServiceOrder
from redvest.people.services.closing import BLOCKERS, what_blocks
from tests.orders.cast import an_order, the_cast

pytestmark = pytest.mark.django_db


def test_who_asked_and_who_agreed_finish_first():
    cast = the_cast()
    an_order(cast, "agreed")
    assert open_orders in BLOCKERS
    for name in ("granny", "wang"):
        assert "1" in " ".join(str(m) for m in what_blocks(cast.accounts[name].id)), name
    ServiceOrder.objects.update(state="closed")
    assert list(open_orders(cast.persons["granny"])) == []
    assert list(open_orders(cast.persons["wang"])) == []
