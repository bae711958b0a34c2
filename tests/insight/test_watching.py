"""What operators watch: the numbers, who may read them, and what the doctor says of them."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from redvest.insight.management.commands import doctor
from redvest.insight.queries import watching
from redvest.journal.models import Event
from redvest.journal.sealing import seal_recent
from redvest.journal.services import record_event
from redvest.people.actors import system

pytestmark = pytest.mark.django_db
TOKEN = "t0ken-of-the-operator"


def an_event(seconds_ago: int) -> None:
    event = record_event(actor=system("620102"), kind="district.founded", save=False)
    event.at = timezone.now() - timedelta(seconds=seconds_ago)
    Event.objects.bulk_create([event])


def scraped(settings: Any) -> dict[str, float]:
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {sample.name: sample.value for family in families for sample in family.samples}


def heard_from_the_worker(seconds_ago: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)",
            [timezone.now() - timedelta(seconds=seconds_ago)],
        )


def test_prometheus_reads_every_measure_by_its_name(settings):
    found = scraped(settings)
    assert {f"redvest_{one.name}" for one in watching.MEASURES} <= set(found)


def test_what_waits_to_be_sealed_shows_until_it_is(settings):
    an_event(seconds_ago=600)
    assert 600 <= scraped(settings)["redvest_seal_lag_seconds"] < 900
    seal_recent()
    assert scraped(settings)["redvest_seal_lag_seconds"] == 0


def test_a_job_that_waits_is_counted_and_one_for_tomorrow_is_not(settings):
    before = scraped(settings)["redvest_jobs_waiting"]
    with connection.cursor() as cursor:
        for later in (timedelta(0), timedelta(days=1)):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at)"
                " VALUES ('jobs', 'x', 'todo', %s)",
                [timezone.now() + later],
            )
    assert scraped(settings)["redvest_jobs_waiting"] == before + 1


@pytest.mark.parametrize("sent", ["", "Bearer wrong", f"Bearer {TOKEN}x", TOKEN[:-1]])
def test_without_the_token_there_is_no_such_page(settings, sent):
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"Authorization": sent} if sent else {})
    assert answer.status_code == 404
    assert b"redvest_seal" not in answer.content


def test_an_installation_without_a_token_has_no_such_page_for_an_empty_one(settings):
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_no_number_is_labeled_with_a_person_or_a_place(settings):
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    for family in text_string_to_metric_families(answer.content.decode()):
        for sample in family.samples:
            assert sample.labels == {}


def examined() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_doctor_finds_a_machine_well(monkeypatch):
    # How full the disk of this machine is, is not what is asked here.
    monkeypatch.setattr(doctor, "DISK_MIN_MB", 0)
    heard_from_the_worker()
    code, said = examined()
    assert code == 0, said
    assert said.endswith("✓ 一切正常。All is well.\n")


@pytest.mark.parametrize("last", [None, 3600])
def test_the_doctor_says_when_no_worker_lives_and_what_to_do(last):
    if last is not None:
        heard_from_the_worker(last)
    code, said = examined()
    assert code == 1
    assert "✗ worker_heartbeat_age_seconds" in said
    assert "请启动 redvest worker" in said


def test_the_doctor_goes_on_where_the_database_does_not_answer(monkeypatch):
    def silent():
        raise DatabaseError("gone")

    monkeypatch.setattr(doctor, "database", silent)
    code, said = examined()
    assert code == 1
    assert "✓ Python" in said
    assert "数据库没有应答" in said


def test_every_limit_has_its_advice():
    limited = [one for one in watching.MEASURES if one.most is not None]
    assert limited
    assert all(bool(one.advice) == (one in limited) for one in watching.MEASURES)
