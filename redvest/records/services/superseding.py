"""How a certificate changes its state, and when a listed record makes it lapse."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.stepping import decide
from redvest.engines.certificates import STEPS, Action, State
from redvest.engines.roles import Role
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.people.actors import Actor, strongest, system
from redvest.records.models import Attainment, Certificate, HoursTransfer, ServiceRecord


def move_certificate(
    action: Action, actor: Actor, row: Certificate, roles: frozenset[Role], *changed: str
) -> Certificate:
    before, gone = row.state, _("这份证明的状态已经变化，请刷新页面查看最新情况。")
    row.state = decide(STEPS, State(before), action, roles, gone).value
    row.state_since = timezone.now()
    row.version += 1
    row.save(update_fields=["state", "state_since", "version", *changed])
    record_event(
        actor=actor,
        kind=f"certificate.{action.value}",
        subject=row,
        region=row.region,
        role=strongest(roles),
        reason=row.reason,
        before={"state": before},
        after={"state": row.state, "serial": row.serial, "minutes": row.minutes},
    )
    return row


def tell_holder(row: Certificate, template: str) -> None:
    notify(
        district=row.district,
        template=template,
        params={"issuer": row.issuer},
        to_person_id=row.volunteer.person_id,
        url=reverse("records:certificates"),
    )


def tell_transferred(row: HoursTransfer) -> None:
    notify(
        district=row.district,
        template=f"transfer_{row.state}",
        params={"issuer": row.issuer},
        to_person_id=row.volunteer.person_id,
        url=reverse("records:bring"),
    )


def supersede_certificates(record: ServiceRecord) -> None:
    """A record that certificates list was corrected or revoked: they no longer add up."""
    _supersede(record.district, Q(lines__record=record))


def supersede_trainings(attainment: Attainment) -> None:
    """A training that certificates list was withdrawn."""
    _supersede(attainment.district, Q(trainings__attainment=attainment))


def _supersede(district: str, listed: Q) -> None:
    rows = Certificate.objects.select_for_update(no_key=True).filter(
        listed, district=district, state__in=[State.NOTICED.value, State.VALID.value]
    )
    machine = system(district)
    for row in rows.order_by("id"):
        move_certificate(Action.SUPERSEDE, machine, row, machine.roles)
        tell_holder(row, "certificate_superseded")
