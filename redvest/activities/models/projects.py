"""What activities belong to: a project, a theme or campaign, a series; festivals of one's own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.teams.models import Team
from redvest.venues.models import Venue


class Project(models.Model):
    """Something a venue or a team goes on doing, and from which its activities are planned.

    What stands from ``kind`` to ``capacity`` is copied into the draft of each of its activities.
    ``featured_of`` is the street or community whose 一街一品牌 or 一社区一亮点 it is, ``occasion``
    the festival it is meant for, if any.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    region = models.CharField(max_length=12)
    host = models.ForeignKey(Venue, models.PROTECT, null=True, related_name="projects")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="projects")
    title = models.CharField(max_length=60)
    aim = models.CharField(max_length=1000)
    occasion = models.CharField(max_length=48, default="")
    tags = ArrayField(models.CharField(max_length=30), default=list)
    kind = models.CharField(max_length=12)
    category = models.CharField(max_length=24, default="other")
    risk_statement = models.CharField(max_length=500, default="")
    bring = models.CharField(max_length=200, default="")
    minutes = models.PositiveSmallIntegerField(default=120)
    position = models.CharField(max_length=40)
    capacity = models.PositiveIntegerField(default=10)
    status = models.CharField(max_length=12, default="proposed")
    status_since = models.DateTimeField()
    is_brand = models.BooleanField(default=False)
    featured_of = models.CharField(max_length=12, default="")
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")
    reason = models.CharField(max_length=200, default="")
    evaluation = models.CharField(max_length=1000, default="")
    created_by = models.UUIDField(null=True)
    reviewed_by = models.UUIDField(null=True)
    evaluated_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(region__startswith=F("district")), name="project_lies_in_its_district"
            ),
            models.CheckConstraint(
                condition=Q(team=None) ^ Q(host=None), name="project_has_one_home"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "proposed",
                        "returned",
                        "reviewed",
                        "running",
                        "completed",
                        "evaluated",
                        "template",
                        "dropped",
                    ]
                ),
                name="project_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=(Q(reviewed_by=None) | ~Q(reviewed_by=F("created_by")))
                & (Q(evaluated_by=None) | ~Q(evaluated_by=F("created_by"))),
                name="nobody_reviews_their_own_project",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["running", "completed", "evaluated", "template"])
                | Q(is_brand=False, featured_of=""),
                name="only_a_project_that_ran_is_shown_off",
            ),
            models.CheckConstraint(
                condition=Q(featured_of="") | Q(region__startswith=F("featured_of")),
                name="project_is_featured_where_it_lies",
            ),
            models.UniqueConstraint(
                fields=["district", "featured_of"],
                condition=~Q(featured_of=""),
                name="place_features_one_project",
            ),
            models.UniqueConstraint(
                fields=["district", "host", "copied_from"],
                condition=Q(host__isnull=False, copied_from__isnull=False) & ~Q(status="dropped"),
                name="project_is_copied_once_to_a_venue",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "status", "region"], name="project_by_state"),
        ]

    def __str__(self) -> str:
        return self.title


class Campaign(models.Model):
    """A theme of a month, a campaign or a line of work: a name that activities carry as a tag."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=30)
    note = models.CharField(max_length=200, default="")
    starts_on = models.DateField()
    ends_on = models.DateField()
    retired_at = models.DateTimeField(null=True)
    created_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["theme", "campaign", "work_line"]),
                name="campaign_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["district", "name"],
                condition=Q(retired_at=None),
                name="campaign_name_is_unique",
            ),
            models.UniqueConstraint(
                fields=["district", "starts_on"],
                condition=Q(retired_at=None, kind="theme"),
                name="month_has_one_theme",
            ),
        ]


class LocalFestival(models.Model):
    """A festival that only this district keeps, by the sun or by the moon."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    name = models.CharField(max_length=20)
    is_lunar = models.BooleanField(default=True)
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, default="")
    retired_at = models.DateTimeField(null=True)
    created_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31))
                & (Q(is_lunar=False) | Q(day__lte=30)),
                name="festival_has_a_day",
            ),
            models.UniqueConstraint(
                fields=["district", "name"],
                condition=Q(retired_at=None),
                name="festival_name_is_unique",
            ),
        ]


class ActivitySeries(models.Model):
    """Activities that come again, each one of its own: the rhythm by which they were made."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    on_practice_days = models.BooleanField(default=False)
    skip_holidays = models.BooleanField(default=True)
    first = models.DateField()
    last = models.DateField()
    created_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="series_ends_after_it_begins"
            ),
        ]
