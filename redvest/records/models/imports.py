"""签到表导入: one uploaded sheet, from preview to undone."""

from django.db import models
from django.db.models import Q

from redvest.core.fields import SealedField
from redvest.ids import uuid7

KINDS = ("signin", "elsewhere")
STATES = ("previewed", "running", "done", "undone")


class SheetImport(models.Model):
    """One sign-in sheet or list of hours from elsewhere. Good rows wait sealed in ``entries``.

    A sheet becomes records of level D (``signin``, an organizer's paper) or E (``elsewhere``) and
    invitations, nothing else. ``errors`` names rows and columns, never what stood in them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    region = models.CharField(max_length=12)
    team_id = models.UUIDField(null=True)
    organizer = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    category = models.CharField(max_length=24, default="other")
    document = models.CharField(max_length=200)
    account_id = models.UUIDField()
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="previewed")
    rows_total = models.PositiveIntegerField(default=0)
    rows_good = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    invited = models.PositiveIntegerField(default=0)
    invitations = models.UUIDField(null=True)
    errors = models.JSONField(default=list)
    entries = SealedField(purpose="invitation")
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=STATES) & Q(kind__in=KINDS),
                name="sheet_is_of_a_known_kind_and_state",
            ),
            models.UniqueConstraint(
                fields=["district", "region", "file_sha256"],
                condition=Q(state__in=["running", "done"]),
                name="sheet_is_imported_once",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "region", "-created_at"], name="sheet_by_place"),
            models.Index(
                fields=["district", "id"], condition=Q(state="running"), name="sheet_to_go_on"
            ),
        ]
