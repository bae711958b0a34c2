"""The books. Accounts and lots carry what their entries add up to; all else is only ever added.

A transfer takes ``amount`` from ``debit`` and gives it to ``credit``. A deferred trigger (``db``)
lets no transaction commit in which it lacks one of its two entries, or an entry does not follow
from the one before it.
"""

from django.db import models
from django.db.models import F, Q

from redvest.engines.ledger import ANSWERS, TAKES_BACK, Holder, Kind, Unit
from redvest.ids import uuid7
from redvest.people.models import Person
from redvest.teams.models import Team

ANSWERING = sorted(kind.value for kind in ANSWERS)
UNDOING = sorted(kind.value for kind in TAKES_BACK)


class Account(models.Model):
    """One holder's account in one unit. The row is the queue for whoever writes on it.

    A district's own accounts have no holder but a ``region``: one for each place, so that the
    books of a place add up alone and two places do not wait for each other. ``party`` holds for
    whom else, such as a merchant. ``balance`` may be below zero by ``debt`` alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    unit = models.CharField(max_length=8)
    holder = models.CharField(max_length=10)
    region = models.CharField(max_length=12)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="bank_accounts")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="bank_accounts")
    party = models.UUIDField(null=True)
    balance = models.BigIntegerField(default=0)
    debt = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(null=True)
    ceiling = models.BigIntegerField(null=True)
    version = models.PositiveBigIntegerField(default=0)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "person", "unit"],
                condition=Q(person__isnull=False),
                name="bank_person_has_one_account_a_unit",
            ),
            models.UniqueConstraint(
                fields=["district", "team", "unit"],
                condition=Q(team__isnull=False),
                name="bank_team_has_one_account_a_unit",
            ),
            models.UniqueConstraint(
                fields=["district", "unit", "holder", "region", "party"],
                condition=Q(person=None, team=None),
                nulls_distinct=False,
                name="bank_place_has_one_account_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=[unit.value for unit in Unit])
                & Q(holder__in=[holder.value for holder in Holder]),
                name="bank_account_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(holder=Holder.PERSON.value, team=None, party=None)
                | Q(holder=Holder.TEAM.value, person=None, party=None)
                | (
                    ~Q(holder__in=[Holder.PERSON.value, Holder.TEAM.value])
                    & Q(person=None, team=None)
                ),
                name="bank_account_belongs_to_its_holder",
            ),
            models.CheckConstraint(
                condition=Q(debt=0) | Q(debt__gt=0, holder="person", balance=-F("debt")),
                name="bank_debt_is_what_is_missing",
            ),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(debt__gt=0) | Q(balance__gte=F("floor")),
                name="bank_account_keeps_its_floor",
            ),
            models.CheckConstraint(
                condition=Q(ceiling=None) | Q(balance__lte=F("ceiling")),
                name="bank_account_keeps_its_ceiling",
            ),
        ]
        indexes = [models.Index(fields=["district", "region"], name="bank_account_by_place")]


class Transfer(models.Model):
    """So much from one account to another, and why. Never changes.

    ``source`` is what it follows from, with a number where one thing may lead to several; no two
    transfers of a kind follow from the same. ``rule`` is the version of the earning rules, or 0.
    ``second`` agreed where it takes two people. ``until`` is the end of a hold.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    kind = models.CharField(max_length=8)
    unit = models.CharField(max_length=8)
    debit = models.ForeignKey(Account, models.PROTECT, related_name="+")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    source_type = models.CharField(max_length=40)
    source_id = models.UUIDField()
    source_no = models.PositiveIntegerField(default=0)
    rule = models.PositiveIntegerField(default=0)
    by = models.UUIDField(null=True)
    second = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversed_by")
    detail = models.JSONField(default=dict)
    row_hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "source_id", "kind", "unit", "source_no", "source_type"],
                name="bank_source_pays_once",
            ),
            models.UniqueConstraint(
                fields=["answers"],
                condition=Q(kind__in=ANSWERING),
                name="bank_hold_is_answered_once",
            ),
            models.UniqueConstraint(
                fields=["answers"],
                condition=Q(kind=Kind.REST.value),
                name="bank_hold_has_one_rest",
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(reverses__isnull=False),
                name="bank_transfer_is_reversed_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & ~Q(debit=F("credit")),
                name="bank_transfer_moves_something",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[*ANSWERING, Kind.REST.value], answers__isnull=False)
                | (~Q(kind__in=[*ANSWERING, Kind.REST.value]) & Q(answers=None)),
                name="bank_only_answers_answer",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=UNDOING, reverses__isnull=False)
                | (~Q(kind__in=UNDOING) & Q(reverses=None)),
                name="bank_only_reversals_reverse",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.ADJUST.value)
                | (Q(by__isnull=False, second__isnull=False) & ~Q(by=F("second"))),
                name="bank_adjusting_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.HOLD.value, until__isnull=False)
                | (~Q(kind=Kind.HOLD.value) & Q(until=None)),
                name="bank_hold_has_an_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "until"],
                condition=Q(kind=Kind.HOLD.value),
                name="bank_hold_by_end",
            ),
        ]


class Entry(models.Model):
    """One side of a transfer: what it did to an account, and what the account held then."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="entries")
    version = models.PositiveBigIntegerField()
    delta = models.BigIntegerField()
    balance = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "version"], name="bank_entry_has_its_own_version"
            ),
            models.UniqueConstraint(
                fields=["transfer", "account"], name="bank_entry_is_one_a_side"
            ),
        ]


class Lot(models.Model):
    """What came in together on a personal account. ``remaining`` goes down and up with its uses.

    ``last_day`` is the last on which it may be spent; empty, it never ends.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    account = models.ForeignKey(Account, models.PROTECT, related_name="lots")
    origin = models.ForeignKey(Transfer, models.PROTECT, related_name="lots")
    number = models.PositiveSmallIntegerField(default=0)
    amount = models.PositiveBigIntegerField()
    remaining = models.PositiveBigIntegerField()
    last_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "number"], name="bank_lot_has_one_origin"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, remaining__lte=F("amount")),
                name="bank_lot_is_never_overdrawn",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "last_day", "id"],
                condition=Q(remaining__gt=0),
                name="bank_lot_to_spend",
            ),
            models.Index(
                fields=["district", "last_day"],
                condition=Q(remaining__gt=0, last_day__isnull=False),
                name="bank_lot_by_end",
            ),
        ]


class LotUse(models.Model):
    """So much of a lot in a transfer; less than zero is given back. Never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="uses")
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="uses")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transfer", "lot"], name="bank_lot_is_used_once_a_time")
        ]
