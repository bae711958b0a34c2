"""Imports invite; they register nobody."""

from django.db import models
from django.db.models import Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.ids import uuid7


class ImportBatch(models.Model):
    """One uploaded roster. The good rows wait sealed in ``entries`` until somebody confirms.

    Undone as a whole: invitations nobody has answered lose their personal data.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    scope = models.CharField(max_length=12)
    account_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=20, default="previewed")  # previewed | done | undone
    rows_total = models.PositiveIntegerField(default=0)
    rows_good = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    rows_known = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list)
    entries = SealedField(purpose="invitation")
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)


class Invitation(models.Model):
    """Somebody entered by others who has not agreed to anything yet. Becomes a person only by
    accepting; expires otherwise, and its personal data with it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True)
    team_id = models.UUIDField(null=True)
    home_community = models.CharField(max_length=12, default="")
    name = SealedField(mask=masks.mask_name, purpose="invitation")
    phone = SealedField(mask=masks.mask_phone, purpose="invitation")
    phone_index = models.BinaryField(null=True)
    id_number = SealedField(mask=masks.mask_id_number, purpose="invitation")
    id_index = models.BinaryField(null=True)
    status = models.CharField(max_length=20, default="invited")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    person_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "phone_index"],
                condition=Q(status="invited"),
                name="phone_has_one_open_invitation",
            ),
            models.UniqueConstraint(
                fields=["district", "id_index"],
                condition=Q(status="invited"),
                name="id_number_has_one_open_invitation",
            ),
        ]
