"""What is asked about records."""

from django.db import models
from django.db.models import F, Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.ids import uuid7
from redvest.records.models.records import ServiceRecord


class RecordQuestion(models.Model):
    """Somebody asks about a record, wants it corrected, or appeals. Answered with reasons.

    ``kind`` is ``wrong`` (the minutes or times), ``doubt`` (it may not be true) or ``appeal`` (of
    a refused correction, a revocation, or a complaint that was upheld).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=10)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    text = SealedField(mask=masks.scrub, purpose="evaluation")
    wished_minutes = models.PositiveIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    granted = models.BooleanField(null=True)
    answer = SealedField(mask=masks.scrub, purpose="evaluation")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "record", "asked_by"],
                condition=Q(decided_at=None),
                name="record_is_asked_about_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["wrong", "doubt", "appeal"]),
                name="question_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="nobody_answers_their_own_question",
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "due_at"],
                condition=Q(decided_at=None),
                name="question_by_due",
            )
        ]
