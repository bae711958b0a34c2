"""What happened, append-only. The database refuses to change or remove any of these rows."""

from django.db import models

from redvest.ids import uuid7


class Event(models.Model):
    """One change of state or one reading of personal data. Holds no personal data itself.

    ``row_hash`` is SHA-256 over the canonical form of the other columns.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    region = models.CharField(max_length=12, default="")
    account_id = models.UUIDField(null=True)
    role = models.CharField(max_length=20, default="")
    scope = models.CharField(max_length=12, default="")
    channel = models.CharField(max_length=20, default="")
    reason = models.CharField(max_length=500, default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    row_hash = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["district", "subject_id", "at"], name="event_by_subject"),
            models.Index(fields=["district", "region", "at"], name="event_by_region"),
            models.Index(fields=["district", "account_id", "at"], name="event_by_account"),
            models.Index(fields=["district", "kind", "at"], name="event_by_kind"),
            models.Index(fields=["at"], name="event_by_time"),
        ]


class Leaf(models.Model):
    """The place of an event in its district's Merkle tree, given by the sealer."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    index = models.PositiveBigIntegerField()
    event = models.OneToOneField(Event, models.PROTECT, related_name="leaf")
    row_hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "index"], name="leaf_has_one_index")
        ]


class Checkpoint(models.Model):
    """A signed tree head: the first ``size`` leaves of a district hash to ``root``."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    size = models.PositiveBigIntegerField()
    root = models.BinaryField()
    signature = models.BinaryField()
    key_name = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "size"], name="checkpoint_has_one_size")
        ]


class SealState(models.Model):
    """How far a district is sealed, with the tree's frontier: a cache, the one row that changes.

    It says nothing by itself: it counts only while its root is that of the last checkpoint, and is
    made again from the leaves otherwise.
    """

    district = models.CharField(max_length=6, primary_key=True)
    frontier = models.BinaryField()
