import django.db.models.deletion
import redvest.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SealState",
            fields=[
                ("district", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("frontier", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("size", models.PositiveBigIntegerField()),
                ("root", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("key_name", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "size"), name="checkpoint_has_one_size"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=60)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField(null=True)),
                ("region", models.CharField(default="", max_length=12)),
                ("account_id", models.UUIDField(null=True)),
                ("role", models.CharField(default="", max_length=20)),
                ("scope", models.CharField(default="", max_length=12)),
                ("channel", models.CharField(default="", max_length=20)),
                ("reason", models.CharField(default="", max_length=500)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("row_hash", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "subject_id", "at"], name="event_by_subject"),
                    models.Index(fields=["district", "region", "at"], name="event_by_region"),
                    models.Index(fields=["district", "account_id", "at"], name="event_by_account"),
                    models.Index(fields=["district", "kind", "at"], name="event_by_kind"),
                    models.Index(fields=["at"], name="event_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("index", models.PositiveBigIntegerField()),
                ("row_hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaf",
                        to="journal.event",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("district", "index"), name="leaf_has_one_index")
                ],
            },
        ),
    ]
