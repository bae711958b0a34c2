"""志愿服务证明: what an organizer certifies about its own activities."""

from django.db import models
from django.db.models import F, Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.engines.certificates import State
from redvest.ids import uuid7
from redvest.people.models import Volunteer
from redvest.records.models.records import ServiceRecord
from redvest.records.models.seals import IssuerSeal
from redvest.teams.models import Team


class Certificate(models.Model):
    """One certificate of one organizer. What was issued never changes; only its state does.

    ``token`` is the signed text of the QR code; it names nobody, the name in it is masked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    serial = models.CharField(max_length=19, default="")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="certificates")
    volunteer_account = models.UUIDField(null=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="certificates")
    region = models.CharField(max_length=12)
    issuer = models.CharField(max_length=60)
    first_on = models.DateField()
    last_on = models.DateField()
    minutes = models.PositiveIntegerField(default=0)
    filled_in = models.PositiveIntegerField(default=0)
    services = models.PositiveIntegerField(default=0)
    with_training = models.BooleanField(default=False)  # Only when the volunteer wishes it.
    class_hours = models.PositiveIntegerField(default=0)
    in_charge = SealedField(mask=masks.mask_name, purpose="identity")
    contact = SealedField(mask=masks.mask_phone, purpose="contact")
    seal = models.ForeignKey(IssuerSeal, models.PROTECT, null=True, related_name="certificates")
    token = models.CharField(max_length=2000, default="")
    state = models.CharField(max_length=12, default=State.REQUESTED.value)
    state_since = models.DateTimeField()
    asked_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    issued_by = models.UUIDField(null=True)
    notice_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "serial"],
                condition=~Q(serial=""),
                name="certificate_number_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in State)),
                name="certificate_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.REQUESTED.value, State.REJECTED.value])
                | (
                    ~Q(serial="")
                    & ~Q(token="")  # nosec B106 - the words of the QR code, which anybody reads
                    & Q(issued_by__isnull=False, minutes__gt=0)
                ),
                name="issued_certificate_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(issued_by=None) | ~Q(issued_by=F("volunteer_account")),
                name="nobody_certifies_themselves",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="certificate_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "volunteer"], name="certificate_by_person"),
            models.Index(fields=["district", "state", "region"], name="certificate_by_place"),
        ]


class CertificateLine(models.Model):
    """One record that a certificate lists, with the minutes it had then. Never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="lines")
    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="certificate_lines")
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "record"], name="certificate_lists_a_record_once"
            )
        ]
