"""Who is asked to confirm hours."""

from uuid import UUID

from django.urls import reverse

from redvest.engines.roles import Role
from redvest.notices.services import notify
from redvest.orders.models import Assignment
from redvest.orders.queries import staff_accounts
from redvest.records.models import ServiceRecord


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
