"""What programs outside hold: keys of Open311 clients, secret addresses of calendars."""

from django.db import models
from django.db.models import Q

from redvest.ids import uuid7


class Open311Key(models.Model):
    """A key with which another system places orders. Only its keyed hash is kept.

    It can do no more than the account that issued it, and nothing once it is revoked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    name = models.CharField(max_length=60)
    key_hash = models.BinaryField()
    issued_by = models.UUIDField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key_hash"], name="open311_key_is_issued_once"
            )
        ]


class CalendarLink(models.Model):
    """The secret address of a volunteer's calendar feed; only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    account_id = models.UUIDField()
    token_hash = models.BinaryField()
    language = models.CharField(max_length=10, default="zh-hans")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "token_hash"], name="calendar_link_is_made_once"
            ),
            models.UniqueConstraint(
                fields=["district", "account_id"],
                condition=Q(revoked_at=None),
                name="account_has_one_live_calendar_link",
            ),
        ]
