import django.contrib.postgres.fields
import django.db.models.deletion
import redvest.core.fields
import redvest.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=60)),
                ("url", models.CharField(max_length=300)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("secret", redvest.core.fields.SealedField(null=True)),
                ("old_secret", redvest.core.fields.SealedField(null=True)),
                ("old_secret_until", models.DateTimeField(null=True)),
                ("cursor", models.BigIntegerField()),
                ("is_active", models.BooleanField(default=True)),
                ("stopped_because", models.CharField(default="", max_length=20)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "-made_at"], name="webhook_by_district")
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("notice_id", models.UUIDField()),
                ("channel", models.CharField(max_length=10)),
                ("template", models.CharField(max_length=60)),
                ("params", redvest.core.fields.SealedField(null=True)),
                ("destination", redvest.core.fields.SealedField(null=True)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("url", models.CharField(default="", max_length=200)),
                ("urgent", models.BooleanField(default=False)),
                ("dedupe_key", models.CharField(max_length=120)),
                ("status", models.CharField(default="queued", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("error", models.CharField(default="", max_length=60)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "to_account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["queued", "sending", "failed"])),
                        fields=["next_try_at"],
                        name="message_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("channel", "in_app")),
                        fields=["district", "to_account", "-created_at"],
                        name="message_inbox",
                    ),
                    models.Index(
                        condition=models.Q(("status", "dead")),
                        fields=["district", "-created_at"],
                        name="message_dead",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "dedupe_key", "channel"), name="message_is_written_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["queued", "sending", "sent", "failed", "dead"])
                        ),
                        name="message_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["queued", "sending", "failed"]), _negated=True
                            ),
                            ("next_try_at__isnull", False),
                            _connector="OR",
                        ),
                        name="waiting_message_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("wants_sms", models.BooleanField(default=True)),
                ("wants_wechat", models.BooleanField(default=True)),
                ("wants_email", models.BooleanField(default=False)),
                ("email", redvest.core.fields.SealedField(null=True)),
                ("wechat_openid", redvest.core.fields.SealedField(null=True)),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_to", models.TimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice_preference",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from", None), ("quiet_to", None)),
                            models.Q(("quiet_from__isnull", False), ("quiet_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="quiet_hours_have_both_ends",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("event_id", models.UUIDField()),
                ("position", models.BigIntegerField()),
                ("kind", models.CharField(max_length=60)),
                ("body", models.TextField()),
                ("status", models.CharField(default="queued", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("error", models.CharField(default="", max_length=60)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="notices.webhook",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["queued", "sending", "failed"])),
                        fields=["next_try_at"],
                        name="delivery_waiting",
                    ),
                    models.Index(
                        fields=["district", "webhook", "-made_at"], name="delivery_by_webhook"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "webhook", "event_id"), name="event_is_delivered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["queued", "sending", "sent", "failed", "dead"])
                        ),
                        name="delivery_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["queued", "sending", "failed"]), _negated=True
                            ),
                            ("next_try_at__isnull", False),
                            _connector="OR",
                        ),
                        name="waiting_delivery_has_a_time",
                    ),
                ],
            },
        ),
    ]
