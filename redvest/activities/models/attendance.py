"""Who was there: every arrival and departure as it was noted, and the phones that noted them."""

from django.db import models
from django.db.models import Q

from redvest.activities.models.plans import Activity
from redvest.activities.models.signups import SignUp
from redvest.engines.attendance_merge import Mark, Method
from redvest.engines.presence import Band
from redvest.ids import uuid7


class Phone(models.Model):
    """A phone whose key may sign what it notes without a network.

    ``mark`` is made from a cookie of the browser, so that the same phone is known with and without
    a network. The private half of the key never leaves the phone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    account = models.UUIDField()
    mark = models.CharField(max_length=32)
    public_key = models.BinaryField(max_length=91)  # P-256, as the browser exports it (SPKI).
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "account", "mark"],
                condition=Q(revoked_at=None),
                name="phone_has_one_key_at_a_time",
            )
        ]


class Stamp(models.Model):
    """One arrival or departure of one person as it was noted. Never changed, never taken back.

    The stays are made from all stamps of a sign-up by :mod:`redvest.engines.attendance_merge`,
    whatever order they came in. ``id`` is the phone's own for what was noted without a network, so
    that handing it in again changes nothing. ``account`` is whoever noted it, ``device`` the mark
    of the phone, ``band`` a distance in one word where one was asked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="stamps")
    signup = models.ForeignKey(SignUp, models.PROTECT, related_name="stamps")
    mark = models.CharField(max_length=3)
    method = models.CharField(max_length=12)
    at = models.DateTimeField()
    noted_at = models.DateTimeField()
    account = models.UUIDField(null=True)
    device = models.CharField(max_length=32, default="")
    band = models.CharField(max_length=6, default="")
    is_offline = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mark__in=[one.value for one in Mark])
                & Q(method__in=[one.value for one in Method]),
                name="stamp_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(band__in=["", *(one.value for one in Band)]),
                name="stamp_knows_no_more_than_a_band",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "signup", "at"], name="stamp_by_signup"),
            models.Index(fields=["district", "activity", "device"], name="stamp_by_device"),
        ]
