"""What passes on: to an heir, from members to their team, from one district to another."""

from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.people.models import Person, Volunteer
from redvest.teams.models import Team

WAYS = ("out", "in")
EXCHANGE_STATES = ("sent", "received", "refused")


class TimeInheritance(models.Model):
    """Minutes of somebody who died or closed their account, for a relative. It takes two people."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    person = models.ForeignKey(Person, models.PROTECT, related_name="time_left")
    heir = models.ForeignKey(Person, models.PROTECT, related_name="time_inherited")
    relation = models.CharField(max_length=20)
    proof = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="asked")
    minutes = models.PositiveIntegerField(default=0)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", decided_by=None, minutes=0)
                | (
                    (Q(state="agreed", minutes__gt=0) | Q(state="refused", minutes=0))
                    & Q(decided_by__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                name="inheritance_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("heir")), name="nobody_inherits_from_self"
            ),
            models.UniqueConstraint(
                fields=["district", "person"],
                condition=Q(state="asked"),
                name="inheritance_is_asked_once",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state", "asked_at"], name="time_inheritance_open")
        ]


class TeamSaver(models.Model):
    """A member who lets the minutes of service for a team go to the team, from a day to a day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    team = models.ForeignKey(Team, models.PROTECT, related_name="savers")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="saves_for")
    from_day = models.DateField()
    until_day = models.DateField(null=True)  # The last day; empty while it goes on.

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "team", "volunteer"],
                condition=Q(until_day=None),
                name="member_saves_for_a_team_once",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "volunteer", "team"], name="team_saver_by_member")
        ]


class TimeExchange(models.Model):
    """One side of minutes that went from one district's bank to another's; ``key`` is on both.

    ``out`` is the side that sent, ``in`` the one that received or refused. Each side belongs to its
    own district, posts on its own clearing account, and knows of the other the key, the amount and
    the answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    other = models.CharField(max_length=6)
    way = models.CharField(max_length=3)
    key = models.UUIDField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="time_exchanges")
    minutes = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=10, default="")
    made_at = models.DateTimeField()
    state_since = models.DateTimeField()
    by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key"], name="exchange_is_written_once_a_side"
            ),
            models.CheckConstraint(
                condition=Q(way="out", state__in=EXCHANGE_STATES)
                | Q(way="in", state__in=("received", "refused")),
                name="exchange_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0) & ~Q(district=F("other")),
                name="exchange_goes_to_another_district",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(way="in", state="refused"),
                name="exchange_has_its_person",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "other", "-made_at"], name="time_exchange_by_other"),
            models.Index(
                fields=["district", "state"],
                condition=Q(way="out", state="sent"),
                name="time_exchange_under_way",
            ),
        ]
