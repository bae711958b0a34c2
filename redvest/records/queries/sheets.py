"""Sheets that were imported, and what is known already about those who stand on one."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.evidence import Level
from redvest.engines.record_flow import HOLDS_TIME, OPEN
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.records.models import ServiceRecord, SheetImport
from redvest.records.queries import DESK
from redvest.teams.queries import within

CLAIMING = sorted(state.value for state in HOLDS_TIME | OPEN)


def sheets_seen_by(actor: Actor) -> "QuerySet[SheetImport]":
    """Sheets of the actor's places, the latest first."""
    rows = SheetImport.objects.filter(
        within("region", actor.scopes(*DESK)), district=actor.district
    )
    return rows.defer("entries", "errors").order_by("-created_at")


def sheet_seen_by(actor: Actor, sheet_id: UUID, *, lock: bool = False) -> SheetImport:
    """One of them.

    Raises
    ------
    NotSeen
        If it lies elsewhere.
    """
    rows = SheetImport.objects.filter(
        within("region", actor.scopes(*DESK)), district=actor.district, id=sheet_id
    )
    row = (rows.select_for_update(no_key=True) if lock else rows).first()
    if row is None:
        raise NotSeen(_("没有找到这次导入。"))
    return row


def volunteers_numbered(district: str, numbers: Iterable[str]) -> dict[str, Volunteer]:
    """The volunteers of these numbers."""
    rows = Volunteer.objects.select_related("person").filter(
        district=district, volunteer_no__in=set(numbers), closed_at=None
    )
    return {row.volunteer_no: row for row in rows}


def taken_spans(district: str, volunteers: Iterable[UUID]) -> "QuerySet[ServiceRecord]":
    """Records of these people that claim their time, or may."""
    return ServiceRecord.objects.filter(
        ~Q(level=Level.E.value),
        district=district,
        volunteer_id__in=set(volunteers),
        state__in=CLAIMING,
    ).only("volunteer_id", "starts_at", "ends_at")
