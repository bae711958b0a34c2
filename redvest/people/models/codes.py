"""Codes sent to a phone to prove that its owner agrees."""

from django.db import models

from redvest.ids import uuid7


class OneTimeCode(models.Model):
    """One code for one purpose and one subject. Only a keyed hash is kept; removed by age.

    Signing in has codes of its own; these confirm something while somebody is signed in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    purpose = models.CharField(max_length=20)  # proxy | close
    subject_id = models.UUIDField()
    asked_by = models.UUIDField(null=True)
    code_hash = models.BinaryField()
    sent_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["district", "purpose", "subject_id"], name="code_by_subject")
        ]
