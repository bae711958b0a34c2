"""What residents may order, and how stations and teams adapt it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redvest.engines.service_needs import ItemKind, Need
from redvest.ids import uuid7
from redvest.teams.models import Team
from redvest.venues.models import Venue


class ServiceCategory(models.Model):
    """The first level of a district's service catalog."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, default="")
    icon = models.CharField(max_length=30, default="heart")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="service_category_has_one_code"
            )
        ]


class ServiceItem(models.Model):
    """One thing residents may order. Retired items stay, for the orders that name them.

    ``asks`` is what to have ready at home, ``risk`` what may go wrong, ``referral`` what
    volunteers do not do and who does. ``is_public`` says whether orders of the item may be counted
    or listed where anybody reads them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    category = models.ForeignKey(ServiceCategory, models.PROTECT, related_name="items")
    code = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, default=ItemKind.HELP.value)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, default="")
    hint = models.CharField(max_length=120, default="")
    hint_en = models.CharField(max_length=200, default="")
    icon = models.CharField(max_length=30, default="")
    skill = models.CharField(max_length=30, default="")
    qualification = models.CharField(max_length=20, default="")
    training = models.CharField(max_length=30, default="")
    people = models.PositiveSmallIntegerField(default=1)
    minors_allowed = models.BooleanField(default=False)
    needs_insurance = models.BooleanField(default=False)
    same_sex = models.BooleanField(default=False)  # Whoever goes is of the resident's own sex.
    minutes = models.PositiveSmallIntegerField(default=60)
    asks = models.CharField(max_length=120, default="")
    asks_en = models.CharField(max_length=200, default="")
    risk = models.CharField(max_length=160, default="")
    risk_en = models.CharField(max_length=240, default="")
    referral = models.CharField(max_length=160, default="")
    referral_en = models.CharField(max_length=240, default="")
    is_public = models.BooleanField(default=True)
    core_category = models.CharField(max_length=24, default="other")
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="service_item_has_one_code"),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=20), name="service_item_names_its_people"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=480), name="service_item_fits_into_a_day"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(kind.value for kind in ItemKind)),
                name="service_item_is_of_a_known_kind",
            ),
        ]

    @property
    def need(self) -> Need:
        """What the item asks of those who serve it, as the engine reads it."""
        return Need(
            skill=self.skill,
            qualification=self.qualification,
            training=self.training,
            minors=self.minors_allowed,
            insured=self.needs_insurance,
            people=self.people,
        )


class VenueItem(models.Model):
    """How one venue adapts one item for its place. Without a row the district's item holds.

    ``hours`` are a day's hours in the house's notation; empty means the venue's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="adapted_items")
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="adaptations")
    is_hidden = models.BooleanField(default=False)
    note = models.CharField(max_length=120, default="")
    hours = models.CharField(max_length=60, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "venue", "item"], name="venue_adapts_an_item_once"
            )
        ]


class TeamItem(models.Model):
    """A team says that it offers an item; ``topics`` are the talks or classes it can give."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    team = models.ForeignKey(Team, models.PROTECT, related_name="offered_items")
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="offered_by")
    topics = ArrayField(models.CharField(max_length=60), default=list)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "team", "item"],
                condition=Q(ended_at=None),
                name="team_offers_an_item_once",
            )
        ]
