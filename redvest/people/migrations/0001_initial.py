import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import redvest.core.fields
import redvest.ids
import redvest.people.models.accounts
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                (
                    "login_name",
                    models.CharField(
                        default=redvest.people.models.accounts.new_login_name,
                        max_length=40,
                        unique=True,
                    ),
                ),
                ("phone", redvest.core.fields.SealedField(null=True)),
                ("phone_index", models.BinaryField(null=True, unique=True)),
                ("phone_verified_at", models.DateTimeField(null=True)),
                ("home_district", models.CharField(default="", max_length=6)),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("elder_mode", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("scope", models.CharField(max_length=12)),
                ("account_id", models.UUIDField(null=True)),
                ("team_id", models.UUIDField(null=True)),
                ("file_name", models.CharField(max_length=200)),
                ("file_sha256", models.CharField(max_length=64)),
                ("status", models.CharField(default="previewed", max_length=20)),
                ("rows_total", models.PositiveIntegerField(default=0)),
                ("rows_good", models.PositiveIntegerField(default=0)),
                ("rows_bad", models.PositiveIntegerField(default=0)),
                ("rows_known", models.PositiveIntegerField(default=0)),
                ("errors", models.JSONField(default=list)),
                ("entries", redvest.core.fields.SealedField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("purpose", models.CharField(max_length=30)),
                ("version", models.PositiveIntegerField()),
                ("text_zh", models.TextField()),
                ("text_en", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("effective_from", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("purpose", "version"), name="consent_text_has_one_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=80)),
                ("ends_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "name"), name="department_has_one_name_in_district"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("purpose", models.CharField(max_length=20)),
                ("subject_id", models.UUIDField()),
                ("asked_by", models.UUIDField(null=True)),
                ("code_hash", models.BinaryField()),
                ("sent_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "purpose", "subject_id"], name="code_by_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("name", redvest.core.fields.SealedField(null=True)),
                ("id_kind", models.CharField(default="", max_length=20)),
                ("id_number", redvest.core.fields.SealedField(null=True)),
                ("id_index", models.BinaryField(null=True)),
                ("birth_date", redvest.core.fields.SealedField(null=True)),
                ("sex", models.CharField(default="0", max_length=1)),
                ("phone", redvest.core.fields.SealedField(null=True)),
                ("phone_index", models.BinaryField(null=True)),
                ("home_community", models.CharField(default="", max_length=12)),
                ("address", redvest.core.fields.SealedField(null=True)),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("political_status", redvest.core.fields.SealedField(null=True)),
                ("real_name_verified_at", models.DateTimeField(null=True)),
                ("real_name_basis", models.CharField(default="", max_length=20)),
                ("entered_via", models.CharField(default="self", max_length=20)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="persons",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "home_community"], name="person_by_community"),
                    models.Index(fields=["district", "phone_index"], name="person_by_phone"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("district", "account"),
                        name="account_is_one_person_in_a_district",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("district", "id_index"),
                        name="id_number_is_one_person_in_a_district",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MinorAccess",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("reason", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("approved", models.BooleanField(default=False)),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("district", "person", "asked_by"),
                        name="minor_access_is_asked_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_approves_their_own_access",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guardianship",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("guardian_phone", redvest.core.fields.SealedField(null=True)),
                ("guardian_phone_index", models.BinaryField(null=True)),
                ("relation", models.CharField(max_length=20)),
                ("consent_id", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "guardian",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wards",
                        to="people.person",
                    ),
                ),
                (
                    "minor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guardians",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "guardian_phone_index"], name="guardian_by_phone"
                    ),
                    models.Index(fields=["district", "minor"], name="guardianship_by_minor"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("district", "guardian", "minor"),
                        name="guardianship_is_live_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("guardian", models.F("minor")), _negated=True),
                        name="nobody_is_their_own_guardian",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at", None), ("guardian__isnull", False), _connector="OR"
                        ),
                        name="confirmed_guardianship_has_a_guardian",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("purpose", models.CharField(max_length=30)),
                ("given_by_account", models.UUIDField(null=True)),
                ("channel", models.CharField(max_length=20)),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.consenttext"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False), ("withdrawn_at", None)),
                        fields=("district", "person", "purpose"),
                        name="consent_is_live_once_per_purpose",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("account__isnull", False), ("withdrawn_at", None)),
                        fields=("account", "purpose"),
                        name="account_agrees_once_per_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", None), ("account", None), _connector="XOR"),
                        name="consent_is_somebodys",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BeneficiaryFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("categories", redvest.core.fields.SealedField(null=True)),
                ("care_note", redvest.core.fields.SealedField(null=True)),
                ("emergency_contact", redvest.core.fields.SealedField(null=True)),
                ("consent_id", models.UUIDField(null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="beneficiary_file",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                (
                    "taken",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("done", models.BooleanField(default=False)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "decided_at"], name="merge_waiting")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("district", "gone"),
                        name="entry_waits_for_one_merge",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("gone")), _negated=True),
                        name="merge_joins_two_entries",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_decides_their_own_merge",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProxyLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=20)),
                ("consent_basis", models.CharField(max_length=20)),
                ("consent_note", redvest.core.fields.SealedField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "proxy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="represents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proxies",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("district", "proxy", "resident"),
                        name="proxy_link_is_live_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("role", models.CharField(max_length=20)),
                ("scope", models.CharField(default="", max_length=12)),
                ("team_id", models.UUIDField(null=True)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.department",
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "role", "scope"], name="grant_by_scope")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("district", "account", "role", "scope", "team_id", "department"),
                        name="grant_is_live_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope__regex", "^(\\d{6}|\\d{9}|\\d{12})$")),
                        name="grant_scope_ends_on_a_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope__startswith", models.F("district"))),
                        name="grant_scope_lies_in_its_district",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None),
                            ("ends_at__gt", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="grant_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_by", None),
                            models.Q(("granted_by", models.F("account")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_grants_to_themselves",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(
                            ("revoked_at", None),
                            ("role__in", ["system_admin", "security_admin", "audit_admin"]),
                        ),
                        expressions=[("account", "="), ("role", "<>")],
                        name="three_admins_are_three_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Volunteer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("volunteer_no", models.CharField(max_length=20)),
                ("status", models.CharField(default="self_registered", max_length=20)),
                ("home_community", models.CharField(default="", max_length=12)),
                (
                    "skills",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "service_categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("availability", models.PositiveIntegerField(default=0)),
                ("accepts_matching", models.BooleanField(default=True)),
                ("pledged_at", models.DateTimeField(null=True)),
                ("last_served_on", models.DateField(null=True)),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volunteer",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "home_community", "status"], name="volunteer_by_place"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "volunteer_no"), name="volunteer_number_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("availability__lt", 2097152)),
                        name="availability_has_21_slots",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("team_id", models.UUIDField(null=True)),
                ("home_community", models.CharField(default="", max_length=12)),
                ("name", redvest.core.fields.SealedField(null=True)),
                ("phone", redvest.core.fields.SealedField(null=True)),
                ("phone_index", models.BinaryField(null=True)),
                ("id_number", redvest.core.fields.SealedField(null=True)),
                ("id_index", models.BinaryField(null=True)),
                ("status", models.CharField(default="invited", max_length=20)),
                ("invited_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.importbatch",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "invited")),
                        fields=("district", "phone_index"),
                        name="phone_has_one_open_invitation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "invited")),
                        fields=("district", "id_index"),
                        name="id_number_has_one_open_invitation",
                    ),
                ],
            },
        ),
    ]
