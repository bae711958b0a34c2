"""The national system: told once, in order, tried again, taken back, and never silently lost."""

import json
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from django.test import Client
from django.utils import timezone

from redvest.engines.evidence import Level
from redvest.engines.national import GONE, WAITS, Kind, wait_after, wanted
from redvest.engines.record_flow import State
from redvest.errors import Conflict, NotAllowed
from redvest.records import relaying
from redvest.records.models import NationalRow, ServiceRecord
from redvest.records.national import Item, NationalError
from redvest.records.relaying import queue_national, tell_national
from redvest.records.services.filling import Times, correct_record
from redvest.records.services.national import retry_national
from tests.orders.cast import Cast
from tests.records.cast import BEGAN, a_visit, recorded


def test_what_counts_is_put_once_and_what_fell_is_taken_back_once():
    for state in State:
        for level in Level:
            for last in (None, *Kind):
                told = wanted(state, level, last)
                proven = level in (Level.A, Level.B, Level.C, Level.D)
                if state is State.EFFECTIVE and proven and last is not Kind.PUT:
                    assert told is Kind.PUT
                elif state in GONE and last is Kind.PUT:
                    assert told is Kind.WITHDRAW
                else:
                    assert told is None


def test_waiting_grows_and_ends():
    waits = [wait_after(number) for number in range(1, len(WAITS) + 1)]
    assert waits == sorted(WAITS)
    assert wait_after(len(WAITS) + 1) is None
    assert wait_after(0) is None


class Stubborn:
    """Refuses as often as it was told to, and remembers what came."""

    refusals: ClassVar[list[Exception]] = []
    came: ClassVar[list[Item]] = []

    def send(self, item: Item) -> str:
        self.came.append(item)
        if self.refusals:
            raise self.refusals.pop(0)
        return f"N{len(self.came)}"


@pytest.fixture
def other_side(settings):
    settings.NATIONAL_ADAPTER = "tests.records.test_national.Stubborn"
    Stubborn.refusals, Stubborn.came = [], []
    return Stubborn


def due() -> None:
    NationalRow.objects.filter(status="failed").update(next_try_at=timezone.now())


@pytest.mark.slow
@pytest.mark.django_db
class TestTelling:
    def test_nothing_is_queued_while_nobody_carries_it(self, cast: Cast):
        recorded(a_visit(cast, "confirmed"))
        assert (queue_national(), tell_national()) == (0, 0)
        assert not NationalRow.objects.exists()

    def test_a_record_is_told_once_and_a_correction_follows_in_order(
        self, cast: Cast, other_side: type[Stubborn]
    ):
        record = recorded(a_visit(cast, "confirmed"))
        assert tell_national() == 1
        assert tell_national() == 0
        times = Times(BEGAN, BEGAN + timedelta(minutes=30))
        new = correct_record(actor=cast.desk, record_id=record.id, times=times)
        assert tell_national() == 2
        assert tell_national() == 0
        told = [(one.action, one.record_no, one.minutes) for one in other_side.came]
        assert told[0] == ("put", record.number, 60)
        assert sorted(told[1:]) == [
            ("put", new.number, 30),
            ("withdraw", record.number, 60),
        ]
        (put,) = [one for one in other_side.came if one.record_no == new.number]
        assert put.supersedes_no == record.number
        assert set(NationalRow.objects.values_list("status", flat=True)) == {"sent"}

    def test_what_fails_is_tried_again_later_and_shown_when_given_up(
        self, cast: Cast, other_side: type[Stubborn]
    ):
        recorded(a_visit(cast, "confirmed"))
        other_side.refusals = [NationalError("busy"), ValueError("odd")]
        tell_national()
        row = NationalRow.objects.get()
        assert (row.status, row.error, row.attempts) == ("failed", "busy", 1)
        assert tell_national() == 0  # Not yet.
        due()
        tell_national()
        assert NationalRow.objects.get().error == "ValueError"
        due()
        tell_national()
        row = NationalRow.objects.get()
        assert (row.status, row.receipt, row.error) == ("sent", "N3", "")
        assert len({one.key for one in other_side.came}) == 1

    def test_the_dead_are_seen_by_the_center_and_tried_again(
        self, cast: Cast, other_side: type[Stubborn]
    ):
        recorded(a_visit(cast, "confirmed"))
        other_side.refusals = [NationalError("unknown_volunteer", retry=False)]
        tell_national()
        assert NationalRow.objects.get().status == "dead"
        client = Client()
        client.force_login(cast.accounts["centre"])
        assert "unknown_volunteer" in client.get("/desk/hours/national/").content.decode()
        with pytest.raises(NotAllowed):
            retry_national(actor=cast.desk)
        assert NationalRow.objects.get().status == "dead"
        client.post("/desk/hours/national/retry/")
        tell_national()
        assert NationalRow.objects.get().status == "sent"
        with pytest.raises(Conflict):
            retry_national(actor=cast.centre)

    def test_a_turn_waits_for_the_one_before_it(self, cast: Cast, other_side: type[Stubborn]):
        record = recorded(a_visit(cast, "confirmed"))
        other_side.refusals = [NationalError("busy")]
        tell_national()
        ServiceRecord.objects.filter(id=record.id).update(state="revoked")
        assert tell_national() == 0  # Its withdrawal waits, the putting does too.
        assert NationalRow.objects.count() == 2
        due()
        tell_national()
        assert [one.action for one in other_side.came] == ["put", "put", "withdraw"]

    def test_killed_between_sending_and_noting_it_comes_again_with_the_same_key(
        self, cast: Cast, other_side: type[Stubborn], monkeypatch: pytest.MonkeyPatch
    ):
        recorded(a_visit(cast, "confirmed"))
        with monkeypatch.context() as killed:
            killed.setattr(relaying, "_note", lambda **_given: None)
            assert tell_national() == 1
        assert NationalRow.objects.get().status == "sending"
        NationalRow.objects.update(next_try_at=timezone.now())  # The lease is over.
        tell_national()
        assert NationalRow.objects.get().status == "sent"
        assert [one.key for one in other_side.came] == [other_side.came[0].key] * 2

    def test_the_folder_gets_one_whole_file_without_a_name(
        self, cast: Cast, settings, tmp_path: Path
    ):
        settings.NATIONAL_DIR = str(tmp_path)
        record = recorded(a_visit(cast, "confirmed"))
        tell_national()
        (file,) = tmp_path.rglob("*.json")
        text = file.read_text("utf-8")
        assert json.loads(text)["record_no"] == record.number
        assert "演员" not in text
        assert not list(tmp_path.rglob("*.part"))
