"""Sums of the records, what the district counts by hand, and what it published."""

from django.db import models
from django.db.models import F, Q

from redvest.activities.models import Session
from redvest.ids import uuid7
from redvest.people.models import Volunteer


class Tally(models.Model):
    """How often and how much of one kind of one fact in one place: a cache, of days and of months.

    ``span`` is ``d`` or ``m``; a month stands under its first day. ``level`` is how many digits of
    a region's code make the place: each cell stands in its community, its street and the district.
    Together with the changes that wait in :class:`TallyChange` it equals the records at every
    moment.
    """

    id = models.BigAutoField(primary_key=True)  # Made by the database itself, by the thousand.
    district = models.CharField(max_length=6)
    fact = models.CharField(max_length=30)
    span = models.CharField(max_length=1)
    level = models.PositiveSmallIntegerField()
    day = models.DateField()
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=80)
    n = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "fact", "span", "level", "day", "region", "kind"],
                name="tally_is_one_per_cell",
            ),
            models.CheckConstraint(
                condition=Q(span__in=["d", "m"], level__in=[6, 9, 12]),
                name="tally_has_a_span_and_a_level",
            ),
        ]


class TallyChange(models.Model):
    """By how much one statement changed a fact. Written by triggers, folded into the tallies."""

    id = models.BigAutoField(primary_key=True)
    district = models.CharField(max_length=6)
    fact = models.CharField(max_length=30)
    day = models.DateField()
    region = models.CharField(max_length=12)
    kind = models.CharField(max_length=80)
    n = models.BigIntegerField()
    amount = models.BigIntegerField()


class Presence(models.Model):
    """How often somebody was counted in a month and a place: people cannot be added up from sums.

    A cache like :class:`Tally`, worked out from the records and gone with them.
    """

    id = models.BigAutoField(primary_key=True)
    district = models.CharField(max_length=6)
    fact = models.CharField(max_length=30)
    who = models.ForeignKey(
        Volunteer, models.DO_NOTHING, "+", db_column="who", db_constraint=False, db_index=False
    )
    month = models.DateField()
    region = models.CharField(max_length=12)
    n = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "fact", "who", "month", "region"],
                name="presence_is_one_per_cell",
            )
        ]


class PresenceChange(models.Model):
    """By how much one statement changed somebody's presence. Written by triggers, then folded."""

    id = models.BigAutoField(primary_key=True)
    district = models.CharField(max_length=6)
    fact = models.CharField(max_length=30)
    day = models.DateField()
    region = models.CharField(max_length=12)
    who = models.ForeignKey(
        Volunteer, models.DO_NOTHING, "+", db_column="who", db_constraint=False, db_index=False
    )
    n = models.BigIntegerField()


class PeopleTally(models.Model):
    """How many different people in a month, quarter or year (``span``: m, q, y) and a place.

    ``level`` is how many digits of a region's code make the place.
    """

    id = models.BigAutoField(primary_key=True)
    district = models.CharField(max_length=6)
    fact = models.CharField(max_length=30)
    span = models.CharField(max_length=1)
    first = models.DateField()
    level = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=12)
    people = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "fact", "span", "first", "level", "place"],
                name="people_are_told_once_per_cell",
            ),
            models.CheckConstraint(
                condition=Q(span__in=["m", "q", "y"], level__in=[6, 9, 12]),
                name="people_have_a_span_and_a_level",
            ),
        ]


class Headcount(models.Model):
    """How many people came to a session, besides its volunteers; ``method`` says how it is known.

    A correction is written over it, with an event that tells what it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    session = models.ForeignKey(Session, models.PROTECT, related_name="headcounts")
    people = models.PositiveIntegerField()
    method = models.CharField(max_length=12)  # counted | tickets | estimated
    counted_by = models.UUIDField(null=True)
    counted_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "session"], name="session_has_one_headcount"
            ),
            models.CheckConstraint(
                condition=Q(people__lte=1_000_000, method__in=["counted", "tickets", "estimated"]),
                name="headcount_is_plausible_and_says_how",
            ),
        ]


class OwnIndicator(models.Model):
    """Something a district counts that no record here shows: lanes, toilets, gardens, views."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    name = models.CharField(max_length=40)
    unit = models.CharField(max_length=10)
    definition = models.CharField(max_length=200)
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"],
                condition=Q(retired_at=None),
                name="own_indicator_has_one_name",
            )
        ]


class OwnValue(models.Model):
    """One entered value, with where it comes from. Withdrawn when wrong, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    indicator = models.ForeignKey(OwnIndicator, models.PROTECT, related_name="values")
    region = models.CharField(max_length=12)
    first = models.DateField()
    last = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    source = models.CharField(max_length=120)
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "indicator", "region", "first", "last"],
                condition=Q(withdrawn_at=None),
                name="own_value_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(last__gte=F("first"), value__gte=0) & ~Q(source=""),
                name="own_value_has_a_time_and_a_source",
            ),
            models.CheckConstraint(
                condition=Q(region__startswith=F("district")), name="own_value_lies_in_its_district"
            ),
        ]


class Publication(models.Model):
    """What was published on a day, word for word. The database refuses to change or remove it.

    ``rows`` holds the figures as they were said: key, name, value, unit, definition, version.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    title = models.CharField(max_length=80)
    region = models.CharField(max_length=12)
    period = models.CharField(max_length=7)
    rows = models.JSONField()
    as_of = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["district", "published_at"], name="publication_by_time")]
