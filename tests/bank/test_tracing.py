"""Every line walks back to a record somebody stood for, or the report says which does not."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from redvest.bank.models import Transfer
from redvest.bank.queries.tracing import Traced, suspended, traced
from redvest.bank.services.earning import settle_records
from redvest.bank.services.holding import reverse
from redvest.ids import uuid7
from tests.bank.cast import DISTRICT, MACHINE, an_account, earn
from tests.bank.service import a_record, a_rule

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_lines_of_service_are_explained_and_what_nobody_stood_for_is_not(capsys):
    a_rule()
    a_record(approver=uuid7())
    settle_records()
    paid = Transfer.objects.filter(source_type="service_record")
    reverse(actor=MACHINE, transfer_id=paid.earliest("id").id)
    count = paid.count() + 1  # The reversal walks back to the same record.
    assert traced(DISTRICT) == [Traced("service_record", count, count, count, count)]
    call_command("explain_books", "--district", DISTRICT)
    assert suspended(DISTRICT, timezone.now() + timedelta(days=30)) == 0
    a_record(recorder=uuid7(), hour=14)  # Written by hand, and nobody agreed.
    settle_records()
    found = traced(DISTRICT)[0]
    assert found.stood < found.count == found.told == found.recorded
    with pytest.raises(CommandError):
        call_command("explain_books")
    assert f"✗ service_record: {found.count}" in capsys.readouterr().out


def test_a_line_without_a_record_is_not_explained():
    earn(an_account(), 10)
    assert traced(DISTRICT) == [Traced("test", 1, 1, 0, 0)]
    with pytest.raises(CommandError):
        call_command("explain_books")
