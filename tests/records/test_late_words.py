"""A lead who says nothing for three days: the desk is asked, once, and either may answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from redvest.notices.models import Message
from redvest.orders.models import Assignment
from redvest.records.models import ServiceRecord
from redvest.records.services.deciding import confirm_record
from redvest.records.services.telling import late_words
from tests.orders.cast import Cast
from tests.records.cast import a_visit, both_came, recorded

pytestmark = pytest.mark.django_db


def led_by_wang(cast: Cast) -> ServiceRecord:
    visit = a_visit(cast)
    Assignment.objects.filter(order=visit.order_id).update(is_lead=False)
    Assignment.objects.filter(id=visit.id).update(is_lead=True)
    return recorded(both_came(cast, visit))


def asked(cast: Cast, record: ServiceRecord) -> int:
    desk = cast.accounts["desk"].id
    return Message.objects.filter(
        template="record_to_confirm",
        dedupe_key__startswith=f"record_to_confirm:{record.id}:{desk}",
    ).count()


def test_after_three_days_the_desk_is_asked_once_and_may_answer(cast: Cast):
    record = led_by_wang(cast)
    ServiceRecord.objects.exclude(id=record.id).update(state="rejected")
    assert (late_words(), asked(cast, record)) == (0, 0)
    ServiceRecord.objects.update(state_since=timezone.now() - timedelta(days=3, minutes=1))
    assert late_words() == 1
    before = asked(cast, record)
    assert before >= 1
    assert late_words() == 0
    assert asked(cast, record) == before
    done = confirm_record(actor=cast.desk, record_id=record.id)
    assert done.vouched_as == "desk"


def test_whoever_was_answered_meanwhile_is_not_asked_about(cast: Cast):
    record = led_by_wang(cast)
    ServiceRecord.objects.update(state="rejected", state_since=timezone.now() - timedelta(days=4))
    assert (late_words(), asked(cast, record)) == (0, 0)
