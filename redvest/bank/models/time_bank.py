"""The time bank: minutes set aside for a visit, for whom else they may be used, what was given."""

from django.db import models
from django.db.models import F, Q

from redvest.engines.ledger import Unit
from redvest.engines.time_bank import Basis, State
from redvest.ids import uuid7
from redvest.orders.models import ServiceOrder
from redvest.people.models import Person
from redvest.teams.models import Team

LIVE = (State.HELD.value, State.SETTLED.value)


class TimeReceiver(models.Model):
    """For whom else somebody's minutes may be used: a relative, or an elder in need.

    The desk of the giver's place enters it, having seen ``proof`` and heard that both agree.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    giver = models.ForeignKey(Person, models.PROTECT, related_name="time_receivers")
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="time_givers")
    basis = models.CharField(max_length=10)
    tie = models.CharField(max_length=20)  # Of a relative: which; of an elder: what kind of need.
    proof = models.CharField(max_length=20)
    consent = models.CharField(max_length=20)  # How the receiver agreed.
    named_by = models.UUIDField()
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "giver", "receiver"],
                condition=Q(ended_at=None),
                name="time_receiver_is_named_once",
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")), name="time_receiver_is_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=(Basis.RELATIVE.value, Basis.ELDER.value)),
                name="time_receiver_is_relative_or_elder",
            ),
        ]


class TimeUse(models.Model):
    """Minutes of one person set aside for one order, then paid by what was served, or returned.

    ``hold`` is the transfer of the ledger that holds them. ``served`` is how long somebody was
    there, ``paid`` what of it came out of the hold: never more than was held.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    person = models.ForeignKey(Person, models.PROTECT, related_name="time_uses")
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="time_uses")
    receiver = models.ForeignKey(TimeReceiver, models.PROTECT, null=True, related_name="uses")
    basis = models.CharField(max_length=10)
    minutes = models.PositiveIntegerField()
    verified_by = models.CharField(max_length=10, default="")  # How the desk knew who asked.
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    hold = models.UUIDField(null=True)
    state = models.CharField(max_length=10, default=State.HELD.value)
    state_since = models.DateTimeField()
    served = models.PositiveIntegerField(default=0)
    paid = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "order"],
                condition=Q(state__in=LIVE),
                name="order_is_paid_by_one_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in State))
                & Q(basis__in=sorted(basis.value for basis in Basis)),
                name="time_use_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, paid__lte=F("minutes")),
                name="time_use_costs_at_most_what_was_held",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "person", "-asked_at"], name="time_use_by_person"),
            models.Index(
                fields=["district", "order"],
                condition=Q(state=State.HELD.value),
                name="time_use_to_follow",
            ),
        ]


class BankGift(models.Model):
    """Points or minutes that a person or a team gave to the pool of the place. Never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="bank_gifts")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="bank_gifts")
    unit = models.CharField(max_length=8)
    amount = models.PositiveIntegerField()
    given_by = models.UUIDField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, team__isnull=False) | Q(person__isnull=False, team=None),
                name="gift_is_of_a_person_or_a_team",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, unit__in=[unit.value for unit in Unit]),
                name="gift_is_of_something",
            ),
        ]
        indexes = [models.Index(fields=["district", "-given_at"], name="bank_gift_by_day")]
