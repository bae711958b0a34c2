"""What a visitor shows at the door."""

from django.db import models
from django.db.models import Q

from redvest.core.fields import SealedField
from redvest.ids import uuid7
from redvest.people.models import Volunteer


class BadgePhoto(models.Model):
    """A volunteer's portrait for the door, drawn anew from its pixels like every photo here.

    It is shown once somebody of the team or the station has compared it with the person. One that
    was refused, replaced or taken back keeps its row and loses its picture.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="badge_photos")
    content = SealedField(purpose="identity")
    state = models.CharField(max_length=10, default="waiting")
    reason = models.CharField(max_length=20, default="")
    uploaded_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["approved", "refused", "replaced", "waiting", "withdrawn"]),
                name="badge_photo_is_in_a_known_state",
            ),
            models.UniqueConstraint(
                fields=["district", "volunteer"],
                condition=Q(state="waiting"),
                name="volunteer_has_one_badge_photo_waiting",
            ),
            models.UniqueConstraint(
                fields=["district", "volunteer"],
                condition=Q(state="approved"),
                name="volunteer_shows_one_badge_photo",
            ),
        ]
