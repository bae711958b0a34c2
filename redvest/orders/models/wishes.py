"""微心愿 and talks: orders that are served at the station, not at a home."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.ids import uuid7
from redvest.orders.models.orders import ServiceOrder
from redvest.teams.models import Team
from redvest.venues.models import Venue


class MicroWish(models.Model):
    """A wish for goods. ``title`` is read by everybody and written for that by the station.

    Goods go through the station: who gives and who receives need not meet. Never money.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.OneToOneField(ServiceOrder, models.PROTECT, related_name="wish")
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, related_name="wishes")
    goods = models.CharField(max_length=40)
    title = models.CharField(max_length=60, default="")
    yuan_most = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    thanks = SealedField(mask=masks.scrub, purpose="evaluation")
    thanked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(yuan_most__gte=1), name="wish_has_a_ceiling"),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(title=""), name="published_wish_has_a_title"
            ),
            models.CheckConstraint(
                condition=Q(handed_over_at=None) | Q(received_at__isnull=False),
                name="wish_is_received_before_it_is_handed_over",
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "-published_at"],
                condition=Q(published_at__isnull=False),
                name="wish_by_publication",
            )
        ]


class Talk(models.Model):
    """What a station orders when it orders a talk, a class or a performance for its residents."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.OneToOneField(ServiceOrder, models.PROTECT, related_name="talk")
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="talks")
    topic = models.CharField(max_length=60)
    audience = models.CharField(max_length=20)
    seats = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=90)
    equipment = ArrayField(models.CharField(max_length=30), default=list)
    wanted_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="wanted_talks")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=1, seats__lte=2000), name="talk_has_seats"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=15, minutes__lte=480), name="talk_fits_into_a_day"
            ),
        ]
        indexes = [models.Index(fields=["district", "venue", "starts_at"], name="talk_by_venue")]
