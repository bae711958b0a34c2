"""No message is lost, none takes effect twice, whatever is killed when (D12)."""

from datetime import datetime, timedelta
from typing import Any
from unittest import mock
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone

from redvest.districts.models import DistrictPolicy
from redvest.journal.models import Event
from redvest.notices import queries, relay
from redvest.notices.channels import Outgoing, SendError
from redvest.notices.labels import Status
from redvest.notices.models import Message, Preference
from redvest.notices.services import notify
from redvest.people.models import Account
from redvest.people.services.accounts import open_account
from tests.faults.harness import failing_at, failing_commit

DISTRICT = "620102"
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Killed(BaseException):
    """The process is gone: nothing after this point runs."""


class Gateway:
    """The other side: takes deliveries, and counts an id only once, as a consumer should."""

    keeps = False

    def __init__(self) -> None:
        self.deliveries: list[Outgoing] = []
        self.fail: list[BaseException] = []
        self.die_after = 0

    def send(self, message: Outgoing) -> None:
        if self.fail:
            raise self.fail.pop(0)
        self.deliveries.append(message)
        if self.die_after:
            self.die_after -= 1
            raise Killed

    @property
    def effects(self) -> set[UUID]:
        return {message.id for message in self.deliveries}


@pytest.fixture
def gateway() -> Any:
    made = Gateway()
    with mock.patch("redvest.notices.relay.adapter_for", return_value=made):
        yield made


def a_code(**more: Any) -> Message:
    rows = notify(
        district=DISTRICT,
        template="login_code",
        params={"code": "123456", "minutes": 5},
        to_phone="13800001234",
        **more,
    )
    return rows[0]


def later(minutes: int = 6) -> Any:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=True)


def test_killed_before_sending_it_is_sent_by_the_next(committed_db: str, gateway: Gateway):
    row = a_code()
    stopped = mock.patch("redvest.notices.relay._final_words", side_effect=Killed)
    with stopped, pytest.raises(Killed):
        relay.relay_due()
    assert Message.objects.get().status == "sending"
    assert relay.relay_due() == 0  # somebody may still be at it
    with later():
        assert relay.relay_due() == 1
    assert gateway.effects == {row.id}
    assert len(gateway.deliveries) == 1
    assert Message.objects.get().status == "sent"


def test_killed_after_sending_it_comes_twice_with_the_same_id(committed_db: str, gateway: Gateway):
    row = a_code()
    gateway.die_after = 1
    with pytest.raises(Killed):
        relay.relay_due()
    with later():
        relay.relay_due()
    assert len(gateway.deliveries) == 2
    assert gateway.effects == {row.id}
    assert Message.objects.get().status == "sent"
    with later(12):
        assert relay.relay_due() == 0


def test_killed_before_noting_it_comes_twice_with_the_same_id(committed_db: str, gateway: Gateway):
    row = a_code()
    stopped = mock.patch("redvest.notices.relay._note_sent", side_effect=Killed)
    with stopped, pytest.raises(Killed):
        relay.relay_due()
    with later():
        relay.relay_due()
    assert [message.id for message in gateway.deliveries] == [row.id, row.id]
    assert Message.objects.get().status == "sent"


def test_any_statement_of_the_relay_may_fail(committed_db: str, gateway: Gateway):
    """Every k-th statement, and every commit: afterwards all messages have arrived."""
    written = []
    number = 0
    start = timezone.now()
    while True:
        number += 1
        written.append(a_code().id)
        with failing_at(number, "57P01") as count:
            try:
                relay.relay_due()
            except OperationalError:
                pass
            else:
                if count[0] < number:
                    break
    with failing_commit(), pytest.raises(OperationalError):
        a_code()
    for minutes in range(6, 8 * 60, 60):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=True):
            relay.relay_due()
    assert gateway.effects == set(written)
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}
    assert number > 5


def test_two_relays_share_the_work_without_overlap(committed_db: str, gateway: Gateway):
    import threading

    written = {a_code().id for _ in range(60)}
    barrier = threading.Barrier(3, timeout=20)

    def run() -> None:
        barrier.wait()
        try:
            relay.relay_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert gateway.effects == written
    assert len(gateway.deliveries) == 60


@pytest.mark.django_db
def test_failures_are_tried_again_ever_more_seldom_and_then_given_up(gateway: Gateway):
    a_code()
    gateway.fail = [SendError("timeout", retry=True) for _ in range(20)]
    waits, start = [], timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        while (row := Message.objects.get()).status != Status.DEAD.value:
            clock.move_to(row.next_try_at or start)
            assert relay.relay_due() == 1
            row.refresh_from_db()
            if row.next_try_at:
                waits.append((row.next_try_at - timezone.now()).total_seconds())
    assert waits == [30, 60, 120, 240, 480, 960, 1920]
    row = Message.objects.get()
    assert (row.attempts, row.error) == (relay.ATTEMPTS_MAX, "timeout")
    event = Event.objects.get(kind="message.dead")
    assert event.after["error"] == "timeout"


@pytest.mark.django_db
def test_what_cannot_get_better_is_given_up_at_once(gateway: Gateway):
    a_code()
    gateway.fail = [SendError("gateway_refused", retry=False)]
    relay.relay_due()
    assert Message.objects.get().status == "dead"


@pytest.mark.django_db
def test_a_code_is_emptied_once_it_is_sent(gateway: Gateway):
    a_code()
    relay.relay_due()
    row = Message.objects.get()
    assert row.params is None
    assert row.destination is None
    assert gateway.deliveries[0].to == "13800001234"
    assert "123456" in gateway.deliveries[0].text


