"""What ends: tries, waiting, sessions, and the power of the program itself."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from redvest import db
from redvest.core import jobs
from redvest.core.jobs import REGISTERED
from redvest.errors import Unavailable
from redvest.journal import sealing
from redvest.journal.models import Event, Leaf
from redvest.journal.services import record_event
from redvest.notices.models import Message
from redvest.notices.services import notify
from redvest.people.actors import system
from redvest.people.models import Account
from redvest.people.services.accounts import open_account
from redvest.people.services.signing_in import set_new_password

DISTRICT, PASSWORD = "620102", "a long sentence to remember"


def asked_to_repeat(state: str = "40P01") -> OperationalError:
    error = OperationalError("injected")
    cause = Exception("injected")
    cause.sqlstate = state  # type: ignore[attr-defined]
    error.__cause__ = cause
    return error


def give_up() -> int:
    """Run something that never succeeds; how often it was tried."""
    tries = []

    @db.transact
    def service() -> None:
        tries.append(1)
        raise asked_to_repeat()

    with pytest.raises(Unavailable):
        service()
    return len(tries)


@pytest.mark.slow
def test_repeating_ends_within_three_seconds_and_never_in_step(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
):
    pauses: list[list[float]] = []
    real = time.sleep

    def noted(seconds: float) -> None:
        pauses[-1].append(seconds)
        real(seconds)

    monkeypatch.setattr(db.time, "sleep", noted)
    for _round in range(2):
        pauses.append([])
        started = time.monotonic()
        assert 2 <= give_up() <= db.TRIES_MAX
        assert sum(pauses[-1]) <= db.SECONDS_MAX
        assert time.monotonic() - started < db.SECONDS_MAX + 1
    assert pauses[0][0] != pauses[1][0], "two who met once would meet again"


def test_nothing_leaves_the_database_between_two_tries(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
):
    """A message is a row of the same transaction: three tries, one message."""
    account = open_account(phone="13800000001", district=DISTRICT)
    monkeypatch.setattr(db.time, "sleep", lambda _seconds: None)
    tries = []

    @db.transact
    def service() -> None:
        tries.append(1)
        notify(district=DISTRICT, template="password_changed", to_account_id=account.id)
        if len(tries) < 3:
            raise asked_to_repeat()

    before = Message.objects.count()
    service()
    assert len(tries) == 3
    channels = Message.objects.order_by("id").values_list("channel", flat=True)[before:]
    assert len(set(channels)) == len(channels) > 0


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/display/elder/", "/api/v1/districts"])
def test_who_gives_up_answers_503_and_says_when_to_come_back(
    path: str, monkeypatch: pytest.MonkeyPatch
):
    def busy(*_args: object, **_kwargs: object) -> None:
        raise Unavailable("现在办理的人很多，请稍后再试。", code="busy")

    monkeypatch.setattr("redvest.districts.api.districts_listed", busy)
    monkeypatch.setattr("redvest.core.pages.remember_display", busy)
    client = Client()
    client.force_login(open_account(phone="13800000001", district=DISTRICT))
    if path.startswith("/api/"):
        answer = client.get(path)
    else:
        answer = client.post(reverse("set_elder_mode"), {"elder": "1"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"].isdigit()
    assert "稍后再试" in answer.content.decode("unicode_escape" if "/api/" in path else "utf-8")


@pytest.mark.django_db
def test_the_worker_seals_four_times_a_minute_and_leaves_nothing_waiting():
    jobs.autodiscover_modules("jobs")
    every = REGISTERED["journal.seal"].cron.split()
    assert every[:5] == ["*"] * 5
    assert 60 % int(every[5].removeprefix("*/")) == 0
    assert int(every[5].removeprefix("*/")) <= 30, "half of a minute is left for the work itself"
    for _number in range(40):
        record_event(actor=system(DISTRICT), kind="test.happened", region=DISTRICT)
    assert jobs.run_one("journal.seal") >= 40
    assert Leaf.objects.count() == Event.objects.count()
    assert sealing.seal_all(since=datetime.now(UTC) - timedelta(minutes=5)) == 0


@pytest.mark.django_db
def test_a_new_password_ends_every_other_session():
    account = open_account(phone="13800000001", district=DISTRICT, password=PASSWORD)
    elsewhere, here = Client(), Client()
    for client in (elsewhere, here):
        client.force_login(Account.objects.get(id=account.id))
        assert client.get("/accounts/").status_code == 200
    set_new_password(account_id=account.id, password="another long sentence")
    for client in (elsewhere, here):
        answer = client.get("/accounts/")
        assert (answer.status_code, answer.headers["Location"][:16]) == (302, "/accounts/login/")


@pytest.mark.django_db
def test_the_programs_own_database_role_owns_nothing_and_rules_nobody():
    """Nobody is a superuser at run time: not the program, and no account of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,) * 5
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
    columns = {field.name for field in Account._meta.get_fields()}
    assert not columns & {"is_superuser", "is_staff", "user_permissions", "groups"}
