"""The earning rules, version by version."""

from django.db import models
from django.db.models import F, Q

from redvest.bank.models.ledger import Transfer
from redvest.ids import uuid7
from redvest.people.models import Volunteer
from redvest.records.models import ServiceRecord


class EarningRule(models.Model):
    """By which rules service of a span of days earns. What was decided never changes.

    The version that holds on a day is the last decided one whose ``from_day`` is not after it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    version = models.PositiveIntegerField()
    from_day = models.DateField()
    terms = models.JSONField()
    drafted_by = models.UUIDField(null=True)
    drafted_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "version"], name="bank_rule_has_its_own_version"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("drafted_by")),
                name="bank_rule_takes_two_people",
            ),
        ]
        indexes = [models.Index(fields=["district", "from_day"], name="bank_rule_by_day")]


class Settlement(models.Model):
    """Up to which version a service record has been paid, and how that was reckoned.

    ``paid`` says that it counts now; ``steps`` hold how, and why it earned less than its hours.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="settlement")
    record_version = models.PositiveIntegerField()
    rule = models.PositiveIntegerField()
    paid = models.BooleanField()
    points = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    steps = models.JSONField(default=dict)


class Referral(models.Model):
    """Who brought a newcomer, as the newcomer said once, before the first service.

    ``transfer`` is what it earns at this moment; none before the newcomer has served long enough.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    newcomer = models.OneToOneField(Volunteer, models.PROTECT, related_name="brought_by")
    bringer = models.ForeignKey(Volunteer, models.PROTECT, related_name="brought")
    named_at = models.DateTimeField()
    transfer = models.OneToOneField(Transfer, models.PROTECT, null=True, related_name="referral")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(newcomer=F("bringer")), name="nobody_brings_self")
        ]
