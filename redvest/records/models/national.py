"""全国系统: what has to be told about records, row by row, until it is."""

from django.db import models
from django.db.models import Q

from redvest.engines.national import Kind
from redvest.ids import uuid7
from redvest.notices.labels import WAITING, Status
from redvest.records.models.records import ServiceRecord

STATUSES = sorted(one.value for one in Status)


class NationalRow(models.Model):
    """One thing to be told about one record. Holds nobody's data; turns of a record go in order.

    ``receipt`` is what the other side answered: its number, or the name of the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="national")
    turn = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    status = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, default="")
    receipt = models.CharField(max_length=120, default="")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "record", "turn"], name="record_is_told_once_a_turn"
            ),
            models.CheckConstraint(
                condition=Q(status__in=STATUSES) & Q(kind__in=sorted(one.value for one in Kind)),
                name="national_row_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=WAITING) | Q(next_try_at__isnull=False),
                name="waiting_national_row_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(status__in=WAITING), name="national_waiting"
            ),
            models.Index(fields=["district", "status", "-made_at"], name="national_by_status"),
        ]
