"""Jobs come round, are asked for once, and clear away what has served its time."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from redvest.core import jobs
from redvest.core.models import AnsweredRequest


def waiting() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def test_the_jobs_of_every_app_are_known():
    names = {"journal.seal", "notices.relay", "core.forget_answers", "core.forget_sessions"}
    assert names <= set(jobs.REGISTERED)


def test_two_jobs_of_one_name_are_refused():
    with pytest.raises(ValueError):
        jobs.periodic("journal.seal", cron="* * * * *")(lambda: 0)


def test_asking_twice_queues_one_job_and_only_after_the_commit(committed_db: str):
    with transaction.atomic():
        jobs.kick("notices.relay")
        jobs.kick("notices.relay")
        assert waiting() == []
    assert waiting() == ["notices.relay"]
    jobs.kick("notices.relay")
    assert waiting() == ["notices.relay"]


def test_a_rolled_back_change_asks_for_nothing(committed_db: str):
    with transaction.atomic():
        jobs.kick("notices.relay")
        transaction.set_rollback(True)
    assert waiting() == []


@pytest.mark.django_db
def test_answers_are_forgotten_after_thirty_days():
    def answer(key: str) -> None:
        AnsweredRequest.objects.create(endpoint="POST /", key=key, fingerprint=b"x")

    now = timezone.now()
    with time_machine.travel(now - timedelta(days=31), tick=False):
        answer("old")
    with time_machine.travel(now - timedelta(days=29), tick=False):
        answer("young")
    assert jobs.run_all("core.forget_answers") == {"core.forget_answers": 1}
    assert AnsweredRequest.objects.get().key == "young"


@pytest.mark.django_db
def test_sessions_that_ran_out_are_removed():
    def session(ends: Any) -> None:
        Session.objects.create(session_key=uuid.uuid4().hex, session_data="", expire_date=ends)

    session(timezone.now() - timedelta(minutes=1))
    session(timezone.now() + timedelta(minutes=1))
    assert jobs.run_all("core.forget_sessions") == {"core.forget_sessions": 1}
    assert Session.objects.count() == 1
