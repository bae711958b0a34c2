"""Partner merchants: the shop, who stands in it, and what was agreed for how long."""

from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.people.models import Account

AGREEMENT_STATES = ("proposed", "agreed", "refused", "ended")


class Merchant(models.Model):
    """爱心商家: a shop, a clinic, a bus company, a park. What is kept is what hangs at its door."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    region = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=120, default="")
    phone = models.CharField(max_length=30, default="")  # A public business phone.
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "region", "name"], name="merchant_name_is_unique_in_its_region"
            ),
            models.CheckConstraint(
                condition=Q(region__startswith=F("district")), name="merchant_lies_in_its_district"
            ),
        ]


class MerchantClerk(models.Model):
    """An account that may hand over for a merchant, until it is taken out."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="clerks")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "merchant", "account"],
                condition=Q(ended_at=None),
                name="clerk_stands_once_in_a_shop",
            )
        ]
        indexes = [models.Index(fields=["district", "account"], name="clerk_by_account")]


class MerchantAgreement(models.Model):
    """What a merchant gives, from when to when. One person proposes it, another agrees to it.

    Its terms never change: another agreement takes its place.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="agreements")
    terms = models.CharField(max_length=500)
    first_on = models.DateField()
    last_on = models.DateField()
    ended_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AGREEMENT_STATES), name="agreement_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="agreement_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None)
                | (
                    ~Q(state="proposed")
                    & Q(decided_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="agreement_takes_two_people",
            ),
            models.UniqueConstraint(
                fields=["district", "merchant"],
                condition=Q(state="proposed"),
                name="merchant_has_one_proposal_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "merchant", "state"], name="agreement_by_merchant")
        ]
