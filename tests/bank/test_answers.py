"""In whatever order a hold is answered, it has one answer."""

from contextlib import suppress
from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from redvest.bank.models import Transfer
from redvest.bank.queries.books import ANSWERING
from redvest.bank.services.holding import lapse_hold, post_hold, void_hold
from redvest.errors import Conflict
from tests.bank.cast import DISTRICT, MACHINE, an_account, balance, earn, set_aside


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(permutations(("post", "void", "lapse"))))
def test_whoever_answers_a_hold_first_is_the_only_one(order):
    account = an_account()
    earn(account, 10)
    row = set_aside(account, 5, until=timezone.now() - timedelta(minutes=1))
    acts = {
        "post": lambda: post_hold(actor=MACHINE, hold_id=row.id),
        "void": lambda: void_hold(actor=MACHINE, hold_id=row.id),
        "lapse": lambda: lapse_hold(hold_id=row.id, district=DISTRICT),
    }
    for name in order:
        with suppress(Conflict):
            acts[name]()
    answers = Transfer.objects.filter(answers=row, kind__in=ANSWERING)
    assert [one.kind for one in answers] == [order[0]]
    assert balance(account) == (5 if order[0] == "post" else 10)
