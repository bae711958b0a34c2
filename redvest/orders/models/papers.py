"""What shows that somebody may do work that not everybody may."""

from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.people.models import Volunteer


class VolunteerPaper(models.Model):
    """A qualification, a training or an insurance of one volunteer, seen by the desk.

    Nothing is scanned and no number is kept: that somebody saw the paper, and until when it holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=14)  # qualification | training | insurance
    code = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    seen_by = models.UUIDField(null=True)
    seen_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["insurance", "qualification", "training"]),
                name="paper_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="paper_does_not_end_before_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "volunteer", "withdrawn_at"], name="paper_by_person")
        ]
