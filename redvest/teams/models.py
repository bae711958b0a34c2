"""Teams and who belongs to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.people.models import Volunteer


class Team(models.Model):
    """One team of a district: a brigade, battalion or squad, or one that stands alone.

    ``venue_id`` is the venue that hosts it, ``area`` the region prefixes it serves. A dissolved
    team stays as a row and names its successor.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    tier = models.PositiveSmallIntegerField(default=3)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    core_category = models.CharField(max_length=24, default="other")
    venue_id = models.UUIDField(null=True)
    region = models.CharField(max_length=12)
    skills = ArrayField(models.CharField(max_length=30), default=list)
    area = ArrayField(models.CharField(max_length=12), default=list)
    join_mode = models.CharField(max_length=12, default="approval")
    accepts_matching = models.BooleanField(default=True)  # Whether it is proposed by itself.
    status = models.CharField(max_length=12, default="applied")
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    slogan = models.CharField(max_length=80, default="")
    introduction = models.CharField(max_length=500, default="")
    applied_by = models.UUIDField(null=True)  # The volunteer who asked to found it.
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"],
                condition=~Q(status="dissolved"),
                name="team_name_is_unique_in_district",
            ),
            models.CheckConstraint(condition=Q(tier__in=[1, 2, 3]), name="team_has_one_of_3_tiers"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="team_is_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(region__startswith=F("district")), name="team_lies_in_its_district"
            ),
            models.CheckConstraint(
                condition=Q(region__regex=r"^(\d{6}|\d{9}|\d{12})$"),
                name="team_region_ends_on_a_level",
            ),
            models.CheckConstraint(
                condition=Q(status="dissolved", ended_at__isnull=False)
                | (~Q(status="dissolved") & Q(ended_at=None, successor=None)),
                name="only_a_dissolved_team_has_ended",
            ),
        ]
        indexes = [models.Index(fields=["district", "region", "status"], name="team_by_place")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One volunteer towards one team, from applying or being invited to leaving.

    Coming back later is a new row, so the past stays readable.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, default="member")  # member | leader
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    joined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "team", "volunteer"],
                condition=Q(state__in=["applied", "invited", "member"]),
                name="membership_is_live_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="member") | Q(joined_at__isnull=False),
                name="member_has_a_day_of_joining",
            ),
        ]
        indexes = [models.Index(fields=["district", "volunteer", "state"], name="member_by_person")]
