import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import redvest.core.fields
import redvest.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("activities", "0001_initial"),
        ("orders", "0001_initial"),
        ("people", "0001_initial"),
        ("teams", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attainment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("volunteer_account", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=60)),
                ("content", models.CharField(default="", max_length=200)),
                ("body", models.CharField(max_length=60)),
                ("place", models.CharField(default="", max_length=60)),
                ("happened_on", models.DateField()),
                ("class_hours", models.PositiveSmallIntegerField(default=0)),
                ("document", models.CharField(max_length=200)),
                ("region", models.CharField(max_length=12)),
                ("state", models.CharField(default="entered", max_length=10)),
                ("state_since", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.UUIDField()),
                ("decided_by", models.UUIDField(null=True)),
                ("reason", models.CharField(default="", max_length=20)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attainments",
                        to="teams.team",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attainments",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "volunteer", "-happened_on"],
                        name="attainment_by_person",
                    ),
                    models.Index(
                        fields=["district", "state", "region"], name="attainment_by_place"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["entered", "confirmed"])),
                        fields=("district", "volunteer", "kind", "title", "happened_on"),
                        name="attainment_is_entered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("class_hours__gt", 0), ("kind", "training")),
                            models.Q(("class_hours", 0), ("kind", "award")),
                            _connector="OR",
                        ),
                        name="training_has_class_hours_and_an_award_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("state", "entered")),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("state__in", ["confirmed", "refused", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="attainment_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("volunteer_account", None),
                            models.Q(
                                models.Q(
                                    ("entered_by", models.F("volunteer_account")), _negated=True
                                ),
                                models.Q(
                                    ("decided_by", None),
                                    models.Q(
                                        ("decided_by", models.F("volunteer_account")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="nobody_handles_their_own_attainments",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "refused"]), _negated=True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="attainment_is_confirmed_by_other_hands",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("serial", models.CharField(default="", max_length=19)),
                ("volunteer_account", models.UUIDField(null=True)),
                ("region", models.CharField(max_length=12)),
                ("issuer", models.CharField(max_length=60)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("minutes", models.PositiveIntegerField(default=0)),
                ("filled_in", models.PositiveIntegerField(default=0)),
                ("services", models.PositiveIntegerField(default=0)),
                ("with_training", models.BooleanField(default=False)),
                ("class_hours", models.PositiveIntegerField(default=0)),
                ("in_charge", redvest.core.fields.SealedField(null=True)),
                ("contact", redvest.core.fields.SealedField(null=True)),
                ("token", models.CharField(default="", max_length=2000)),
                ("state", models.CharField(default="requested", max_length=12)),
                ("state_since", models.DateTimeField()),
                ("asked_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(null=True)),
                ("issued_by", models.UUIDField(null=True)),
                ("notice_until", models.DateTimeField(null=True)),
                ("reason", models.CharField(default="", max_length=20)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="teams.team",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "volunteer"], name="certificate_by_person"),
                    models.Index(
                        fields=["district", "state", "region"], name="certificate_by_place"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("serial", ""), _negated=True),
                        fields=("district", "serial"),
                        name="certificate_number_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "noticed",
                                    "rejected",
                                    "requested",
                                    "revoked",
                                    "superseded",
                                    "valid",
                                ],
                            )
                        ),
                        name="certificate_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["requested", "rejected"]),
                            models.Q(
                                models.Q(("serial", ""), _negated=True),
                                models.Q(("token", ""), _negated=True),
                                ("issued_by__isnull", False),
                                ("minutes__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="issued_certificate_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_by", None),
                            models.Q(("issued_by", models.F("volunteer_account")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_certifies_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="certificate_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("account_id", models.UUIDField()),
                ("in_charge", redvest.core.fields.SealedField(null=True)),
                ("contact", redvest.core.fields.SealedField(null=True)),
                (
                    "waiting",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                (
                    "left_out",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("total", models.PositiveIntegerField()),
                ("issued", models.PositiveIntegerField(default=0)),
                ("state", models.CharField(default="running", max_length=10)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "account_id", "-started_at"], name="run_by_who_started"
                    ),
                    models.Index(
                        condition=models.Q(("state", "running")),
                        fields=["district", "id"],
                        name="run_to_go_on",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("running", "done"))),
                        name="run_is_in_a_known_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateTraining",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                (
                    "attainment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate_lines",
                        to="records.attainment",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainings",
                        to="records.certificate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("certificate", "attainment"),
                        name="certificate_lists_a_training_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IssuerKey",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("elsewhere", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=60)),
                ("public_key", models.CharField(max_length=64)),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.UUIDField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("district", "public_key"),
                        name="issuer_key_is_entered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("elsewhere", models.F("district")), _negated=True),
                        name="issuer_key_is_of_elsewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("public_key__regex", "^[0-9a-f]{64}$")),
                        name="issuer_key_is_a_key",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HoursTransfer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("region", models.CharField(max_length=12)),
                ("volunteer_account", models.UUIDField(null=True)),
                ("how", models.CharField(max_length=10)),
                ("issuer", models.CharField(max_length=60)),
                ("mark", models.CharField(max_length=120)),
                ("outside_no", models.CharField(default="", max_length=40)),
                ("document", models.CharField(default="", max_length=200)),
                ("entries", models.JSONField(default=list)),
                ("services", models.PositiveIntegerField()),
                ("minutes", models.PositiveIntegerField()),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("state", models.CharField(default="asked", max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("reason", models.CharField(default="", max_length=20)),
                ("taken_in", models.PositiveIntegerField(default=0)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="people.volunteer",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="records.issuerkey",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "volunteer"], name="transfer_by_person"),
                    models.Index(fields=["district", "state", "region"], name="transfer_by_place"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state", "asked"),
                            models.Q(("how", "paper"), ("state", "accepted")),
                            _connector="OR",
                        ),
                        fields=("district", "mark"),
                        name="transfer_is_asked_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("how", "signed"), ("key__isnull", False)),
                            models.Q(
                                ("how", "paper"),
                                ("key", None),
                                models.Q(("document", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_has_a_signature_or_a_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("state", "asked")),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("state__in", ["accepted", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("volunteer_account")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_takes_in_their_own_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IssuerSeal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("region", models.CharField(max_length=12)),
                ("issuer", models.CharField(max_length=60)),
                ("picture", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField()),
                ("uploaded_by", models.UUIDField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seals",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("district", "region", "team"),
                        name="issuer_has_one_seal_at_a_time",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="withdrawn_seal_names_who_withdrew_it",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="certificate",
            name="seal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="records.issuerseal",
            ),
        ),
        migrations.CreateModel(
            name="SerialCounter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=12)),
                ("period", models.CharField(max_length=6)),
                ("last", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "kind", "period"), name="serial_counter_is_one_a_period"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("number", models.CharField(max_length=20)),
                ("volunteer_account", models.UUIDField(null=True)),
                ("entry", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=60)),
                ("title_en", models.CharField(default="", max_length=100)),
                ("category", models.CharField(default="other", max_length=24)),
                ("region", models.CharField(max_length=12)),
                ("organizer", models.CharField(max_length=60)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("service_on", models.DateField()),
                ("minutes", models.PositiveIntegerField()),
                ("away_minutes", models.PositiveIntegerField(default=0)),
                ("planned_minutes", models.PositiveIntegerField(default=0)),
                ("level", models.CharField(default="", max_length=1)),
                ("arrival", models.CharField(default="", max_length=10)),
                ("departed", models.BooleanField(default=False)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("document", models.CharField(default="", max_length=200)),
                ("state", models.CharField(default="draft", max_length=20)),
                ("state_since", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("recorder", models.UUIDField(null=True)),
                ("vouched_by", models.UUIDField(null=True)),
                ("vouched_as", models.CharField(default="", max_length=12)),
                ("vouched_at", models.DateTimeField(null=True)),
                ("first_approver", models.UUIDField(null=True)),
                ("approver", models.UUIDField(null=True)),
                ("revoke_asked_by", models.UUIDField(null=True)),
                ("reason", models.CharField(default="", max_length=20)),
                ("notice_until", models.DateTimeField(null=True)),
                ("desk_asked_at", models.DateTimeField(null=True)),
                ("sheet_id", models.UUIDField(null=True)),
                ("outside", models.CharField(default="", max_length=120)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "assignment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="orders.assignment",
                    ),
                ),
                (
                    "signup",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="activities.signup",
                    ),
                ),
                (
                    "supersedes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="records.servicerecord",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="teams.team",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "volunteer", "-starts_at"], name="record_by_person"
                    ),
                    models.Index(fields=["district", "state", "region"], name="record_by_place"),
                    models.Index(
                        condition=models.Q(("sheet_id__isnull", False)),
                        fields=["district", "sheet_id"],
                        name="record_by_sheet",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outside", ""), _negated=True),
                        fields=("district", "outside"),
                        name="hours_from_elsewhere_come_once",
                    ),
                    models.UniqueConstraint(
                        fields=("district", "number"), name="record_number_is_unique"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("assignment__isnull", False), ("supersedes", None)),
                        fields=("assignment",),
                        name="visit_is_recorded_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("signup__isnull", False), ("supersedes", None)),
                        fields=("signup",),
                        name="shift_is_recorded_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("supersedes__isnull", False),
                            models.Q(("state", "rejected"), _negated=True),
                        ),
                        fields=("supersedes",),
                        name="record_has_one_successor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0)), name="record_has_minutes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ends_at__gte",
                                models.ExpressionWrapper(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("starts_at"),
                                        "+",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("minutes"), "+", models.F("away_minutes")
                                            ),
                                            "*",
                                            models.Value(datetime.timedelta(seconds=60)),
                                        ),
                                    ),
                                    output_field=models.DateTimeField(),
                                ),
                            )
                        ),
                        name="record_fits_into_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "corrected",
                                    "draft",
                                    "effective",
                                    "frozen",
                                    "pending_confirm",
                                    "pending_review",
                                    "public_notice",
                                    "questioned",
                                    "rejected",
                                    "revoked",
                                ],
                            )
                        ),
                        name="record_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__in", ["", "A", "B", "C", "D", "E"]),
                            ("entry__in", ["backfill", "import", "system"]),
                        ),
                        name="record_is_of_a_known_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("assignment__isnull", False),
                            ("signup__isnull", False),
                            models.Q(("document", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="record_traces_to_a_service_or_a_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("recorder", None),
                                models.Q(
                                    ("recorder", models.F("volunteer_account")), _negated=True
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("vouched_by", None),
                                models.Q(
                                    ("vouched_by", models.F("volunteer_account")), _negated=True
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("first_approver", None),
                                models.Q(
                                    ("first_approver", models.F("volunteer_account")), _negated=True
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("approver", None),
                                models.Q(
                                    ("approver", models.F("volunteer_account")), _negated=True
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="nobody_handles_their_own_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("first_approver", None),
                                models.Q(("first_approver", models.F("recorder")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("approver", None),
                                models.Q(("approver", models.F("recorder")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("approver", None),
                                models.Q(("approver", models.F("first_approver")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="record_is_approved_by_other_hands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "effective"), _negated=True),
                            models.Q(
                                models.Q(("level", ""), _negated=True),
                                models.Q(("level", "D"), _negated=True),
                            ),
                            models.Q(
                                ("approver__isnull", False),
                                ("first_approver__isnull", False),
                                ("level", "D"),
                            ),
                            _connector="OR",
                        ),
                        name="effective_hours_are_proven",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("state__in", ["effective", "frozen", "public_notice", "questioned"]),
                            models.Q(("level", "E"), _negated=True),
                        ),
                        expressions=[
                            ("district", "="),
                            ("volunteer", "="),
                            (
                                models.Func(
                                    models.F("starts_at"),
                                    models.F("ends_at"),
                                    function="tstzrange",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="nobody_serves_twice_at_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=10)),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("text", redvest.core.fields.SealedField(null=True)),
                ("wished_minutes", models.PositiveIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("granted", models.BooleanField(null=True)),
                ("answer", redvest.core.fields.SealedField(null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="records.servicerecord",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at", None)),
                        fields=["district", "due_at"],
                        name="question_by_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("district", "record", "asked_by"),
                        name="record_is_asked_about_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["wrong", "doubt", "appeal"])),
                        name="question_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_answers_their_own_question",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NationalRow",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("turn", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("status", models.CharField(default="queued", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("error", models.CharField(default="", max_length=60)),
                ("receipt", models.CharField(default="", max_length=120)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="national",
                        to="records.servicerecord",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ("queued", "sending", "failed"))),
                        fields=["next_try_at"],
                        name="national_waiting",
                    ),
                    models.Index(
                        fields=["district", "status", "-made_at"], name="national_by_status"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "record", "turn"), name="record_is_told_once_a_turn"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["dead", "failed", "queued", "sending", "sent"]),
                            ("kind__in", ["put", "withdraw"]),
                        ),
                        name="national_row_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ("queued", "sending", "failed")), _negated=True
                            ),
                            ("next_try_at__isnull", False),
                            _connector="OR",
                        ),
                        name="waiting_national_row_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("minutes", models.PositiveIntegerField()),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="records.certificate",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate_lines",
                        to="records.servicerecord",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("certificate", "record"), name="certificate_lists_a_record_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetImport",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("region", models.CharField(max_length=12)),
                ("team_id", models.UUIDField(null=True)),
                ("organizer", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=10)),
                ("category", models.CharField(default="other", max_length=24)),
                ("document", models.CharField(max_length=200)),
                ("account_id", models.UUIDField()),
                ("file_name", models.CharField(max_length=200)),
                ("file_sha256", models.CharField(max_length=64)),
                ("state", models.CharField(default="previewed", max_length=10)),
                ("rows_total", models.PositiveIntegerField(default=0)),
                ("rows_good", models.PositiveIntegerField(default=0)),
                ("rows_bad", models.PositiveIntegerField(default=0)),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("invited", models.PositiveIntegerField(default=0)),
                ("invitations", models.UUIDField(null=True)),
                ("errors", models.JSONField(default=list)),
                ("entries", redvest.core.fields.SealedField(null=True)),
                ("created_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "region", "-created_at"], name="sheet_by_place"
                    ),
                    models.Index(
                        condition=models.Q(("state", "running")),
                        fields=["district", "id"],
                        name="sheet_to_go_on",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("previewed", "running", "done", "undone")),
                            ("kind__in", ("signin", "elsewhere")),
                        ),
                        name="sheet_is_of_a_known_kind_and_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["running", "done"])),
                        fields=("district", "region", "file_sha256"),
                        name="sheet_is_imported_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StarAward",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("region", models.CharField(max_length=12)),
                ("volunteer_account", models.UUIDField(null=True)),
                ("scheme", models.CharField(max_length=40)),
                ("stars", models.PositiveSmallIntegerField()),
                ("level", models.CharField(max_length=10)),
                ("minutes", models.PositiveIntegerField()),
                ("state", models.CharField(default="applied", max_length=12)),
                ("state_since", models.DateTimeField()),
                ("applied_at", models.DateTimeField()),
                ("reviewed_by", models.UUIDField(null=True)),
                ("notice_until", models.DateTimeField(null=True)),
                ("awarded_at", models.DateTimeField(null=True)),
                ("disputed_by", models.UUIDField(null=True)),
                ("reason", models.CharField(default="", max_length=20)),
                ("document", models.CharField(default="", max_length=200)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stars",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "state", "region"], name="star_by_place")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["applied", "awarded", "disputed", "notice", "recommended"],
                            )
                        ),
                        fields=("district", "volunteer", "stars"),
                        name="each_star_is_given_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)),
                        name="star_is_one_of_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "applied",
                                    "awarded",
                                    "disputed",
                                    "notice",
                                    "recommended",
                                    "rejected",
                                    "revoked",
                                ],
                            )
                        ),
                        name="star_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by", None),
                            models.Q(("reviewed_by", models.F("volunteer_account")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_gives_themselves_a_star",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reviewed_by__isnull", True),
                                ("state__in", ["applied", "rejected"]),
                            ),
                            ("reviewed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="a_given_star_was_reviewed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StarSchemeChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("code", models.CharField(max_length=40)),
                ("chosen_at", models.DateTimeField()),
                ("chosen_by", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "-chosen_at"], name="star_scheme_by_time")
                ],
            },
        ),
    ]
