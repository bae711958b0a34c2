"""培训和表彰: what somebody learned and was honored with, beside their hours."""

from django.db import models
from django.db.models import F, Q

from redvest.engines.attainment_flow import Kind, State
from redvest.ids import uuid7
from redvest.people.models import Volunteer
from redvest.records.models.certificates import Certificate
from redvest.teams.models import Team

DECIDED = sorted(state.value for state in State if state is not State.ENTERED)


class Attainment(models.Model):
    """One training or award of one volunteer, with the paper that shows it. Never changes.

    Only the state is written later, by another hand than the one that entered it. ``body`` is who
    held the training or gave the award; the organizer who entered it is the team or the place.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="attainments")
    volunteer_account = models.UUIDField(null=True)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=60)
    content = models.CharField(max_length=200, default="")
    body = models.CharField(max_length=60)
    place = models.CharField(max_length=60, default="")
    happened_on = models.DateField()
    class_hours = models.PositiveSmallIntegerField(default=0)
    document = models.CharField(max_length=200)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="attainments")
    region = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default=State.ENTERED.value)
    state_since = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.UUIDField()
    decided_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=20, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "volunteer", "kind", "title", "happened_on"],
                condition=Q(state__in=[State.ENTERED.value, State.CONFIRMED.value]),
                name="attainment_is_entered_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.TRAINING.value, class_hours__gt=0)
                | Q(kind=Kind.AWARD.value, class_hours=0),
                name="training_has_class_hours_and_an_award_none",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ENTERED.value, decided_by=None)
                | Q(state__in=DECIDED, decided_by__isnull=False),
                name="attainment_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(volunteer_account=None)
                | (
                    ~Q(entered_by=F("volunteer_account"))
                    & (Q(decided_by=None) | ~Q(decided_by=F("volunteer_account")))
                ),
                name="nobody_handles_their_own_attainments",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.CONFIRMED.value, State.REFUSED.value])
                | ~Q(decided_by=F("entered_by")),
                name="attainment_is_confirmed_by_other_hands",
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "volunteer", "-happened_on"], name="attainment_by_person"
            ),
            models.Index(fields=["district", "state", "region"], name="attainment_by_place"),
        ]


class CertificateTraining(models.Model):
    """One training that a certificate lists. Never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="trainings")
    attainment = models.ForeignKey(Attainment, models.PROTECT, related_name="certificate_lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "attainment"], name="certificate_lists_a_training_once"
            )
        ]
