"""评单: how it was."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.ids import uuid7
from redvest.orders.models.orders import ServiceOrder


class Evaluation(models.Model):
    """What the resident says afterwards. Written once for each round, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="evaluations")
    round = models.PositiveSmallIntegerField(default=1)
    grade = models.PositiveSmallIntegerField()
    tags = ArrayField(models.CharField(max_length=20), default=list)
    text = SealedField(mask=masks.scrub, purpose="evaluation")
    account_id = models.UUIDField(null=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "order", "round"], name="order_is_rated_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=5), name="evaluation_has_one_of_5_grades"
            ),
        ]
