"""Venues and what belongs to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7


class Venue(models.Model):
    """One signboard of the district's network: a center, office, station or point.

    Its place in the network is its region code: 6 digits for a center, 9 for an office, 12 for a
    station; a point hangs on whichever level runs it. ``lat`` and ``lon`` are WGS-84, and
    ``place_basis`` says whether anybody has been there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    region = models.CharField(max_length=12)
    level = models.CharField(max_length=10)
    kind = models.CharField(max_length=10, default="venue")
    name = models.CharField(max_length=80)
    status = models.CharField(max_length=20, default="open")
    status_note = models.CharField(max_length=200, default="")
    functions = ArrayField(models.CharField(max_length=10), default=list)
    host_facilities = ArrayField(models.CharField(max_length=40), default=list)
    facilities = ArrayField(models.CharField(max_length=30), default=list)
    accessibility = ArrayField(models.CharField(max_length=30), default=list)
    address = models.CharField(max_length=120, default="")
    directions = models.CharField(max_length=300, default="")
    contact_phone = models.CharField(max_length=30, default="")  # a public office's phone
    capacity = models.PositiveIntegerField(null=True)
    live_url = models.CharField(max_length=200, default="")
    hours = models.JSONField(default=dict)  # empty: the district's common hours hold
    opened_on = models.DateField(null=True)
    history_before = models.TextField(default="")
    history_after = models.TextField(default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    place_basis = models.CharField(max_length=20, default="estimated")
    source_datum = models.CharField(max_length=10, default="wgs84")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "region", "level", "kind"],
                condition=~Q(level="point") & ~Q(status="closed"),
                name="region_has_one_venue_of_its_level",
            ),
            models.UniqueConstraint(
                fields=["district", "region", "name"],
                condition=~Q(status="closed"),
                name="venue_name_is_unique_in_its_region",
            ),
            models.CheckConstraint(
                condition=Q(region__startswith=F("district")), name="venue_lies_in_its_district"
            ),
            models.CheckConstraint(
                condition=Q(level="center", region__regex=r"^\d{6}$")
                | Q(level="office", region__regex=r"^\d{9}$")
                | Q(level="station", region__regex=r"^\d{12}$")
                | Q(level="point", region__regex=r"^(\d{6}|\d{9}|\d{12})$"),
                name="venue_level_matches_its_region",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="venue_place_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["district", "level", "region"], name="venue_by_region")]


class FunctionalArea(models.Model):
    """A room or corner of a venue with a use of its own."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="areas")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)
    capacity = models.PositiveIntegerField(null=True)
    area_m2 = models.PositiveIntegerField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "venue", "name"], name="area_name_is_unique_in_its_venue"
            )
        ]


class VenueCheck(models.Model):
    """One year's result of one checklist (五有, 六有, 四用 …) as the policy had it then."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="checks")
    scheme = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    marks = models.JSONField(default=list)  # [{"item", "met", "note"}] in the policy's order
    checked_by = models.UUIDField(null=True)
    checked_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "venue", "scheme", "year"], name="venue_is_checked_once_a_year"
            )
        ]


class VenueHonor(models.Model):
    """A title a venue was given. Withdrawn, never deleted, when it was entered by mistake."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="honors")
    title = models.CharField(max_length=80)
    awarded_by = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "venue", "title", "year"],
                condition=Q(withdrawn_at=None),
                name="honor_is_listed_once",
            )
        ]


class Population(models.Model):
    """How many people live where, as the district uploaded it last. Figures, never persons."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    rows = models.JSONField(default=list)  # [community, name, people, lat, lon] as of engines
    source = models.CharField(max_length=120)
    counted_on = models.DateField()
    uploaded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district"], name="district_has_one_population")
        ]


class StreetNetwork(models.Model):
    """Where one may walk in a district: a NumPy archive made of an extract of OpenStreetMap."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    content = models.BinaryField()
    points = models.PositiveIntegerField()
    stretches = models.PositiveIntegerField()
    source = models.CharField(max_length=120)
    data_date = models.DateField(null=True)
    uploaded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district"], name="district_has_one_street_network")
        ]


class NextVenues(models.Model):
    """What was found when somebody asked where to open next, on the data of that moment.

    Never changes: a later answer is another row, so that a decision can be traced to its figures.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    asked_at = models.DateTimeField()
    wanted = models.PositiveSmallIntegerField()
    answer = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wanted__gte=1, wanted__lte=20), name="next_venues_are_a_few"
            )
        ]
        indexes = [models.Index(fields=["district", "-asked_at"], name="next_venues_by_district")]
