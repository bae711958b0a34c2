"""The last saved hour, and a hold that two ends answer at once, on a database with real commits."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from redvest.bank.models import TimeUse, Transfer
from redvest.bank.queries.books import ANSWERING
from redvest.bank.services.holding import lapse_hold
from redvest.bank.services.time_following import follow_order, follow_orders
from tests.bank.savers import a_use, minutes_of, reached, savers, sound
from tests.racing import at_once

pytestmark = pytest.mark.slow


def test_saved_hours_are_set_aside_once_although_many_ask_at_once(committed_db: str):
    cast = savers()
    granny = cast.persons["granny"]
    results = at_once(*[lambda: a_use(cast, 180, not_the_same=True) for _ in range(3)])
    assert sorted(results) == ["done", "too_little_time", "too_little_time"]
    assert (minutes_of(granny), TimeUse.objects.count()) == (60, 1)
    assert sound()


def test_the_end_of_an_order_and_of_its_hold_meet_and_one_of_them_answers(committed_db: str):
    cast = savers()
    use = a_use(cast)
    reached(use, "confirmed", 40, cast)
    with time_machine.travel(timezone.now() + timedelta(days=200), tick=True):
        at_once(
            lambda: follow_order(use_id=use.id),
            lambda: lapse_hold(hold_id=use.hold, district=use.district),
        )
        follow_orders()
    found = TimeUse.objects.get(id=use.id)
    assert Transfer.objects.filter(answers_id=use.hold, kind__in=ANSWERING).count() == 1
    ends = {"settled": 200, "lapsed": 240}
    assert minutes_of(cast.persons["granny"]) == ends[found.state]
    assert sound()
