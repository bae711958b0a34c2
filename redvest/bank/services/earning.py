"""What effective records earn, once each, and what follows when one is corrected or revoked.

The worker comes by twice a minute; each record is one transaction. A record that changed again is
settled again: what is no longer so is taken back, what is so again is paid anew.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet, Sum

from redvest.bank.models import Account, EarningRule, Settlement, Transfer
from redvest.bank.queries.earning import has_upheld_complaint, rule_on
from redvest.bank.queries.time_moves import saver_on
from redvest.bank.services.accounts import person_account, place_account, team_account
from redvest.bank.services.book import Book, Slip, Source, post
from redvest.bank.services.holding import reverse
from redvest.db import transact
from redvest.engines.earning import LEVELS, Service, Terms, Why, earned, last_day, surplus
from redvest.engines.evidence import month_of
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.engines.record_flow import State
from redvest.errors import DomainError
from redvest.people.actors import Actor, system
from redvest.people.models import Person
from redvest.records.models import ServiceRecord

log = logging.getLogger("redvest.bank")
BATCH = 500
RECENT = timedelta(days=2)
SOURCE = "service_record"
PAID = State.EFFECTIVE.value
TAKEN_BACK = (State.CORRECTED.value, State.REVOKED.value, State.REJECTED.value)


def settle_records(*, since: datetime | None = None) -> int:
    """Settle every record that changed since it was settled last."""
    done = 0
    for one, district in _unsettled(since):
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
    return list(rows.order_by("starts_at", "id").values_list("id", "district")[:BATCH])


@transact
def settle_record(*, record_id: UUID, district: str) -> int:
    """Bring the books to where a record stands now. Returns whether anything was to do."""
    actor = system(district)
    record = (
        ServiceRecord.objects.select_for_update(of=("self",), no_key=True)
        .select_related("volunteer__person")
        .filter(district=district, id=record_id, state__in=[PAID, *TAKEN_BACK])
        .first()
    )
    if record is None:
        return 0
    settled = Settlement.objects.filter(record=record).first()
    if settled is not None and settled.record_version == record.version:
        return 0
    rule = rule_on(district, record.service_on)
    if rule is None:
        return 0
    worth = record.state == PAID and record.level in LEVELS
    refused = worth and has_upheld_complaint(record)
    if not worth or refused:
        for row in _live(record):
            reverse(actor=actor, transfer_id=row.id, detail={"record": str(record.id)})
        why = [Why.COMPLAINT.value] if refused else []
        _note(record, rule, paid=False, steps={"why": why})
    elif settled is not None and settled.paid:
        Settlement.objects.filter(id=settled.id).update(record_version=record.version)
    else:
        _pay(actor, record, rule)
    return 1


def _live(record: ServiceRecord) -> "QuerySet[Transfer]":
    """What the record earned and was not taken back."""
    return Transfer.objects.filter(
        district=record.district,
        source_type=SOURCE,
        source_id=record.id,
        kind=Kind.EARN.value,
        reversed_by__isnull=True,
    ).order_by("id")


def _note(
    record: ServiceRecord,
    rule: EarningRule,
    *,
    paid: bool,
    steps: dict[str, Any],
    points: int = 0,
    minutes: int = 0,
) -> None:
    values = {
        "district": record.district,
        "record_version": record.version,
        "rule": rule.version,
        "paid": paid,
        "points": points,
        "minutes": minutes,
        "steps": steps,
    }
    Settlement.objects.update_or_create(record=record, defaults=values)


def _accounts(record: ServiceRecord, person: Person) -> dict[Unit, Account]:
    """Points are one's own; minutes go to the team when the member wants it so."""
    own = {unit: person_account(person, unit) for unit in Unit}
    saver = saver_on(record.team_id, record.volunteer_id, record.service_on)
    if saver is not None:
        own[Unit.MINUTES] = team_account(saver.team, Unit.MINUTES)
    return own


def _pay(actor: Actor, record: ServiceRecord, rule: EarningRule) -> None:
    terms, person = Terms.of(rule.terms), record.volunteer.person
    own = _accounts(record, person)
    issue = {
        unit: place_account(record.district, own[unit].region, Holder.ISSUE, unit) for unit in Unit
    }
    region = own[Unit.MINUTES].region
    pool = place_account(record.district, region, Holder.POOL, Unit.MINUTES)
    sides = [*own.values(), *issue.values(), pool]
    # Under lock from here on: another record of the same person counts towards the caps.
    book = Book.opened(actor, {side.id for side in sides})
    service = Service(record.minutes, record.category, record.level, record.service_on)
    today, tomorrow = record.service_on, record.service_on + timedelta(days=1)
    points = own[Unit.POINTS]
    found = earned(
        terms,
        service,
        _earned_between(points, today, tomorrow),
        _earned_between(points, *month_of(today)),
    )
    source = _source(record)
    slips = []
    for unit, amount, ends in (
        (Unit.POINTS, found.points, last_day(terms, today)),
        (Unit.MINUTES, found.minutes, None),
    ):
        if amount:
            slips.append(
                Slip(
                    kind=Kind.EARN,
                    debit=issue[unit].id,
                    credit=own[unit].id,
                    amount=amount,
                    source=source,
                    day=today,
                    rule=rule.version,
                    last_day=ends,
                    detail=found.steps(),
                )
            )
    held = book.accounts[own[Unit.MINUTES].id].balance
    over = min(found.minutes, surplus(held + found.minutes, terms.time_cap))
    if over and own[Unit.MINUTES].team_id is None:
        slips.append(
            Slip(
                kind=Kind.SURPLUS,
                debit=own[Unit.MINUTES].id,
                credit=pool.id,
                amount=over,
                source=source,
                day=today,
                rule=rule.version,
            )
        )
    if slips:
        post(actor=actor, slips=slips)
    _note(record, rule, paid=True, steps=found.steps(), points=found.points, minutes=found.minutes)


def _source(record: ServiceRecord) -> Source:
    """The next number under which a record pays: another one after it was taken back."""
    before = Transfer.objects.filter(
        district=record.district, source_id=record.id, kind=Kind.EARN.value
    ).aggregate(last=Max("source_no"))["last"]
    return Source(SOURCE, record.id, 0 if before is None else before + 1)


def _earned_between(account: Account, first: date, end: date) -> int:
    """Points of the service of these days that were not taken back."""
    rows = Transfer.objects.filter(
        credit=account,
        kind=Kind.EARN.value,
        day__gte=first,
        day__lt=end,
        reversed_by__isnull=True,
    )
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)
