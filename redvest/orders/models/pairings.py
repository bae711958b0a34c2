"""Who does not go to a resident any more, and who rather does."""

from django.db import models
from django.db.models import Q

from redvest.ids import uuid7
from redvest.people.models import Person, Volunteer
from redvest.teams.models import Team


class Pairing(models.Model):
    """What the desk wrote down about a resident and a team or a volunteer.

    ``apart`` holds wherever somebody is sent or named; ``rather`` only makes the matching prefer
    them. Either says nothing about anybody else, and ends when the desk ends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    resident = models.ForeignKey(Person, models.PROTECT, related_name="pairings")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, null=True, related_name="pairings")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="pairings")
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=20)
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["apart", "rather"]), name="pairing_is_of_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(volunteer=None, team__isnull=False)
                | Q(volunteer__isnull=False, team=None),
                name="pairing_names_exactly_one",
            ),
            models.UniqueConstraint(
                fields=["district", "resident", "volunteer"],
                condition=Q(ended_at=None, team=None),
                name="resident_and_volunteer_are_paired_once",
            ),
            models.UniqueConstraint(
                fields=["district", "resident", "team"],
                condition=Q(ended_at=None, volunteer=None),
                name="resident_and_team_are_paired_once",
            ),
        ]
