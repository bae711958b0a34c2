"""转入: hours that a volunteer brings along from elsewhere, and whose signatures are believed."""

from django.db import models
from django.db.models import F, Q

from redvest.engines.transfers import State
from redvest.ids import uuid7
from redvest.people.models import Volunteer

HOW = ("signed", "paper")


class IssuerKey(models.Model):
    """The public key of another place, entered by the center. Never changed, only withdrawn.

    ``elsewhere`` is the code of the district that signs with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    elsewhere = models.CharField(max_length=6)
    name = models.CharField(max_length=60)
    public_key = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    entered_by = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "public_key"],
                condition=Q(withdrawn_at=None),
                name="issuer_key_is_entered_once",
            ),
            models.CheckConstraint(
                condition=~Q(elsewhere=F("district")), name="issuer_key_is_of_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(public_key__regex=r"^[0-9a-f]{64}$"), name="issuer_key_is_a_key"
            ),
        ]


class HoursTransfer(models.Model):
    """Hours somebody brings along: a signed file, or a paper that a desk has seen.

    ``mark`` is what makes it the same as another: whose book of whom, or the number of the paper.
    ``entries`` are the services as they were recorded there; nothing in them names anybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    region = models.CharField(max_length=12)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="transfers")
    volunteer_account = models.UUIDField(null=True)
    how = models.CharField(max_length=10)
    key = models.ForeignKey(IssuerKey, models.PROTECT, null=True, related_name="transfers")
    issuer = models.CharField(max_length=60)
    mark = models.CharField(max_length=120)
    outside_no = models.CharField(max_length=40, default="")
    document = models.CharField(max_length=200, default="")
    entries = models.JSONField(default=list)
    services = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=10, default=State.ASKED.value)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=20, default="")
    taken_in = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "mark"],
                condition=Q(state=State.ASKED.value) | Q(how="paper", state=State.ACCEPTED.value),
                name="transfer_is_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(how="signed", key__isnull=False)
                | (Q(how="paper", key=None) & ~Q(document="")),
                name="transfer_has_a_signature_or_a_paper",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ASKED.value, decided_by=None)
                | Q(
                    state__in=[State.ACCEPTED.value, State.REFUSED.value], decided_by__isnull=False
                ),
                name="transfer_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("volunteer_account")),
                name="nobody_takes_in_their_own_hours",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "volunteer"], name="transfer_by_person"),
            models.Index(fields=["district", "state", "region"], name="transfer_by_place"),
        ]
