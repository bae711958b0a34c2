"""What every app shares: requests already answered, and the shared cache table."""

from django.db import models
from django.db.models import Q

from redvest.ids import uuid7


class AnsweredRequest(models.Model):
    """One non-GET request that took effect, so that repeating it repeats only the answer.

    Never changes after it is written; removed by age (30 days).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    account_id = models.UUIDField(null=True)
    endpoint = models.CharField(max_length=200)
    key = models.CharField(max_length=80)
    fingerprint = models.BinaryField()
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=500, default="")
    body = models.TextField(default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "endpoint", "key"],
                nulls_distinct=False,
                name="request_is_answered_once",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="request_key_is_not_empty"),
        ]
        indexes = [models.Index(fields=["at"], name="answered_by_age")]
