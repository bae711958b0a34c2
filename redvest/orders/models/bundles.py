"""制单: several needs answered at one time and place."""

from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.orders.models.catalog import ServiceItem
from redvest.teams.models import Team
from redvest.venues.models import Venue


class OrderBundle(models.Model):
    """One afternoon of haircuts for five orders. Each order keeps its own life and rating."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    region = models.CharField(max_length=12)  # Whose desk keeps it.
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="bundles")
    title = models.CharField(max_length=60)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="bundles")
    note = models.CharField(max_length=200, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    team = models.ForeignKey(Team, models.PROTECT, related_name="bundles")
    state = models.CharField(max_length=10, default="offered")
    compiled_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["cancelled", "declined", "offered", "over", "set", "timed_out"]
                ),
                name="bundle_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="bundle_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(region__startswith=F("district")), name="bundle_lies_in_its_district"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "region", "starts_at"], name="bundle_by_place"),
            models.Index(fields=["district", "team", "state"], name="bundle_by_team"),
        ]