@pytest.mark.django_db
def test_nothing_readable_lies_in_the_outbox():
    a_code()
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM notices_message m")
        text = cursor.fetchone()[0]
    for plain in ("123456", "13800001234"):
        assert plain not in text
        assert plain.encode().hex() not in text


@pytest.mark.django_db
def test_reading_the_phone_of_an_account_leaves_its_trace(gateway: Gateway):
    account = open_account(phone="13800001234", district=DISTRICT)
    notify(district=DISTRICT, template="password_changed", to_account_id=account.id)
    relay.relay_due()
    event = Event.objects.get(kind="personal_data.read")
    assert (event.subject_id, event.role, event.reason) == (account.id, "system", relay.READING)
    assert gateway.deliveries[0].to == "13800001234"


@pytest.mark.django_db
def test_a_closed_account_gets_nothing(gateway: Gateway):
    account = open_account(phone="13800001234", district=DISTRICT)
    notify(district=DISTRICT, template="password_changed", to_account_id=account.id)
    Account.objects.filter(id=account.id).update(is_active=False)
    relay.relay_due()
    assert gateway.deliveries == []
    assert Message.objects.get(channel="sms").error == "recipient_is_closed"


# --- quiet hours ---------------------------------------------------------------------------------


def at(hour: int, minute: int = 0, day: int = 5) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "start", "end", "until"),
    [
        (at(23), "22:00", "07:00", at(7, day=6)),
        (at(6, 59), "22:00", "07:00", at(7)),
        (at(7), "22:00", "07:00", None),
        (at(21, 59), "22:00", "07:00", None),
        (at(22), "22:00", "07:00", at(7, day=6)),
        (at(0), "22:00", "07:00", at(7)),
        (at(13), "12:00", "14:00", at(14)),
        (at(14), "12:00", "14:00", None),
        (at(3), "00:00", "00:00", None),
    ],
)
def test_quiet_hours_end_when_they_should(
    now: datetime, start: str, end: str, until: datetime | None
):
    from datetime import time

    hours = (time.fromisoformat(start), time.fromisoformat(end))
    assert queries.quiet_until(now, hours) == until


def a_role_notice() -> tuple[Account, Message]:
    account = open_account(phone="13800001234", district=DISTRICT)
    notify(
        district=DISTRICT,
        template="role_granted",
        params={"role": "站长", "place": "皋兰路"},
        to_account_id=account.id,
    )
    return account, Message.objects.get(channel="sms")


@pytest.mark.django_db
def test_at_night_it_waits_until_the_morning_without_losing_an_attempt(gateway: Gateway):
    with time_machine.travel(at(23), tick=False) as clock:
        a_role_notice()
        relay.relay_due()
        row = Message.objects.get(channel="sms")
        assert (row.status, row.attempts, row.next_try_at) == ("queued", 0, at(7, day=6))
        assert gateway.deliveries == []
        clock.move_to(at(7, day=6))
        relay.relay_due()
    assert len(gateway.deliveries) == 1


@pytest.mark.django_db
def test_a_second_attempt_does_not_wake_anybody_either(gateway: Gateway):
    with time_machine.travel(at(21, 59), tick=False) as clock:
        a_role_notice()
        gateway.fail = [SendError("timeout", retry=True)]
        relay.relay_due()
        clock.move_to(at(22, 0))
        Message.objects.update(next_try_at=timezone.now())
        relay.relay_due()
        assert gateway.deliveries == []
        assert Message.objects.get(channel="sms").next_try_at == at(7, day=6)


@pytest.mark.django_db
def test_urgent_messages_go_out_at_night(gateway: Gateway):
    with time_machine.travel(at(23), tick=False):
        a_code()
        relay.relay_due()
    assert len(gateway.deliveries) == 1


@pytest.mark.django_db
def test_the_districts_hours_and_ones_own_replace_the_default(gateway: Gateway):
    with time_machine.travel(at(21), tick=False):
        DistrictPolicy.objects.create(
            district=DISTRICT,
            version=1,
            data={"quiet_hours": ["20:30", "08:00"]},
            effective_from=at(1),
        )
        account, _row = a_role_notice()
        relay.relay_due()
        assert gateway.deliveries == []
        from datetime import time

        Preference.objects.create(account=account, quiet_from=time(1), quiet_to=time(2))
        Message.objects.filter(channel="sms").update(next_try_at=timezone.now())
        relay.relay_due()
        assert len(gateway.deliveries) == 1


# --- preferences ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_switched_off_stays_off_except_what_is_required():
    account = open_account(phone="13800001234", district=DISTRICT)
    Preference.objects.create(account=account, wants_sms=False)
    who = {"district": DISTRICT, "to_account_id": account.id}
    notify(template="role_granted", params={"role": "x", "place": "y"}, **who)
    assert set(Message.objects.values_list("channel", flat=True)) == {"in_app"}
    notify(template="password_changed", **who)
    assert Message.objects.filter(channel="sms").count() == 1


@pytest.mark.django_db
def test_old_words_are_emptied_and_the_inbox_is_kept():
    a_role_notice()
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert relay.empty_old() == 1
    kept = Message.objects.get(channel="in_app")
    title, body = queries.words_of(kept)
    assert "站长" in body
    assert title
    assert Message.objects.get(channel="sms").params is None
