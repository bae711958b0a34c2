"""Orders as a file: masked, harmless, of one's own places, written down."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from redvest.journal.models import Event
from redvest.orders.models import ServiceItem
from redvest.orders.services import rate_order
from tests.orders.cast import DISTRICT, Cast, an_order


def asked(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "since": (today - timedelta(days=1)).isoformat(),
        "until": today.isoformat(),
        "state": "",
        "kind": "csv",
        "reason": "季度统计",
        **changes,
    }


def browser(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


def read(answer) -> list[list[str]]:  # type: ignore[no-untyped-def]
    assert answer.status_code == 200
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_file_is_masked_and_the_taking_is_written_down(cast: Cast):
    order = an_order(cast, "agreed")
    header, row = read(browser(cast, "desk").post("/desk/export/", asked()))
    assert len(header) == len(row)
    assert row[0] == order.number
    assert "邻里帮帮队" in row
    assert row[-1] == "未评价"
    for secret in ("演员1", "501室", "1990000", "阳台"):
        assert secret not in " ".join(row)
    event = Event.objects.get(kind="orders.exported")
    assert event.reason == "季度统计"
    assert event.after == {"format": "csv", "state": "", "rows": 1}


def test_the_last_word_of_the_resident_is_the_rating(cast: Cast):
    order = an_order(cast, "confirmed")
    rate_order(actor=cast.granny, order_id=order.id, grade=5)
    assert read(browser(cast, "desk").post("/desk/export/", asked()))[1][-1] == "非常满意"


def test_what_a_spreadsheet_could_run_is_text(cast: Cast):
    ServiceItem.objects.filter(district=DISTRICT, code="repair").update(name="=1+1")
    an_order(cast)
    desk = browser(cast, "desk")
    assert read(desk.post("/desk/export/", asked()))[1][1] == "'=1+1"
    sheet = load_workbook(io.BytesIO(desk.post("/desk/export/", asked(kind="xlsx")).content)).active
    cell = sheet.cell(2, 2)
    assert (cell.value, cell.data_type) == ("'=1+1", "s")


def test_only_orders_of_ones_own_places_leave(cast: Cast):
    an_order(cast)
    assert len(read(browser(cast, "other_desk").post("/desk/export/", asked()))) == 1
    assert len(read(browser(cast, "centre").post("/desk/export/", asked()))) == 2
    assert len(read(browser(cast, "desk").post("/desk/export/", asked(state="rated")))) == 1
    assert browser(cast, "granny").post("/desk/export/", asked()).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [{"reason": " "}, {"since": "2020-01-01"}, {"until": "never"}, {"kind": "pdf"}, {"state": "x"}],
)
def test_without_a_reason_or_a_sensible_range_nothing_leaves(cast: Cast, changes: dict[str, str]):
    answer = browser(cast, "desk").post("/desk/export/", asked(**changes))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Event.objects.filter(kind="orders.exported").exists()
