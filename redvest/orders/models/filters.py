"""What somebody at a desk keeps for the next day."""

from django.db import models

from redvest.ids import uuid7


class SavedFilter(models.Model):
    """One view of the inbox somebody named: the conditions as the address carries them."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    account_id = models.UUIDField()
    name = models.CharField(max_length=20)
    conditions = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "account_id", "name"], name="filter_name_is_ones_own_once"
            )
        ]
