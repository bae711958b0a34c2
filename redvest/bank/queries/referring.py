"""Who brought whom, and how long newcomers have served."""

from collections import Counter
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum

from redvest.bank.models import Referral
from redvest.engines.earning import LEVELS, Terms
from redvest.engines.record_flow import State
from redvest.records.models import ServiceRecord


def _effective() -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.filter(state=State.EFFECTIVE.value, level__in=LEVELS)


def served_by(volunteer_id: UUID) -> int:
    """Minutes of service that somebody has and that somebody stood for."""
    rows = _effective().filter(volunteer_id=volunteer_id)
    return int(rows.aggregate(sum=Sum("minutes"))["sum"] or 0)


def may_say(volunteer_id: UUID | None) -> bool:
    """Whether somebody can still say who brought them: before the first service, and once."""
    if volunteer_id is None or Referral.objects.filter(newcomer=volunteer_id).exists():
        return False
    return not _effective().filter(volunteer=volunteer_id).exists()


def to_look_at() -> list[UUID]:
    """Those that earn something now, and those whose newcomer has served at all."""
    rows = Referral.objects.filter(transfer__isnull=False) | Referral.objects.filter(
        newcomer__in=_effective().filter(volunteer__brought_by__isnull=False).values("volunteer")
    )
    return list(rows.order_by("id").values_list("id", flat=True))


def reached(district: str, terms: Terms, first: date, last: date) -> int:
    """How many newcomers had served long enough, by these terms, on a day of the span."""
    rows = _effective().filter(
        district=district, volunteer__brought_by__isnull=False, service_on__lte=last
    )
    minutes, days = Counter[UUID](), dict[UUID, date]()
    columns = ("volunteer_id", "minutes", "service_on")
    for who, lasted, day in rows.order_by("starts_at", "id").values_list(*columns):
        minutes[who] += lasted
        if minutes[who] >= terms.referral_hours * 60:
            days.setdefault(who, day)
    return sum(day >= first for day in days.values())
