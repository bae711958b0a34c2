"""Complaints that were upheld about the visit behind a record, and stand.

What was served after a complaint is not what it was about; nobody both complains and decides; and
where the center granted the volunteer's appeal, it stands no more.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from redvest.orders.models import QualityCase
from redvest.records.models import RecordQuestion, ServiceRecord

UPHELD = ("confirmed", "partly")


def upheld_cases() -> QuerySet[QualityCase]:
    """Every complaint that was found to be true."""
    rows = QualityCase.objects.filter(
        kind="complaint", decided_at__isnull=False, finding__in=UPHELD
    )
    return rows.filter(Q(opened_by=None) | ~Q(opened_by=F("decided_by")))


def standing_cases() -> QuerySet[QualityCase]:
    """For a subquery over records: what stands against each, the latest first."""
    granted = RecordQuestion.objects.filter(
        record=OuterRef(OuterRef("pk")), kind="appeal", granted=True,
        decided_at__gt=OuterRef("decided_at"),
    )  # fmt: skip
    rows = upheld_cases().filter(
        ~Exists(granted),
        order_id=OuterRef("assignment__order_id"),
        opened_at__gte=OuterRef("assignment__named_at"),
    )
    return rows.order_by("-decided_at")


def deciders_against(ids: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """Those of the records whose visit was complained about with reason, and who decided it."""
    rows = ServiceRecord.objects.filter(Exists(standing_cases()), id__in=list(ids))
    decider = Subquery(standing_cases().values("decided_by")[:1])
    return dict(rows.values_list("id", decider))
