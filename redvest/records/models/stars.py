"""星级: which scheme holds, and the stars that were asked for and given."""

from django.db import models
from django.db.models import F, Q

from redvest.engines.star_flow import HELD, OPEN, State
from redvest.engines.stars import STARS_MAX
from redvest.ids import uuid7
from redvest.people.models import Volunteer

KEPT = sorted(state.value for state in HELD | OPEN)


class StarSchemeChoice(models.Model):
    """From when on which scheme holds in a district. Never changed; the latest one holds."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    code = models.CharField(max_length=40)
    chosen_at = models.DateTimeField()
    chosen_by = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["district", "-chosen_at"], name="star_scheme_by_time")]


class StarAward(models.Model):
    """One star of one volunteer, with the hours and the scheme it was asked for under.

    ``level`` says who approves it: street, district, city or province.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    region = models.CharField(max_length=12)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="stars")
    volunteer_account = models.UUIDField(null=True)
    scheme = models.CharField(max_length=40)
    stars = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10)
    minutes = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default=State.APPLIED.value)
    state_since = models.DateTimeField()
    applied_at = models.DateTimeField()
    reviewed_by = models.UUIDField(null=True)
    notice_until = models.DateTimeField(null=True)
    awarded_at = models.DateTimeField(null=True)
    disputed_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=20, default="")
    document = models.CharField(max_length=200, default="")  # Of the level above, when it answered.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "volunteer", "stars"],
                condition=Q(state__in=KEPT),
                name="each_star_is_given_once",
            ),
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=STARS_MAX), name="star_is_one_of_5"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(state.value for state in State)),
                name="star_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("volunteer_account")),
                name="nobody_gives_themselves_a_star",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[State.APPLIED.value, State.REJECTED.value], reviewed_by__isnull=True
                )
                | Q(reviewed_by__isnull=False),
                name="a_given_star_was_reviewed",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "state", "region"], name="star_by_place"),
        ]
