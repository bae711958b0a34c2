"""What is planned: the activity, when, in which position, and how many places there are."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.activities.models.projects import ActivitySeries, Project
from redvest.ids import uuid7
from redvest.people.models import Volunteer
from redvest.teams.models import Team
from redvest.venues.models import Venue


class Activity(models.Model):
    """One activity of a team or of a venue (``host``), who issues the records of its hours.

    ``region`` is where the organiser sits, ``venue`` or ``place`` where people meet; its point is
    WGS-84. The on-site ``lead`` is a volunteer who is named before anything is published.
    ``declared`` lists what the organiser declared (:class:`activity_rules.Declared`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    region = models.CharField(max_length=12)
    host = models.ForeignKey(Venue, models.PROTECT, null=True, related_name="hosted_activities")
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, related_name="activities")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="activities")
    lead = models.ForeignKey(Volunteer, models.PROTECT, null=True, related_name="led_activities")
    lead_agreed_at = models.DateTimeField(null=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="activities")
    series = models.ForeignKey(ActivitySeries, models.PROTECT, null=True, related_name="activities")
    kind = models.CharField(max_length=12)
    category = models.CharField(max_length=24, default="other")
    title = models.CharField(max_length=60)
    description = models.CharField(max_length=1000, default="")
    risk_statement = models.CharField(max_length=500, default="")
    bring = models.CharField(max_length=200, default="")
    place = models.CharField(max_length=120, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    tags = ArrayField(models.CharField(max_length=30), default=list)
    declared = ArrayField(models.CharField(max_length=20), default=list)
    details = models.JSONField(default=dict)  # what its kind asks (engines.activity_asks)
    own = ArrayField(models.CharField(max_length=20), default=list)  # changed apart from the series
    is_outdoor = models.BooleanField(default=False)
    is_risky = models.BooleanField(default=False)
    is_cross_street = models.BooleanField(default=False)
    is_on_road = models.BooleanField(default=False)
    is_for_families = models.BooleanField(default=False)
    asks_agreement = models.BooleanField(default=False)
    policy_name = models.CharField(max_length=80, default="")
    policy_from = models.DateField(null=True)
    policy_until = models.DateField(null=True)
    policy_people = models.PositiveIntegerField(default=0)  # how many it covers at one time
    signup_opens_at = models.DateTimeField(null=True)  # empty: with publishing
    signup_closes_at = models.DateTimeField(null=True)  # empty: when it begins
    team_ahead_hours = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=14, default="draft")
    status_since = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)  # of the first session that stands
    ends_at = models.DateTimeField(null=True)  # of the last one
    reason = models.CharField(max_length=200, default="")
    created_by = models.UUIDField(null=True)
    submitted_by = models.UUIDField(null=True)
    approved_by = models.UUIDField(null=True)
    proposed_by = models.UUIDField(null=True)  # Who said, afterwards, who was there.
    proposed_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(region__startswith=F("district")), name="activity_lies_in_its_district"
            ),
            models.CheckConstraint(
                condition=Q(region__regex=r"^(\d{6}|\d{9}|\d{12})$"),
                name="activity_region_ends_on_a_level",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "draft",
                        "submitted",
                        "approved",
                        "rejected",
                        "published",
                        "full",
                        "signup_closed",
                        "postponed",
                        "unpublished",
                        "ongoing",
                        "ended",
                        "settled",
                        "archived",
                        "cancelled",
                    ]
                ),
                name="activity_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(team=None) ^ Q(host=None), name="activity_has_one_organiser"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("created_by")) & ~Q(approved_by=F("submitted_by"))),
                name="nobody_approves_their_own_activity",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | ~Q(settled_by=F("proposed_by")),
                name="attendance_is_settled_by_other_hands",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=["published", "full", "signup_closed", "ongoing", "ended", "settled"]
                )
                | (~Q(risk_statement="") & Q(lead__isnull=False, starts_at__isnull=False)),
                name="published_activity_names_risk_lead_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=["published", "full", "signup_closed", "ongoing", "ended", "settled"]
                )
                | Q(is_risky=False)
                | Q(policy_from__isnull=False, policy_until__isnull=False),
                name="risky_activity_is_insured",
            ),
            models.CheckConstraint(
                condition=Q(policy_from=None)
                | Q(policy_until=None)
                | Q(policy_until__gte=F("policy_from")),
                name="policy_does_not_end_before_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="activity_place_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "status", "starts_at"], name="activity_by_day"),
            models.Index(fields=["district", "region", "starts_at"], name="activity_by_place"),
            models.Index(fields=["district", "team", "starts_at"], name="activity_by_team"),
        ]

    def __str__(self) -> str:
        return self.title


class Session(models.Model):
    """One time at which an activity takes place. ``break_minutes`` are not served."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["district", "activity"], name="session_by_activity")]


class Position(models.Model):
    """What somebody does at an activity and what it asks of them."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="positions")
    name = models.CharField(max_length=40)
    capacity = models.PositiveIntegerField(default=1)  # of each new shift
    duties = models.CharField(max_length=300, default="")
    skill = models.CharField(max_length=30, default="")
    qualification = models.CharField(max_length=20, default="")
    training = models.CharField(max_length=30, default="")
    needs_insurance = models.BooleanField(default=False)
    takes_minors = models.BooleanField(default=False)
    least_age = models.PositiveSmallIntegerField(default=0)  # 0: what ``takes_minors`` says
    team_only = models.BooleanField(default=False)
    by_approval = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "activity", "name"],
                condition=Q(retired_at=None),
                name="position_name_is_unique_in_its_activity",
            )
        ]


class Shift(models.Model):
    """One position at one session: what somebody signs up for.

    ``taken`` counts the sign-ups that hold a place. It changes under the lock of this row only,
    and the constraint holds whatever the program forgets.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="shifts")
    session = models.ForeignKey(Session, models.PROTECT, related_name="shifts")
    position = models.ForeignKey(Position, models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "session", "position"], name="shift_is_one_place_at_one_time"
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="shift_is_never_oversold"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "starts_at"], name="shift_by_time"),
            models.Index(fields=["district", "activity"], name="shift_by_activity"),
        ]
