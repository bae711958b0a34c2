"""Telling the national system again what it did not take."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.jobs import kick
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import Conflict, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.records.models import NationalRow

JOB = "records.national"


@transact
def retry_national(*, actor: Actor) -> int:
    """Somebody of the center has looked and mended: what was given up is tried again."""
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("由区中心管理员办理。"), code="center_only")
    rows = NationalRow.objects.filter(district=actor.district, status="dead")
    count = rows.update(status="queued", attempts=0, next_try_at=timezone.now())
    if not count:
        raise Conflict(_("没有要重新报送的。"), code="wrong_state")
    record_event(
        actor=actor,
        kind="national.retry",
        subject_type="records.nationalrow",
        region=actor.district,
        after={"rows": count},
    )
    kick(JOB)
    return count
