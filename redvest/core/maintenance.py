"""Removing what has served its time."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from redvest.core.jobs import periodic
from redvest.core.models import AnsweredRequest
from redvest.db import transact

ANSWERS_DAYS = 30
BATCH = 5000


@periodic("core.forget_answers", cron="*/10 * * * *")
@transact
def forget_answers() -> int:
    """Drop remembered answers of requests older than thirty days, a batch at a time."""
    before = timezone.now() - timedelta(days=ANSWERS_DAYS)
    old = AnsweredRequest.objects.filter(at__lt=before).order_by("at").values("id")[:BATCH]
    return AnsweredRequest.objects.filter(id__in=list(old.values_list("id", flat=True))).delete()[0]


@periodic("core.forget_sessions", cron="7 * * * *")
@transact
def forget_sessions() -> int:
    """Drop sessions that have run out."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
