"""Paying for records of service, many at once as one after the other.

Everything is asked for all of them together; what each earns follows from those before it, so the
caps of a day and a month cut the same one, whoever is paid in one batch with whom.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum

from redvest.bank.models import Account, EarningRule, Settlement, Transfer
from redvest.bank.queries.time_moves import savers_of
from redvest.bank.services.accounts import person_accounts, place_accounts, team_account
from redvest.bank.services.book import Book, Slip, Source, post
from redvest.core.copying import copy_in
from redvest.engines.earning import Earned, Service, Terms, earned, last_day, surplus
from redvest.engines.evidence import month_of
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.people.actors import Actor
from redvest.records.models import ServiceRecord

SOURCE = "service_record"


@dataclass(frozen=True)
class Payable:
    """A record that is worth something, by the rules of its day; ``fresh`` was never looked at."""

    record: ServiceRecord
    rule: EarningRule
    fresh: bool


def pay_each(actor: Actor, payables: Sequence[Payable]) -> None:
    """Pay records that lie under lock, in the order given."""
    if not payables:
        return
    sides = _Sides([one.record for one in payables])
    # Under lock from here on: another record of the same person counts towards the caps.
    book = Book.opened(actor, sides.ids())
    points = {sides.own(one.record, Unit.POINTS).id for one in payables}
    caps = _Caps(points, [one.record.service_on for one in payables])
    numbers = _next_numbers(actor.district, [one.record.id for one in payables])
    minutes = {one: book.accounts[one].balance for one in sides.ids()}
    slips: list[Slip] = []
    found: list[tuple[Payable, Earned]] = []
    for one in payables:
        record, terms = one.record, Terms.of(one.rule.terms)
        own = sides.own(record, Unit.POINTS).id
        service = Service(record.minutes, record.category, record.level, record.service_on)
        worth = earned(terms, service, *caps.so_far(own, record.service_on))
        caps.add(own, record.service_on, worth.points)
        source = Source(SOURCE, record.id, numbers.get(record.id, 0))
        slips += _slips(one, terms, worth, source, sides, minutes)
        found.append((one, worth))
    if slips:
        post(actor=actor, slips=slips)
    _note_all(found)


def _slips(
    one: Payable,
    terms: Terms,
    worth: Earned,
    source: Source,
    sides: "_Sides",
    minutes: dict[UUID, int],
) -> list[Slip]:
    """What a record moves: points, minutes, and the minutes above the cap."""
    record, slips, day = one.record, [], one.record.service_on
    for unit, amount, ends in (
        (Unit.POINTS, worth.points, last_day(terms, day)),
        (Unit.MINUTES, worth.minutes, None),
    ):
        if amount:
            slips.append(
                Slip(
                    kind=Kind.EARN,
                    debit=sides.issue(record, unit).id,
                    credit=sides.own(record, unit).id,
                    amount=amount,
                    source=source,
                    day=day,
                    rule=one.rule.version,
                    last_day=ends,
                    detail=worth.steps(),
                )
            )
    own = sides.own(record, Unit.MINUTES)
    minutes[own.id] += worth.minutes
    over = min(worth.minutes, surplus(minutes[own.id], terms.time_cap))
    if over and own.team_id is None:
        minutes[own.id] -= over
        slips.append(
            Slip(
                kind=Kind.SURPLUS,
                debit=own.id,
                credit=sides.pool(record).id,
                amount=over,
                source=source,
                day=day,
                rule=one.rule.version,
            )
        )
    return slips


class _Sides:
    """The accounts on which records are paid. Points are one's own; minutes go to the team when
    the member wants it so."""

    def __init__(self, records: Sequence[ServiceRecord]) -> None:
        people = {row.volunteer.person_id: row.volunteer.person for row in records}
        accounts = person_accounts(people.values())
        savers = savers_of(records)
        self._own: dict[tuple[UUID, Unit], Account] = {}
        for row in records:
            for unit in Unit:
                self._own[row.id, unit] = accounts[row.volunteer.person_id, unit]
            if row.id in savers:
                team = savers[row.id].team
                self._own[row.id, Unit.MINUTES] = team_account(team, Unit.MINUTES)
        wanted = {
            (own.region, Holder.ISSUE, unit) for (_record, unit), own in self._own.items()
        } | {
            (own.region, Holder.POOL, Unit.MINUTES)
            for (_record, unit), own in self._own.items()
            if unit is Unit.MINUTES
        }
        self._places = place_accounts(records[0].district, wanted)

    def own(self, record: ServiceRecord, unit: Unit) -> Account:
        return self._own[record.id, unit]

    def issue(self, record: ServiceRecord, unit: Unit) -> Account:
        return self._places[self.own(record, unit).region, Holder.ISSUE, unit]

    def pool(self, record: ServiceRecord) -> Account:
        return self._places[self.own(record, Unit.MINUTES).region, Holder.POOL, Unit.MINUTES]

    def ids(self) -> set[UUID]:
        return {row.id for rows in (self._own, self._places) for row in rows.values()}


class _Caps:
    """Points that each account was paid for service of a day, and was not to give back."""

    def __init__(self, accounts: Iterable[UUID], days: Sequence[date]) -> None:
        rows = Transfer.objects.filter(
            credit__in=list(accounts),
            kind=Kind.EARN.value,
            source_type=SOURCE,
            day__gte=month_of(min(days))[0],
            day__lt=month_of(max(days))[1],
            reversed_by__isnull=True,
        )
        self._by_day: Counter[tuple[UUID, date]] = Counter()
        self._by_month: Counter[tuple[UUID, date]] = Counter()
        for credit, day, sum_ in rows.values_list("credit_id", "day").annotate(sum=Sum("amount")):
            self.add(credit, day, sum_)

    def add(self, account: UUID, day: date, points: int) -> None:
        self._by_day[account, day] += points
        self._by_month[account, day.replace(day=1)] += points

    def so_far(self, account: UUID, day: date) -> tuple[int, int]:
        return self._by_day[account, day], self._by_month[account, day.replace(day=1)]


def _next_numbers(district: str, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """The next number under which a record pays: another one after it was taken back."""
    rows = Transfer.objects.filter(district=district, source_id__in=list(ids), kind=Kind.EARN.value)
    last = rows.values_list("source_id").annotate(last=Max("source_no"))
    return {one: number + 1 for one, number in last}


def note(record: ServiceRecord, rule: EarningRule, **how: Any) -> None:
    """Write down up to which version a record was settled, and how."""
    values = {
        "district": record.district, "record_version": record.version, "rule": rule.version, **how
    }  # fmt: skip
    Settlement.objects.update_or_create(record=record, defaults=values)


def _note_all(found: Sequence[tuple[Payable, Earned]]) -> None:
    fresh: list[Settlement] = []
    for one, worth in found:
        how = {
            "paid": True, "steps": worth.steps(), "points": worth.points, "minutes": worth.minutes
        }  # fmt: skip
        if not one.fresh:
            note(one.record, one.rule, **how)
            continue
        fresh.append(
            Settlement(
                district=one.record.district,
                record=one.record,
                record_version=one.record.version,
                rule=one.rule.version,
                **how,
            )
        )
    copy_in(fresh)
