"""Two entries of one person becoming one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.people.models.accounts import Account
from redvest.people.models.persons import Person


class PersonMerge(models.Model):
    """The wish that ``gone`` becomes ``kept``, and what came of it. Never changes once decided.

    ``taken`` names the particulars to take over although the kept entry has its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken = ArrayField(models.CharField(max_length=20), default=list)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "gone"],
                condition=Q(decided_at=None),
                name="entry_waits_for_one_merge",
            ),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_joins_two_entries"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="nobody_decides_their_own_merge",
            ),
        ]
        indexes = [models.Index(fields=["district", "decided_at"], name="merge_waiting")]
