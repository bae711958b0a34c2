"""成批出具: the requests somebody ticked are issued by the worker, each in its own transaction."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.jobs import kick
from redvest.db import transact
from redvest.errors import DomainError, Invalid
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Account
from redvest.people.queries import actor_of
from redvest.records.models import CertificateRun
from redvest.records.queries.certificates import waiting_for
from redvest.records.services.certifying import issue_certificate

MOST, CHUNK = 10_000, 20
JOB = "records.issuing"


@transact
def start_issuing(
    *, actor: Actor, certificate_ids: Sequence[UUID] | None, in_charge: str, contact: str
) -> CertificateRun:
    """Choose requests of one's own places and teams to be issued together; None is all of them."""
    assert actor.account_id is not None
    if not in_charge.strip() or not contact.strip():
        message = _("请填写负责人姓名和联系电话。")
        raise Invalid(message, fields={"in_charge": message})
    waiting = waiting_for(actor)
    if certificate_ids is not None:
        waiting = waiting.filter(id__in=set(certificate_ids))
    chosen = list(waiting.values_list("id", flat=True)[:MOST])
    if not chosen:
        message = _("请勾选要出具的证明；自己的要由别人出具。")
        raise Invalid(message, fields={"certificates": message})
    row = CertificateRun(
        district=actor.district,
        account_id=actor.account_id,
        waiting=chosen,
        total=len(chosen),
        started_at=timezone.now(),
    )
    row.in_charge, row.contact = in_charge.strip()[:40], contact.strip()[:40]
    row.save(force_insert=True)
    record_event(
        actor=actor,
        kind="certificate.run",
        subject=row,
        region=actor.district,
        after={"certificates": len(chosen)},
    )
    kick(JOB)
    return row


@transact
def issue_next(run_id: UUID) -> int:
    """Issue the next few of a run; what can no longer be issued is left out and named."""
    row = (
        CertificateRun.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(id=run_id, state="running")
        .first()
    )
    if row is None:
        return 0
    actor = actor_of(Account.objects.filter(id=row.account_id).first(), row.district)
    now, later = row.waiting[:CHUNK], row.waiting[CHUNK:]
    said = {
        name: cell.reveal(actor=actor, reason="issuing") if cell else ""
        for name, cell in (("in_charge", row.in_charge), ("contact", row.contact))
    }
    for one in now:
        try:
            with transaction.atomic():
                issue_certificate(actor=actor, certificate_id=one, **said)
            row.issued += 1
        except DomainError:
            row.left_out = [*row.left_out, one]
    row.waiting = later
    if not later:
        row.state, row.ended_at = "done", timezone.now()
        row.in_charge, row.contact = "", ""
    changed = ("waiting", "left_out", "issued", "state", "ended_at", "in_charge", "contact")
    row.save(update_fields=list(changed))
    return len(now)


def issue_runs() -> int:
    """Go on with everything that was chosen."""
    done = 0
    rows = CertificateRun.objects.filter(state="running").order_by("started_at")
    for run_id in rows.values_list("id", flat=True)[:20]:
        while count := issue_next(run_id):
            done += count
    return done
