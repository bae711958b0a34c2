"""What an activity brought, measured or counted."""

from django.db import models
from django.db.models import Q

from redvest.activities.models.plans import Activity, Session
from redvest.ids import uuid7


class Outcome(models.Model):
    """One value of one measure. Never changed: a wrong one is taken back with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="outcomes")
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="outcomes")
    measure = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=12, decimal_places=2)
    is_unusual = models.BooleanField(default=False)  # outside what is usual, looked at again
    spot = models.CharField(max_length=60, default="")  # where along the way
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(reason=""),
                name="outcome_is_withdrawn_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["district", "activity"], name="outcome_by_activity")]
