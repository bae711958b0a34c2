import redvest.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="District",
            fields=[
                ("code", models.CharField(max_length=6, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60)),
                ("full_name", models.CharField(max_length=120)),
                ("province", models.CharField(max_length=30)),
                ("city", models.CharField(max_length=30)),
                ("outline", models.JSONField(null=True)),
                ("outline_source", models.CharField(default="", max_length=20)),
                ("brand_name", models.CharField(default="", max_length=60)),
                ("slogan", models.CharField(default="", max_length=120)),
                ("hotline", models.CharField(default="", max_length=30)),
                ("icp_no", models.CharField(default="", max_length=60)),
                ("police_no", models.CharField(default="", max_length=60)),
                ("report_phone", models.CharField(default="", max_length=30)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="DistrictPolicy",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("version", models.PositiveIntegerField()),
                ("data", models.JSONField(default=dict)),
                ("effective_from", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("reason", models.CharField(default="", max_length=500)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "version"), name="policy_version_is_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HolidayOverride",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(default="", max_length=6)),
                ("day", models.DateField()),
                ("is_workday", models.BooleanField()),
                ("name", models.CharField(default="", max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "day"), name="day_is_overridden_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("code", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=80)),
                ("stat_name", models.CharField(max_length=120)),
                ("is_administrative", models.BooleanField(default=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("place_basis", models.CharField(default="estimated", max_length=20)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "code", "valid_from"),
                        name="region_has_one_row_per_validity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^(\\d{6}|\\d{9}|\\d{12})$")),
                        name="region_code_is_a_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__startswith", models.F("district"))),
                        name="region_lies_in_its_district",
                    ),
                ],
            },
        ),
    ]
