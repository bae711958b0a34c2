"""公章图片: the picture of an issuer's seal, printed on the certificates it issues."""

from django.db import models
from django.db.models import Q

from redvest.ids import uuid7
from redvest.teams.models import Team


class IssuerSeal(models.Model):
    """One picture of one issuer's seal, uploaded by the center. Never changed, only withdrawn.

    Without a team the issuer is the place. ``picture`` is a PNG that this program drew anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="seals")
    region = models.CharField(max_length=12)
    issuer = models.CharField(max_length=60)
    picture = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "region", "team"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="issuer_has_one_seal_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_seal_names_who_withdrew_it",
            ),
        ]
