"""What effective records earn, once each, and what follows when one is corrected or revoked.

The worker comes by twice a minute. A record that changed again is settled again: what is no longer
so is taken back, what is so again is paid anew.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from redvest.bank.models import EarningRule, Settlement, Transfer
from redvest.bank.queries.earning import complained_about, rule_on
from redvest.bank.services.deducting import deduct, deductions_of, give_back
from redvest.bank.services.holding import reverse
from redvest.bank.services.paying import SOURCE, Payable, note, pay_each
from redvest.db import transact
from redvest.engines.earning import LEVELS, Why
from redvest.engines.ledger import Kind
from redvest.engines.record_flow import State
from redvest.errors import DomainError
from redvest.people.actors import system
from redvest.records.models import ServiceRecord
from redvest.records.queries.complaints import deciders_against

log = logging.getLogger("redvest.bank")
BATCH = 500
RECENT = timedelta(days=2)
PAID = State.EFFECTIVE.value
TAKEN_BACK = (State.CORRECTED.value, State.REVOKED.value, State.REJECTED.value)


def settle_records(*, since: datetime | None = None, together: bool = True) -> int:
    """Settle every record that changed since it was settled last.

    Those of a district are settled together, as one after the other would be; when one of them
    cannot be, each goes by itself and that one waits.
    """
    done = 0
    by_district: defaultdict[str, list[UUID]] = defaultdict(list)
    for one, district in _unsettled(since):
        by_district[district].append(one)
    for district, ids in by_district.items():
        try:
            if together:
                done += settle_each(record_ids=ids, district=district)
                continue
        except DomainError as refusal:
            log.info("the records of %s are settled one by one: %s", district, refusal.code)
        for one in ids:
            try:
                done += settle_record(record_id=one, district=district)
            except DomainError as refusal:
                log.warning("the earning of record %s waits: %s", one, refusal.code)
    return done


def _unsettled(since: datetime | None) -> list[tuple[UUID, str]]:
    ruled = EarningRule.objects.filter(
        district=OuterRef("district"),
        decided_at__isnull=False,
        from_day__lte=OuterRef("service_on"),
    )
    up_to_date = Settlement.objects.filter(
        record=OuterRef("pk"), record_version=OuterRef("version")
    )
    rows = ServiceRecord.objects.filter(state__in=[PAID, *TAKEN_BACK])
    rows = rows.filter(Exists(ruled)).exclude(Exists(up_to_date))
    # What was never paid has nothing to take back.
    rows = rows.filter(state=PAID) | rows.filter(settlement__isnull=False)
    if since is not None:
        rows = rows.filter(state_since__gte=since)
    found = list(rows.order_by("starts_at", "id").values_list("id", "district")[:BATCH])
    late = complained_about(since).values_list("id", "district")[: BATCH - len(found)]
    return list(dict.fromkeys([*found, *late]))


def settle_record(*, record_id: UUID, district: str) -> int:
    """Bring the books to where a record stands now. Returns whether anything was to do."""
    return settle_each(record_ids=[record_id], district=district)


@transact
def settle_each(*, record_ids: Sequence[UUID], district: str) -> int:
    """Bring the books to where these records stand now, in the order of the service."""
    actor, done = system(district), 0
    records = (
        ServiceRecord.objects.select_for_update(of=("self",), no_key=True)
        .select_related("volunteer__person")
        .filter(district=district, id__in=list(record_ids), state__in=[PAID, *TAKEN_BACK])
        .order_by("starts_at", "id")
    )
    found = list(records)
    settled = {row.record_id: row for row in Settlement.objects.filter(record__in=found)}
    upheld = deciders_against(record_ids)
    deducted = deductions_of(district, record_ids)
    rules: dict[date, EarningRule | None] = {}
    paying: list[Payable] = []
    for record in found:
        before, day = settled.get(record.id), record.service_on
        late = before is not None and before.paid and record.id in upheld
        if before is not None and before.record_version == record.version and not late:
            continue
        if day not in rules:
            rules[day] = rule_on(district, day)
        rule = rules[day]
        if rule is None:
            continue
        done += 1
        worth = record.state == PAID and record.level in LEVELS
        refused = worth and record.id in upheld
        if record.id in deducted and not refused:
            give_back(actor, deducted.pop(record.id))
        if worth and not refused and (before is None or not before.paid):
            paying.append(Payable(record, rule, fresh=before is None))
            continue
        # What is taken back changes what the caps still allow those who come after it.
        pay_each(actor, paying)
        paying = []
        if not worth or refused:
            for row in _live(record):
                reverse(actor=actor, transfer_id=row.id, detail={"record": str(record.id)})
            if refused and not _was_complaint(before):
                deduct(actor, record, rule, upheld[record.id])
            steps = {"why": [Why.COMPLAINT.value] if refused else []}
            note(record, rule, paid=False, steps=steps, points=0, minutes=0)
        else:
            Settlement.objects.filter(record=record).update(record_version=record.version)
    pay_each(actor, paying)
    return done


def _was_complaint(before: Settlement | None) -> bool:
    """Whether the complaint has been reckoned with; what was not there then is not taken later."""
    return before is not None and Why.COMPLAINT.value in before.steps.get("why", ())


def _live(record: ServiceRecord) -> "QuerySet[Transfer]":
    """What the record earned and was not taken back."""
    return Transfer.objects.filter(
        district=record.district,
        source_type=SOURCE,
        source_id=record.id,
        kind=Kind.EARN.value,
        reversed_by__isnull=True,
    ).order_by("id")
