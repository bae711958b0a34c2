"""Messages to people: written with the change that causes them, sent afterwards by the worker."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redvest.core.fields import SealedField
from redvest.ids import uuid7
from redvest.people.models import Account, Person


class Message(models.Model):
    """One message over one channel. Its words are made from the template when they are needed.

    Changes only its status; what it says is emptied when nobody needs it any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    notice_id = models.UUIDField()  # the same for all channels of one notice
    to_account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    to_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10)
    template = models.CharField(max_length=60)
    params = SealedField(purpose="notice")
    destination = SealedField(purpose="notice")
    language = models.CharField(max_length=10, default="zh-hans")
    url = models.CharField(max_length=200, default="")
    urgent = models.BooleanField(default=False)
    dedupe_key = models.CharField(max_length=120)
    status = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "dedupe_key", "channel"], name="message_is_written_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "sending", "sent", "failed", "dead"]),
                name="message_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["queued", "sending", "failed"])
                | Q(next_try_at__isnull=False),
                name="waiting_message_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(status__in=["queued", "sending", "failed"]),
                name="message_waiting",
            ),
            models.Index(
                fields=["district", "to_account", "-created_at"],
                condition=Q(channel="in_app"),
                name="message_inbox",
            ),
            models.Index(
                fields=["district", "-created_at"],
                condition=Q(status="dead"),
                name="message_dead",
            ),
        ]


class Preference(models.Model):
    """How one account wants to hear from us. Without a row the defaults of the fields hold."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    account = models.OneToOneField(Account, models.PROTECT, related_name="notice_preference")
    wants_sms = models.BooleanField(default=True)
    wants_wechat = models.BooleanField(default=True)
    wants_email = models.BooleanField(default=False)
    email = SealedField(purpose="contact")
    wechat_openid = SealedField(purpose="contact")
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="quiet_hours_have_both_ends",
            )
        ]


class Webhook(models.Model):
    """Another system that is told what happens to orders, event by event.

    ``cursor`` is how far into the district's sealed journal it has been told. The signing secret
    may be replaced; for a day both count, so that nobody misses a delivery.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    name = models.CharField(max_length=60)
    url = models.CharField(max_length=300)
    kinds = ArrayField(models.CharField(max_length=60), default=list)
    secret = SealedField(purpose="webhook")
    old_secret = SealedField(purpose="webhook")
    old_secret_until = models.DateTimeField(null=True)
    cursor = models.BigIntegerField()
    is_active = models.BooleanField(default=True)
    stopped_because = models.CharField(max_length=20, default="")
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["district", "-made_at"], name="webhook_by_district")]


class Delivery(models.Model):
    """One event on its way to one webhook. Holds ids, codes and states, nobody's data."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    event_id = models.UUIDField()
    position = models.BigIntegerField()  # of the event in the district's journal
    kind = models.CharField(max_length=60)
    body = models.TextField()
    status = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, default="")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "webhook", "event_id"], name="event_is_delivered_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "sending", "sent", "failed", "dead"]),
                name="delivery_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["queued", "sending", "failed"])
                | Q(next_try_at__isnull=False),
                name="waiting_delivery_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(status__in=["queued", "sending", "failed"]),
                name="delivery_waiting",
            ),
            models.Index(fields=["district", "webhook", "-made_at"], name="delivery_by_webhook"),
        ]
