"""How often somebody may guess: every wrong answer is an event, and a few close the door."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.errors import TooMany
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.people.actors import Actor

WRONG_MAX = 5
HOURS = 24


def check_attempts(*, actor: Actor, kind: str) -> None:
    """Refuse after five wrong answers of one account within a day."""
    since = timezone.now() - timedelta(hours=HOURS)
    wrong = Event.objects.filter(
        district=actor.district, account_id=actor.account_id, kind=kind, at__gt=since
    ).count()
    if wrong >= WRONG_MAX:
        text = _("输错次数太多，请 %(hours)d 小时后再试，或带证件到社区站点办理。")
        raise TooMany(text % {"hours": HOURS})


def record_failure(*, actor: Actor, kind: str, subject: models.Model | None) -> None:
    record_event(actor=actor, kind=kind, subject=subject)
