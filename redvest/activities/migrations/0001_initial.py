import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import redvest.activities.models.signups
import redvest.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("teams", "0001_initial"),
        ("venues", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivitySeries",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), size=None
                    ),
                ),
                ("on_practice_days", models.BooleanField(default=False)),
                ("skip_holidays", models.BooleanField(default=True)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("created_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))),
                        name="series_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("region", models.CharField(max_length=12)),
                ("lead_agreed_at", models.DateTimeField(null=True)),
                ("kind", models.CharField(max_length=12)),
                ("category", models.CharField(default="other", max_length=24)),
                ("title", models.CharField(max_length=60)),
                ("description", models.CharField(default="", max_length=1000)),
                ("risk_statement", models.CharField(default="", max_length=500)),
                ("bring", models.CharField(default="", max_length=200)),
                ("place", models.CharField(default="", max_length=120)),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                (
                    "declared",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("details", models.JSONField(default=dict)),
                (
                    "own",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("is_outdoor", models.BooleanField(default=False)),
                ("is_risky", models.BooleanField(default=False)),
                ("is_cross_street", models.BooleanField(default=False)),
                ("is_on_road", models.BooleanField(default=False)),
                ("is_for_families", models.BooleanField(default=False)),
                ("asks_agreement", models.BooleanField(default=False)),
                ("policy_name", models.CharField(default="", max_length=80)),
                ("policy_from", models.DateField(null=True)),
                ("policy_until", models.DateField(null=True)),
                ("policy_people", models.PositiveIntegerField(default=0)),
                ("signup_opens_at", models.DateTimeField(null=True)),
                ("signup_closes_at", models.DateTimeField(null=True)),
                ("team_ahead_hours", models.PositiveSmallIntegerField(default=0)),
                ("status", models.CharField(default="draft", max_length=14)),
                ("status_since", models.DateTimeField()),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(default="", max_length=200)),
                ("created_by", models.UUIDField(null=True)),
                ("submitted_by", models.UUIDField(null=True)),
                ("approved_by", models.UUIDField(null=True)),
                ("proposed_by", models.UUIDField(null=True)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("settled_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "host",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_activities",
                        to="venues.venue",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_activities",
                        to="people.volunteer",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="teams.team",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="venues.venue",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="activities.activityseries",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "status", "starts_at"], name="activity_by_day"
                    ),
                    models.Index(
                        fields=["district", "region", "starts_at"], name="activity_by_place"
                    ),
                    models.Index(fields=["district", "team", "starts_at"], name="activity_by_team"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("region__startswith", models.F("district"))),
                        name="activity_lies_in_its_district",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("region__regex", "^(\\d{6}|\\d{9}|\\d{12})$")),
                        name="activity_region_ends_on_a_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "draft",
                                    "submitted",
                                    "approved",
                                    "rejected",
                                    "published",
                                    "full",
                                    "signup_closed",
                                    "postponed",
                                    "unpublished",
                                    "ongoing",
                                    "ended",
                                    "settled",
                                    "archived",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="activity_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("team", None), ("host", None), _connector="XOR"),
                        name="activity_has_one_organiser",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(
                                models.Q(("approved_by", models.F("created_by")), _negated=True),
                                models.Q(("approved_by", models.F("submitted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="nobody_approves_their_own_activity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_by", None),
                            models.Q(("settled_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="attendance_is_settled_by_other_hands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    [
                                        "published",
                                        "full",
                                        "signup_closed",
                                        "ongoing",
                                        "ended",
                                        "settled",
                                    ],
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                models.Q(("risk_statement", ""), _negated=True),
                                ("lead__isnull", False),
                                ("starts_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="published_activity_names_risk_lead_and_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    [
                                        "published",
                                        "full",
                                        "signup_closed",
                                        "ongoing",
                                        "ended",
                                        "settled",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("is_risky", False),
                            models.Q(
                                ("policy_from__isnull", False), ("policy_until__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="risky_activity_is_insured",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("policy_from", None),
                            ("policy_until", None),
                            ("policy_until__gte", models.F("policy_from")),
                            _connector="OR",
                        ),
                        name="policy_does_not_end_before_it_begins",
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
                        name="activity_place_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=30)),
                ("note", models.CharField(default="", max_length=200)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("created_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["theme", "campaign", "work_line"])),
                        name="campaign_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="campaign_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("district", "name"),
                        name="campaign_name_is_unique",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "theme"), ("retired_at", None)),
                        fields=("district", "starts_on"),
                        name="month_has_one_theme",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalFestival",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=20)),
                ("is_lunar", models.BooleanField(default=True)),
                ("month", models.PositiveSmallIntegerField()),
                ("day", models.PositiveSmallIntegerField()),
                ("note", models.CharField(default="", max_length=200)),
                ("retired_at", models.DateTimeField(null=True)),
                ("created_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("day__range", (1, 31)),
                            ("month__range", (1, 12)),
                            models.Q(("is_lunar", False), ("day__lte", 30), _connector="OR"),
                        ),
                        name="festival_has_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("district", "name"),
                        name="festival_name_is_unique",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("account", models.UUIDField()),
                ("mark", models.CharField(max_length=32)),
                ("public_key", models.BinaryField(max_length=91)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("district", "account", "mark"),
                        name="phone_has_one_key_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=40)),
                ("capacity", models.PositiveIntegerField(default=1)),
                ("duties", models.CharField(default="", max_length=300)),
                ("skill", models.CharField(default="", max_length=30)),
                ("qualification", models.CharField(default="", max_length=20)),
                ("training", models.CharField(default="", max_length=30)),
                ("needs_insurance", models.BooleanField(default=False)),
                ("takes_minors", models.BooleanField(default=False)),
                ("least_age", models.PositiveSmallIntegerField(default=0)),
                ("team_only", models.BooleanField(default=False)),
                ("by_approval", models.BooleanField(default=False)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="activities.activity",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at", None)),
                        fields=("district", "activity", "name"),
                        name="position_name_is_unique_in_its_activity",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("region", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=60)),
                ("aim", models.CharField(max_length=1000)),
                ("occasion", models.CharField(default="", max_length=48)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("category", models.CharField(default="other", max_length=24)),
                ("risk_statement", models.CharField(default="", max_length=500)),
                ("bring", models.CharField(default="", max_length=200)),
                ("minutes", models.PositiveSmallIntegerField(default=120)),
                ("position", models.CharField(max_length=40)),
                ("capacity", models.PositiveIntegerField(default=10)),
                ("status", models.CharField(default="proposed", max_length=12)),
                ("status_since", models.DateTimeField()),
                ("is_brand", models.BooleanField(default=False)),
                ("featured_of", models.CharField(default="", max_length=12)),
                ("reason", models.CharField(default="", max_length=200)),
                ("evaluation", models.CharField(default="", max_length=1000)),
                ("created_by", models.UUIDField(null=True)),
                ("reviewed_by", models.UUIDField(null=True)),
                ("evaluated_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "copied_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="activities.project",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="venues.venue",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "status", "region"], name="project_by_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("region__startswith", models.F("district"))),
                        name="project_lies_in_its_district",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("team", None), ("host", None), _connector="XOR"),
                        name="project_has_one_home",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "proposed",
                                    "returned",
                                    "reviewed",
                                    "running",
                                    "completed",
                                    "evaluated",
                                    "template",
                                    "dropped",
                                ],
                            )
                        ),
                        name="project_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reviewed_by", None),
                                models.Q(("reviewed_by", models.F("created_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("evaluated_by", None),
                                models.Q(("evaluated_by", models.F("created_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="nobody_reviews_their_own_project",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["running", "completed", "evaluated", "template"]),
                            models.Q(("featured_of", ""), ("is_brand", False)),
                            _connector="OR",
                        ),
                        name="only_a_project_that_ran_is_shown_off",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("featured_of", ""),
                            ("region__startswith", models.F("featured_of")),
                            _connector="OR",
                        ),
                        name="project_is_featured_where_it_lies",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("featured_of", ""), _negated=True),
                        fields=("district", "featured_of"),
                        name="place_features_one_project",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("copied_from__isnull", False),
                            ("host__isnull", False),
                            models.Q(("status", "dropped"), _negated=True),
                        ),
                        fields=("district", "host", "copied_from"),
                        name="project_is_copied_once_to_a_venue",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="project",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="activities.project",
            ),
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("break_minutes", models.PositiveSmallIntegerField(default=0)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="activities.activity",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "activity"], name="session_by_activity")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="session_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("measure", models.CharField(max_length=20)),
                ("value", models.DecimalField(decimal_places=2, max_digits=12)),
                ("is_unusual", models.BooleanField(default=False)),
                ("spot", models.CharField(default="", max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
                ("reason", models.CharField(default="", max_length=200)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="activities.activity",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="activities.session",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "activity"], name="outcome_by_activity")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="outcome_is_withdrawn_for_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("capacity", models.PositiveIntegerField()),
                ("taken", models.PositiveIntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="activities.activity",
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="activities.position",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to="activities.session",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "starts_at"], name="shift_by_time"),
                    models.Index(fields=["district", "activity"], name="shift_by_activity"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "session", "position"),
                        name="shift_is_one_place_at_one_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken__lte", models.F("capacity"))),
                        name="shift_is_never_oversold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="shift_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("state", models.CharField(max_length=14)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("party", models.UUIDField(null=True)),
                ("companions", models.PositiveSmallIntegerField(default=0)),
                ("is_guarded", models.BooleanField(default=False)),
                ("signed_by", models.UUIDField(null=True)),
                ("via", models.CharField(default="own", max_length=10)),
                ("agreement_hash", models.CharField(default="", max_length=64)),
                ("queued_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField(null=True)),
                ("state_since", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(default="", max_length=200)),
                ("objection", models.CharField(default="", max_length=10)),
                ("decided_by", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signups",
                        to="activities.activity",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signups",
                        to="activities.shift",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signups",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "volunteer", "starts_at"], name="signup_by_person"
                    ),
                    models.Index(
                        fields=["district", "shift", "state", "queued_at"], name="signup_queue"
                    ),
                    models.Index(
                        condition=models.Q(("state", "approved")),
                        fields=["answer_by"],
                        name="signup_offers_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "approved",
                                    "confirmed",
                                    "checked_in",
                                    "checked_out",
                                    "settled",
                                    "no_show",
                                    "applied",
                                    "waitlisted",
                                ],
                            )
                        ),
                        fields=("district", "shift", "volunteer"),
                        name="volunteer_signs_up_once_for_a_shift",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["approved", "confirmed", "checked_in", "checked_out", "settled"],
                            )
                        ),
                        expressions=[
                            ("district", "="),
                            ("volunteer", "="),
                            (
                                redvest.activities.models.signups._Span(
                                    "starts_at",
                                    "ends_at",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(),
                                ),
                                "&&",
                            ),
                        ],
                        name="nobody_is_promised_to_two_places",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "approved",
                                    "confirmed",
                                    "checked_in",
                                    "checked_out",
                                    "settled",
                                    "no_show",
                                    "applied",
                                    "waitlisted",
                                    "rejected",
                                    "declined",
                                    "lapsed",
                                    "withdrawn",
                                    "late_withdrawn",
                                    "replaced",
                                    "called_off",
                                    "absent_excused",
                                ],
                            )
                        ),
                        name="signup_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="signup_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            ("answer_by__isnull", False),
                            _connector="OR",
                        ),
                        name="offered_place_has_a_deadline",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stamp",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("mark", models.CharField(max_length=3)),
                ("method", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("noted_at", models.DateTimeField()),
                ("account", models.UUIDField(null=True)),
                ("device", models.CharField(default="", max_length=32)),
                ("band", models.CharField(default="", max_length=6)),
                ("is_offline", models.BooleanField(default=False)),
                ("is_late", models.BooleanField(default=False)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stamps",
                        to="activities.activity",
                    ),
                ),
                (
                    "signup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stamps",
                        to="activities.signup",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "signup", "at"], name="stamp_by_signup"),
                    models.Index(fields=["district", "activity", "device"], name="stamp_by_device"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mark__in", ["in", "out"]),
                            (
                                "method__in",
                                ["code", "place", "beneficiary", "desk", "lead", "later"],
                            ),
                        ),
                        name="stamp_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("band__in", ["", "inside", "near", "far"])),
                        name="stamp_knows_no_more_than_a_band",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("swaps", models.BooleanField(default=False)),
                ("agreed_hash", models.CharField(default="", max_length=64)),
                ("return_hash", models.CharField(default="", max_length=64)),
                ("approved_by", models.UUIDField(null=True)),
                ("return_approved_by", models.UUIDField(null=True)),
                ("reason", models.CharField(default="", max_length=20)),
                (
                    "in_return",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given_in_return",
                        to="activities.signup",
                    ),
                ),
                (
                    "signup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stand_ins",
                        to="activities.signup",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_to_stand_in",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "volunteer", "state"], name="stand_in_by_person"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["asked", "offered", "agreed"])),
                        fields=["asked_at"],
                        name="stand_in_open",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "offered", "agreed"])),
                        fields=("district", "signup"),
                        name="one_stand_in_is_asked_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "offered", "agreed"])),
                        fields=("district", "in_return"),
                        name="one_place_is_given_in_return_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "asked",
                                    "offered",
                                    "agreed",
                                    "accepted",
                                    "declined",
                                    "withdrawn",
                                    "refused",
                                    "ended",
                                ],
                            )
                        ),
                        name="stand_in_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["offered", "agreed"]), _negated=True),
                            models.Q(
                                ("in_return__isnull", False),
                                ("swaps", True),
                                models.Q(("in_return", models.F("signup")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="swap_names_both_places",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("in_return__isnull", False), ("state", "accepted"), _negated=True
                            ),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("return_approved_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="swap_is_approved_on_both_sides",
                    ),
                ],
            },
        ),
    ]
