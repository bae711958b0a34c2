"""What people agreed to, in which words, and when they took it back."""

from django.db import models
from django.db.models import Q

from redvest.ids import uuid7
from redvest.people.models.accounts import Account
from redvest.people.models.persons import Person


class ConsentText(models.Model):
    """One version of the words for one purpose. Never changes; a new version is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    purpose = models.CharField(max_length=30)
    version = models.PositiveIntegerField()
    text_zh = models.TextField()
    text_en = models.TextField()
    sha256 = models.CharField(max_length=64)
    effective_from = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version"], name="consent_text_has_one_version"
            )
        ]


class Consent(models.Model):
    """One yes to one version for one purpose; withdrawn by filling ``withdrawn_at``.

    It is a person's, or, for what concerns signing in at all, an account's.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="consents")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT)
    purpose = models.CharField(max_length=30)
    given_by_account = models.UUIDField(null=True)
    channel = models.CharField(max_length=20)  # page | desk | paper | phone
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "person", "purpose"],
                condition=Q(withdrawn_at=None, person__isnull=False),
                name="consent_is_live_once_per_purpose",
            ),
            models.UniqueConstraint(
                fields=["account", "purpose"],
                condition=Q(withdrawn_at=None, account__isnull=False),
                name="account_agrees_once_per_purpose",
            ),
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(account=None), name="consent_is_somebodys"
            ),
        ]
