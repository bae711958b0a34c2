import django.contrib.postgres.fields
import django.db.models.deletion
import redvest.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("tier", models.PositiveSmallIntegerField(default=3)),
                ("core_category", models.CharField(default="other", max_length=24)),
                ("venue_id", models.UUIDField(null=True)),
                ("region", models.CharField(max_length=12)),
                (
                    "skills",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                (
                    "area",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("join_mode", models.CharField(default="approval", max_length=12)),
                ("accepts_matching", models.BooleanField(default=True)),
                ("status", models.CharField(default="applied", max_length=12)),
                ("slogan", models.CharField(default="", max_length=80)),
                ("introduction", models.CharField(default="", max_length=500)),
                ("applied_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="teams.team",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "region", "status"], name="team_by_place")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "dissolved"), _negated=True),
                        fields=("district", "name"),
                        name="team_name_is_unique_in_district",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tier__in", [1, 2, 3])), name="team_has_one_of_3_tiers"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="team_is_not_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("region__startswith", models.F("district"))),
                        name="team_lies_in_its_district",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("region__regex", "^(\\d{6}|\\d{9}|\\d{12})$")),
                        name="team_region_ends_on_a_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("status", "dissolved")),
                            models.Q(
                                models.Q(("status", "dissolved"), _negated=True),
                                ("ended_at", None),
                                ("successor", None),
                            ),
                            _connector="OR",
                        ),
                        name="only_a_dissolved_team_has_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("role", models.CharField(default="member", max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("reason", models.CharField(default="", max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("joined_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="people.volunteer",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "volunteer", "state"], name="member_by_person")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["applied", "invited", "member"])),
                        fields=("district", "team", "volunteer"),
                        name="membership_is_live_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "member"), _negated=True),
                            ("joined_at__isnull", False),
                            _connector="OR",
                        ),
                        name="member_has_a_day_of_joining",
                    ),
                ],
            },
        ),
    ]
