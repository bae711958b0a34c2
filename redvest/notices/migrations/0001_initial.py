import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.fields
import redvest.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
    ]
