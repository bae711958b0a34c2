import django.contrib.postgres.fields
import django.db.models.deletion
import redvest.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="NextVenues",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("asked_at", models.DateTimeField()),
                ("wanted", models.PositiveSmallIntegerField()),
                ("answer", models.JSONField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "-asked_at"], name="next_venues_by_district")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("wanted__gte", 1), ("wanted__lte", 20)),
                        name="next_venues_are_a_few",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Population",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("rows", models.JSONField(default=list)),
                ("source", models.CharField(max_length=120)),
                ("counted_on", models.DateField()),
                ("uploaded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district",), name="district_has_one_population"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StreetNetwork",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("content", models.BinaryField()),
                ("points", models.PositiveIntegerField()),
                ("stretches", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=120)),
                ("data_date", models.DateField(null=True)),
                ("uploaded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district",), name="district_has_one_street_network"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Venue",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("region", models.CharField(max_length=12)),
                ("level", models.CharField(max_length=10)),
                ("kind", models.CharField(default="venue", max_length=10)),
                ("name", models.CharField(max_length=80)),
                ("status", models.CharField(default="open", max_length=20)),
                ("status_note", models.CharField(default="", max_length=200)),
                (
                    "functions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), default=list, size=None
                    ),
                ),
                (
                    "host_facilities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                (
                    "facilities",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                (
                    "accessibility",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("address", models.CharField(default="", max_length=120)),
                ("directions", models.CharField(default="", max_length=300)),
                ("contact_phone", models.CharField(default="", max_length=30)),
                ("capacity", models.PositiveIntegerField(null=True)),
                ("live_url", models.CharField(default="", max_length=200)),
                ("hours", models.JSONField(default=dict)),
                ("opened_on", models.DateField(null=True)),
                ("history_before", models.TextField(default="")),
                ("history_after", models.TextField(default="")),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("place_basis", models.CharField(default="estimated", max_length=20)),
                ("source_datum", models.CharField(default="wgs84", max_length=10)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "level", "region"], name="venue_by_region")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("level", "point"), _negated=True),
                            models.Q(("status", "closed"), _negated=True),
                        ),
                        fields=("district", "region", "level", "kind"),
                        name="region_has_one_venue_of_its_level",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "closed"), _negated=True),
                        fields=("district", "region", "name"),
                        name="venue_name_is_unique_in_its_region",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("region__startswith", models.F("district"))),
                        name="venue_lies_in_its_district",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "center"), ("region__regex", "^\\d{6}$")),
                            models.Q(("level", "office"), ("region__regex", "^\\d{9}$")),
                            models.Q(("level", "station"), ("region__regex", "^\\d{12}$")),
                            models.Q(
                                ("level", "point"), ("region__regex", "^(\\d{6}|\\d{9}|\\d{12})$")
                            ),
                            _connector="OR",
                        ),
                        name="venue_level_matches_its_region",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat", None), ("lon", None)),
                            models.Q(
                                ("lat__gte", -90),
                                ("lat__lte", 90),
                                ("lon__gte", -180),
                                ("lon__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="venue_place_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FunctionalArea",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=30)),
                ("capacity", models.PositiveIntegerField(null=True)),
                ("area_m2", models.PositiveIntegerField(null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="areas",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "venue", "name"),
                        name="area_name_is_unique_in_its_venue",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VenueCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("scheme", models.CharField(max_length=20)),
                ("year", models.PositiveSmallIntegerField()),
                ("marks", models.JSONField(default=list)),
                ("checked_by", models.UUIDField(null=True)),
                ("checked_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "venue", "scheme", "year"),
                        name="venue_is_checked_once_a_year",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VenueHonor",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("title", models.CharField(max_length=80)),
                ("awarded_by", models.CharField(max_length=80)),
                ("year", models.PositiveSmallIntegerField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honors",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("district", "venue", "title", "year"),
                        name="honor_is_listed_once",
                    )
                ],
            },
        ),
    ]
