"""Adjustments by hand, each with its reason and the paper it rests on."""

from django.db import models
from django.db.models import F, Q

from redvest.bank.models.ledger import Account, Transfer
from redvest.ids import uuid7


class Adjustment(models.Model):
    """So much onto an account, or off it, because one asked and another agreed.

    ``transfer`` is what it did to the books. ``finding`` is why it had been needed, found out by
    somebody other than whoever asked; until then the district's adjust account is not at nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    account = models.ForeignKey(Account, models.PROTECT, related_name="adjustments")
    gives = models.BooleanField()
    amount = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=20)
    document = models.CharField(max_length=80)
    state = models.CharField(max_length=8, default="asked")
    state_since = models.DateTimeField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    transfer = models.OneToOneField(
        Transfer, models.PROTECT, null=True, related_name="adjustment_made"
    )
    finding = models.CharField(max_length=20, blank=True)
    cleared_by = models.UUIDField(null=True)
    cleared_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="bank_adjustment_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(cleared_by=None) | ~Q(cleared_by=F("asked_by")),
                name="bank_adjustment_is_cleared_by_another",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="bank_adjustment_moves_something"
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state="asked"),
                name="bank_account_has_one_adjustment_asked",
            ),
        ]
        indexes = [models.Index(fields=["district", "state"], name="bank_adjustment_by_state")]

    @property
    def number(self) -> str:
        """The number by which a line of the passbook walks back to the paper."""
        return self.document
