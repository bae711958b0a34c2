import django.db.models.deletion
import redvest.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("activities", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TallyChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("district", models.CharField(max_length=6)),
                ("fact", models.CharField(max_length=30)),
                ("day", models.DateField()),
                ("region", models.CharField(max_length=12)),
                ("kind", models.CharField(max_length=80)),
                ("n", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="OwnIndicator",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=40)),
                ("unit", models.CharField(max_length=10)),
                ("definition", models.CharField(max_length=200)),
                ("created_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("district", "name"),
                        name="own_indicator_has_one_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PeopleTally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("district", models.CharField(max_length=6)),
                ("fact", models.CharField(max_length=30)),
                ("span", models.CharField(max_length=1)),
                ("first", models.DateField()),
                ("level", models.PositiveSmallIntegerField()),
                ("place", models.CharField(max_length=12)),
                ("people", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "fact", "span", "first", "level", "place"),
                        name="people_are_told_once_per_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", [6, 9, 12]), ("span__in", ["m", "q", "y"])
                        ),
                        name="people_have_a_span_and_a_level",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PresenceChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("district", models.CharField(max_length=6)),
                ("fact", models.CharField(max_length=30)),
                ("day", models.DateField()),
                ("region", models.CharField(max_length=12)),
                ("n", models.BigIntegerField()),
                (
                    "who",
                    models.ForeignKey(
                        db_column="who",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.volunteer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("title", models.CharField(max_length=80)),
                ("region", models.CharField(max_length=12)),
                ("period", models.CharField(max_length=7)),
                ("rows", models.JSONField()),
                ("as_of", models.DateTimeField()),
                ("published_by", models.UUIDField(null=True)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "published_at"], name="publication_by_time")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("district", models.CharField(max_length=6)),
                ("fact", models.CharField(max_length=30)),
                ("span", models.CharField(max_length=1)),
                ("level", models.PositiveSmallIntegerField()),
                ("day", models.DateField()),
                ("region", models.CharField(max_length=12)),
                ("kind", models.CharField(max_length=80)),
                ("n", models.BigIntegerField()),
                ("amount", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "fact", "span", "level", "day", "region", "kind"),
                        name="tally_is_one_per_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", [6, 9, 12]), ("span__in", ["d", "m"])),
                        name="tally_has_a_span_and_a_level",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Headcount",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("people", models.PositiveIntegerField()),
                ("method", models.CharField(max_length=12)),
                ("counted_by", models.UUIDField(null=True)),
                ("counted_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="headcounts",
                        to="activities.session",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "session"), name="session_has_one_headcount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["counted", "tickets", "estimated"]),
                            ("people__lte", 1000000),
                        ),
                        name="headcount_is_plausible_and_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnValue",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("region", models.CharField(max_length=12)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("value", models.DecimalField(decimal_places=2, max_digits=14)),
                ("source", models.CharField(max_length=120)),
                ("entered_by", models.UUIDField(null=True)),
                ("entered_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="insight.ownindicator",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("district", "indicator", "region", "first", "last"),
                        name="own_value_stands_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last__gte", models.F("first")),
                            ("value__gte", 0),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="own_value_has_a_time_and_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("region__startswith", models.F("district"))),
                        name="own_value_lies_in_its_district",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("district", models.CharField(max_length=6)),
                ("fact", models.CharField(max_length=30)),
                ("month", models.DateField()),
                ("region", models.CharField(max_length=12)),
                ("n", models.BigIntegerField()),
                (
                    "who",
                    models.ForeignKey(
                        db_column="who",
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "fact", "who", "month", "region"),
                        name="presence_is_one_per_cell",
                    )
                ],
            },
        ),
    ]
