"""The earning rules, version by version."""

from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7


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
