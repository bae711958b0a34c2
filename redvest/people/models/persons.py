"""Persons of a district and what ties them together."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.ids import uuid7
from redvest.people.models.accounts import Account


class Person(models.Model):
    """A human known to one district. May have an account, or be served by a proxy without one.

    Closing anonymizes the row and keeps it, so that hours and orders stay true.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="persons")
    name = SealedField(mask=masks.mask_name, purpose="identity")
    id_kind = models.CharField(max_length=20, default="")
    id_number = SealedField(mask=masks.mask_id_number, purpose="identity")
    id_index = models.BinaryField(null=True)
    birth_date = SealedField(purpose="identity")
    sex = models.CharField(max_length=1, default="0")  # GB/T 2261.1
    phone = SealedField(mask=masks.mask_phone, purpose="contact")
    phone_index = models.BinaryField(null=True)
    home_community = models.CharField(max_length=12, default="")
    address = SealedField(mask=masks.mask_address, purpose="visit")
    categories = ArrayField(models.CharField(max_length=30), default=list)
    political_status = SealedField(purpose="report_in")  # GB/T 4762, only when offered
    real_name_verified_at = models.DateTimeField(null=True)
    real_name_basis = models.CharField(max_length=20, default="")  # number | in_person
    entered_via = models.CharField(max_length=20, default="self")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "account"],
                condition=Q(closed_at=None),
                name="account_is_one_person_in_a_district",
            ),
            models.UniqueConstraint(
                fields=["district", "id_index"],
                condition=Q(closed_at=None),
                name="id_number_is_one_person_in_a_district",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "home_community"], name="person_by_community"),
            models.Index(fields=["district", "phone_index"], name="person_by_phone"),
        ]


class Volunteer(models.Model):
    """A person who serves. ``availability`` has 21 bits: 7 days by 3 slots."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    person = models.OneToOneField(Person, models.PROTECT, related_name="volunteer")
    volunteer_no = models.CharField(max_length=20)
    status = models.CharField(max_length=20, default="self_registered")
    home_community = models.CharField(max_length=12, default="")
    skills = ArrayField(models.CharField(max_length=30), default=list)
    languages = ArrayField(models.CharField(max_length=20), default=list)
    service_categories = ArrayField(models.CharField(max_length=30), default=list)
    availability = models.PositiveIntegerField(default=0)
    accepts_matching = models.BooleanField(default=True)
    pledged_at = models.DateTimeField(null=True)
    last_served_on = models.DateField(null=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    paused_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "volunteer_no"], name="volunteer_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(availability__lt=1 << 21), name="availability_has_21_slots"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "home_community", "status"], name="volunteer_by_place")
        ]


class Guardianship(models.Model):
    """A guardian's tie to a minor. Ends by coming of age or by either side's request.

    A minor with an account asks by naming the guardian's phone; ``guardian`` is filled when the
    owner of that phone confirms with their own login.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    guardian = models.ForeignKey(Person, models.PROTECT, null=True, related_name="wards")
    minor = models.ForeignKey(Person, models.PROTECT, related_name="guardians")
    guardian_phone = SealedField(mask=masks.mask_phone, purpose="guardian")
    guardian_phone_index = models.BinaryField(null=True)
    relation = models.CharField(max_length=20)
    consent_id = models.UUIDField(null=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "guardian", "minor"],
                condition=Q(ended_at=None),
                name="guardianship_is_live_once",
            ),
            models.CheckConstraint(
                condition=~Q(guardian=F("minor")), name="nobody_is_their_own_guardian"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(guardian__isnull=False),
                name="confirmed_guardianship_has_a_guardian",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "guardian_phone_index"], name="guardian_by_phone"),
            models.Index(fields=["district", "minor"], name="guardianship_by_minor"),
        ]


class MinorAccess(models.Model):
    """Leave for one member of staff to read the data of a child under 14, given by another.

    Regulation on the Protection of Minors in Cyberspace, article 36: approved by a responsible
    person, kept to the least, recorded. Never changes after the decision; runs out by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(default=False)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "person", "asked_by"],
                condition=Q(decided_at=None),
                name="minor_access_is_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="nobody_approves_their_own_access",
            ),
        ]


class ProxyLink(models.Model):
    """Somebody who may order for a resident, and on what basis of consent."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    proxy = models.ForeignKey(Account, models.PROTECT, related_name="represents")
    resident = models.ForeignKey(Person, models.PROTECT, related_name="proxies")
    kind = models.CharField(max_length=20)  # family | grid | station
    consent_basis = models.CharField(max_length=20)  # code | in_person | phone | guardian
    consent_note = SealedField(purpose="consent")
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "proxy", "resident"],
                condition=Q(ended_at=None),
                name="proxy_link_is_live_once",
            )
        ]


class BeneficiaryFile(models.Model):
    """Protected facts about a resident who is served: 一老一小, vulnerable, who to call."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    person = models.OneToOneField(Person, models.PROTECT, related_name="beneficiary_file")
    categories = SealedField(purpose="care")
    care_note = SealedField(purpose="care")
    emergency_contact = SealedField(purpose="care")
    consent_id = models.UUIDField(null=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
