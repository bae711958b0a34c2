import redvest.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AnsweredRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("account_id", models.UUIDField(null=True)),
                ("endpoint", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=80)),
                ("fingerprint", models.BinaryField()),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("location", models.CharField(default="", max_length=500)),
                ("body", models.TextField(default="")),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="answered_by_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account_id", "endpoint", "key"),
                        name="request_is_answered_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        name="request_key_is_not_empty",
                    ),
                ],
            },
        ),
    ]
