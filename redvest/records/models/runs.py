"""成批出具: many certificates issued one after the other, with one word of who answers for them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.ids import uuid7

STATES = ("running", "done")


class CertificateRun(models.Model):
    """The requests somebody chose to issue together; the worker goes through them.

    ``waiting`` holds those still to come, ``left_out`` those that could not be issued any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    account_id = models.UUIDField()
    in_charge = SealedField(mask=masks.mask_name, purpose="identity")
    contact = SealedField(mask=masks.mask_phone, purpose="contact")
    waiting = ArrayField(models.UUIDField(), default=list)
    left_out = ArrayField(models.UUIDField(), default=list)
    total = models.PositiveIntegerField()
    issued = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default="running")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="run_is_in_a_known_state"),
        ]
        indexes = [
            models.Index(
                fields=["district", "account_id", "-started_at"], name="run_by_who_started"
            ),
            models.Index(
                fields=["district", "id"], condition=Q(state="running"), name="run_to_go_on"
            ),
        ]
