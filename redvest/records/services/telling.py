"""Who is asked to confirm hours."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from redvest.db import transact
from redvest.engines.record_flow import State
from redvest.engines.roles import Role
from redvest.notices.services import notify
from redvest.orders.models import Assignment
from redvest.orders.queries import staff_accounts
from redvest.records.models import ServiceRecord

LEAD_HAS = timedelta(days=3)
ASKED_AT_MOST = timedelta(days=30)
BATCH = 200


def lead_of(record: ServiceRecord) -> UUID | None:
    """The account of whoever led the visit and was there, unless it is their own record."""
    if record.assignment_id is None:
        return None
    return (
        Assignment.objects.filter(
            district=record.district,
            order__assignments__id=record.assignment_id,
            is_lead=True,
            state__in=["accepted", "ended"],
            checked_in_at__isnull=False,
        )
        .exclude(volunteer_id=record.volunteer_id)
        .values_list("volunteer__person__account_id", flat=True)
        .first()
    )


def tell_confirmers(record: ServiceRecord, *, lead: UUID | None, but: UUID | None = None) -> None:
    """Ask the lead for a word; without one, the desk of the place."""
    accounts, url = [lead], reverse("records:to_confirm")
    if lead is None:
        accounts = list(staff_accounts(record.district, Role.VENUE_ADMIN, record.region))
        url = reverse("records:index")
    for account in accounts:
        if account is None or account in (but, record.volunteer_account):
            continue
        notify(
            district=record.district,
            template="record_to_confirm",
            params={"number": record.number, "title": record.title},
            to_account_id=account,
            url=url,
            dedupe_key=f"record_to_confirm:{record.id}:{account}",
        )


def late_words() -> int:
    """Hours the lead has not said a word about for three days: the desk of the place is asked."""
    now = timezone.now()
    rows = ServiceRecord.objects.filter(
        state=State.PENDING_CONFIRM.value,
        desk_asked_at=None,
        state_since__lte=now - LEAD_HAS,
        state_since__gt=now - ASKED_AT_MOST,
    )
    ids = rows.order_by("state_since", "id").values_list("id", flat=True)[:BATCH]
    return sum(ask_desk(one) for one in ids)


@transact
def ask_desk(record_id: UUID) -> int:
    """Ask the desk once; the lead may still answer, whoever is first."""
    record = (
        ServiceRecord.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(id=record_id, state=State.PENDING_CONFIRM.value, desk_asked_at=None)
        .first()
    )
    if record is None:
        return 0
    record.desk_asked_at = timezone.now()
    record.save(update_fields=["desk_asked_at"])
    tell_confirmers(record, lead=None)
    return 1
