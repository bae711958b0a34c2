"""存折: every line with what it was, and the record it walks back to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import (
    Account,
    Adjustment,
    Entry,
    Lot,
    LotUse,
    Redemption,
    Referral,
    RewardGrant,
    TimeExchange,
    TimeInheritance,
    TimeUse,
    Transfer,
)
from redvest.bank.queries.books import held_of, lines_of
from redvest.engines.ledger import Unit
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.queries.persons import desk_covers, is_guardian
from redvest.records.models import ServiceRecord

SOON = timedelta(days=90)
# What no record tells of but what it was made of: gifts, what ended, books put together.
TOLD_BY_PARTS = frozenset({"bank.bankgift", "expiry", "people.personmerge"})
Told = (
    Adjustment
    | Redemption
    | Referral
    | RewardGrant
    | ServiceRecord
    | TimeExchange
    | TimeInheritance
    | TimeUse
)


@dataclass(frozen=True)
class Line:
    """One line of a passbook. ``told`` is the record it walks back to, where there is one here."""

    entry: Entry
    source_id: UUID
    source_type: str
    told: Told | None = None


@dataclass(frozen=True)
class Part:
    """So much of what had come in by a line, with the last day on which it could be spent."""

    line: Line
    amount: int
    last_day: date | None


@dataclass(frozen=True)
class Held:
    """One unit of a passbook: what may be spent, what is set aside, what ends soon."""

    balance: int = 0
    held: int = 0
    ending: int = 0
    ends_on: date | None = None


def holder_seen_by(actor: Actor, person_id: UUID) -> Person:
    """Whose passbook it is: one's own, a ward's, or of somebody of the desk's place.

    Raises
    ------
    NotSeen
        If it is anybody else's.
    """
    found = Person.objects.filter(district=actor.district, id=person_id, closed_at=None).first()
    own = found is not None and actor.person_id == found.id
    if found is None or not (own or desk_covers(actor, found) or is_guardian(actor, found)):
        raise NotSeen(_("没有找到这本存折，或它不在您能查看的范围内。"))
    return found


def account_of(person: Person, unit: Unit) -> Account | None:
    """Somebody's account, if anything was ever written on it."""
    return Account.objects.filter(district=person.district, person=person, unit=unit.value).first()


def held_by(person: Person, unit: Unit, today: date | None = None) -> Held:
    """What the cover of the passbook says."""
    account = account_of(person, unit)
    if account is None:
        return Held()
    day = today or timezone.localdate()
    soon = Lot.objects.filter(
        account=account, remaining__gt=0, last_day__gte=day, last_day__lte=day + SOON
    )
    ending = soon.aggregate(sum=Sum("remaining"))["sum"] or 0
    first = soon.order_by("last_day").values_list("last_day", flat=True).first()
    return Held(account.balance, held_of(account), int(ending), first)


WITH_ROOTS = ("transfer__answers", "transfer__reverses__answers", "transfer__reverses")


def entries_of(person: Person, unit: Unit) -> QuerySet[Entry]:
    """The lines, the latest first, with the transfers they answer or take back."""
    account = account_of(person, unit)
    if account is None:
        return Entry.objects.none()
    return lines_of(account).select_related(*WITH_ROOTS)


def line_seen_by(actor: Actor, entry_id: UUID) -> tuple[Person, Line]:
    """A line told by its parts, of a passbook that ``actor`` may look into.

    Raises
    ------
    NotSeen
        If it is anybody else's, or came from somebody else, whose lines the parts would be.
    """
    rows = Entry.objects.filter(district=actor.district, id=entry_id, account__person__isnull=False)
    entry = rows.select_related("account", "transfer", *WITH_ROOTS).first()
    if entry is None or entry.account.person_id is None:
        raise NotSeen(_("没有找到这本存折，或它不在您能查看的范围内。"))
    person, [line] = holder_seen_by(actor, entry.account.person_id), told([entry], actor.district)
    if line.source_type not in TOLD_BY_PARTS:
        raise NotSeen(_("没有找到这本存折，或它不在您能查看的范围内。"))
    return person, line


def parts_of(line: Line) -> list[Part]:
    """What a line took, what ends first before the rest, and the lines by which it had come in."""
    uses = LotUse.objects.filter(transfer=line.entry.transfer, amount__gt=0)
    ending = F("lot__last_day").asc(nulls_last=True)  # The way lots are spent.
    found = list(uses.select_related("lot").order_by(ending, "lot_id"))
    origins = Entry.objects.filter(transfer__in=[use.lot.origin_id for use in found], delta__gt=0)
    rows = told(origins.select_related("transfer", *WITH_ROOTS), line.entry.district)
    by_origin = {(row.entry.transfer_id, row.entry.account_id): row for row in rows}
    return [
        Part(by_origin[use.lot.origin_id, use.lot.account_id], use.amount, use.lot.last_day)
        for use in found
    ]


def root_of(transfer: Transfer) -> Transfer:
    """The transfer everything began with: the hold of a post, the post of a refund."""
    found = transfer
    while (before := found.answers or found.reverses) is not None:
        found = before
    return found


def told(entries: Iterable[Entry], district: str) -> list[Line]:
    """Lines with the records they walk back to, one query for each kind of record among them."""
    rows = list(entries)
    roots = {row.id: root_of(row.transfer) for row in rows}
    sources = {entry: root.source_id for entry, root in roots.items()}
    types = {entry: root.source_type for entry, root in roots.items()}
    kinds, found = {root.source_type for root in roots.values()}, dict[UUID, Told]()
    models: dict[str, QuerySet[Any]] = {
        "service_record": ServiceRecord.objects.all(),
        "bank.redemption": Redemption.objects.select_related("stock__reward"),
        "bank.referral": Referral.objects.all(),
        "bank.adjustment": Adjustment.objects.all(),
        "bank.rewardgrant": RewardGrant.objects.all(),
        "bank.timeexchange": TimeExchange.objects.all(),
        "bank.timeinheritance": TimeInheritance.objects.all(),
        "bank.timeuse": TimeUse.objects.select_related("order__item"),
    }
    for kind in sorted(kinds & models.keys()):
        rows_of_kind = models[kind].filter(district=district, id__in=set(sources.values()))
        found |= {one.id: one for one in rows_of_kind}
    return [Line(row, sources[row.id], types[row.id], found.get(sources[row.id])) for row in rows]
