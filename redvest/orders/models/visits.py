"""What those who went say and show afterwards."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.ids import uuid7
from redvest.orders.models.assignments import Assignment
from redvest.orders.models.orders import ServiceOrder


class VisitPhoto(models.Model):
    """A picture of what was done: drawn anew from its pixels, so that nothing else is in it.

    ``content`` is base64 of a JPEG without any metadata. Every look at it is recorded.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="photos")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="photos")
    content = SealedField(purpose="visit")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    taken_in_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["district", "order"], name="photo_by_order")]


class VisitFeedback(models.Model):
    """What a volunteer says about safety after a visit. Written once; seen by the desk alone."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="safety_feedback")
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="feedback")
    felt_safe = models.BooleanField()
    concerns = ArrayField(models.CharField(max_length=20), default=list)
    text = SealedField(mask=masks.scrub, purpose="visit")
    given_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["district", "order"], name="feedback_by_order")]
