import django.contrib.postgres.fields
import django.db.models.deletion
import redvest.core.fields
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
            name="QualityCase",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=12)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.UUIDField(null=True)),
                ("opened_from", models.CharField(max_length=12)),
                ("reason", models.CharField(default="", max_length=20)),
                ("text", redvest.core.fields.SealedField(null=True)),
                ("handler", models.UUIDField(null=True)),
                ("contact_due_at", models.DateTimeField()),
                ("contacted_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("decision", models.CharField(default="", max_length=10)),
                ("finding", models.CharField(default="", max_length=20)),
                ("answer", redvest.core.fields.SealedField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("decided_at", None)),
                        fields=["district", "due_at"],
                        name="case_by_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["poor_rating", "no_show", "complaint"])),
                        name="case_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decision", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decision__in", ["settled", "reopened"]),
                            ),
                            _connector="OR",
                        ),
                        name="a_decided_case_has_a_decision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("account_id", models.UUIDField()),
                ("token_hash", models.BinaryField()),
                ("language", models.CharField(default="zh-hans", max_length=10)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "token_hash"), name="calendar_link_is_made_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("district", "account_id"),
                        name="account_has_one_live_calendar_link",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Open311Key",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=60)),
                ("key_hash", models.BinaryField()),
                ("issued_by", models.UUIDField()),
                ("issued_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "key_hash"), name="open311_key_is_issued_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderCounter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("day", models.DateField()),
                ("last", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "day"), name="order_counter_is_one_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseContact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
                ("method", models.CharField(max_length=10)),
                ("party", models.CharField(default="resident", max_length=10)),
                ("reached", models.BooleanField()),
                ("note", redvest.core.fields.SealedField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="orders.qualitycase",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("account_id", models.UUIDField()),
                ("name", models.CharField(max_length=20)),
                ("conditions", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "account_id", "name"),
                        name="filter_name_is_ones_own_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceCategory",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("code", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=40)),
                ("name_en", models.CharField(default="", max_length=60)),
                ("icon", models.CharField(default="heart", max_length=30)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "code"), name="service_category_has_one_code"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("code", models.CharField(max_length=30)),
                ("kind", models.CharField(default="help", max_length=10)),
                ("name", models.CharField(max_length=40)),
                ("name_en", models.CharField(default="", max_length=60)),
                ("hint", models.CharField(default="", max_length=120)),
                ("hint_en", models.CharField(default="", max_length=200)),
                ("icon", models.CharField(default="", max_length=30)),
                ("skill", models.CharField(default="", max_length=30)),
                ("qualification", models.CharField(default="", max_length=20)),
                ("training", models.CharField(default="", max_length=30)),
                ("people", models.PositiveSmallIntegerField(default=1)),
                ("minors_allowed", models.BooleanField(default=False)),
                ("needs_insurance", models.BooleanField(default=False)),
                ("same_sex", models.BooleanField(default=False)),
                ("minutes", models.PositiveSmallIntegerField(default=60)),
                ("asks", models.CharField(default="", max_length=120)),
                ("asks_en", models.CharField(default="", max_length=200)),
                ("risk", models.CharField(default="", max_length=160)),
                ("risk_en", models.CharField(default="", max_length=240)),
                ("referral", models.CharField(default="", max_length=160)),
                ("referral_en", models.CharField(default="", max_length=240)),
                ("is_public", models.BooleanField(default=True)),
                ("core_category", models.CharField(default="other", max_length=24)),
                ("is_active", models.BooleanField(default=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="orders.servicecategory",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "code"), name="service_item_has_one_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 1), ("people__lte", 20)),
                        name="service_item_names_its_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 480)),
                        name="service_item_fits_into_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["class", "help", "meal", "talk", "wish"])),
                        name="service_item_is_of_a_known_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderBundle",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("region", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=60)),
                ("note", models.CharField(default="", max_length=200)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("state", models.CharField(default="offered", max_length=10)),
                ("compiled_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bundles",
                        to="teams.team",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bundles",
                        to="venues.venue",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bundles",
                        to="orders.serviceitem",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "region", "starts_at"], name="bundle_by_place"
                    ),
                    models.Index(fields=["district", "team", "state"], name="bundle_by_team"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["cancelled", "declined", "offered", "over", "set", "timed_out"],
                            )
                        ),
                        name="bundle_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="bundle_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("region__startswith", models.F("district"))),
                        name="bundle_lies_in_its_district",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("number", models.CharField(max_length=20)),
                ("placed_by", models.UUIDField(null=True)),
                ("channel", models.CharField(default="page", max_length=20)),
                ("kind", models.CharField(default="help", max_length=10)),
                ("community", models.CharField(max_length=12)),
                ("description", redvest.core.fields.SealedField(null=True)),
                ("address", redvest.core.fields.SealedField(null=True)),
                ("contact_phone", redvest.core.fields.SealedField(null=True)),
                ("risk_note", redvest.core.fields.SealedField(null=True)),
                ("preferred_on", models.DateField()),
                ("preferred_slot", models.CharField(default="any", max_length=10)),
                ("may_bundle", models.BooleanField(default=False)),
                ("urgency", models.CharField(default="normal", max_length=10)),
                ("state", models.CharField(max_length=12)),
                ("state_since", models.DateTimeField()),
                ("state_version", models.PositiveIntegerField(default=1)),
                ("due_at", models.DateTimeField(null=True)),
                ("verification", models.CharField(default="", max_length=10)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("language", models.CharField(default="", max_length=20)),
                ("priority", models.PositiveSmallIntegerField(default=0)),
                ("desk_region", models.CharField(default="", max_length=12)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("scheduled_from", models.DateTimeField(null=True)),
                ("scheduled_to", models.DateTimeField(null=True)),
                ("proposed_from", models.DateTimeField(null=True)),
                ("proposed_to", models.DateTimeField(null=True)),
                ("proposed_by", models.CharField(default="", max_length=10)),
                ("time_agreed_at", models.DateTimeField(null=True)),
                ("provider_moves", models.PositiveSmallIntegerField(default=0)),
                ("reason", models.CharField(default="", max_length=30)),
                ("referral", models.CharField(default="", max_length=200)),
                ("note", redvest.core.fields.SealedField(null=True)),
                ("appealed_at", models.DateTimeField(null=True)),
                ("appeal", redvest.core.fields.SealedField(null=True)),
                ("outcome", redvest.core.fields.SealedField(null=True)),
                ("tally", models.JSONField(default=dict)),
                ("readings", redvest.core.fields.SealedField(null=True)),
                ("confirmed_by", models.CharField(default="", max_length=10)),
                ("placed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "bundle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="orders.orderbundle",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="orders.serviceitem",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="orders.serviceorder",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "community", "state"], name="order_by_place"),
                    models.Index(
                        fields=["district", "requester", "-placed_at"], name="order_by_requester"
                    ),
                    models.Index(
                        fields=["district", "state", "state_since"], name="order_by_state"
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["district", "due_at"],
                        name="order_by_due",
                    ),
                    models.Index(
                        condition=models.Q(("desk_region", ""), _negated=True),
                        fields=["district", "desk_region", "state"],
                        name="order_by_other_desk",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "number"), name="order_number_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "accepted",
                                    "cancelled",
                                    "claimed",
                                    "closed",
                                    "confirmed",
                                    "dispatched",
                                    "disputed",
                                    "done",
                                    "draft",
                                    "escalated",
                                    "in_service",
                                    "merged",
                                    "pooled",
                                    "rated",
                                    "rejected",
                                    "returned",
                                    "rework",
                                    "scheduled",
                                    "submitted",
                                    "unconfirmed",
                                    "unfulfilled",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="order_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("community__regex", "^\\d{12}$"),
                            ("community__startswith", models.F("district")),
                        ),
                        name="order_lies_in_a_community_of_its_district",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scheduled_from", None), ("scheduled_to", None)),
                            ("scheduled_to__gt", models.F("scheduled_from")),
                            _connector="OR",
                        ),
                        name="order_visit_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("proposed_by", ""), ("proposed_from", None), ("proposed_to", None)
                            ),
                            models.Q(
                                ("proposed_by__in", ["provider", "asker"]),
                                ("proposed_to__gt", models.F("proposed_from")),
                            ),
                            _connector="OR",
                        ),
                        name="order_proposal_has_a_side_and_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None), ("state", "merged"), _connector="OR"
                        ),
                        name="only_a_merged_order_names_the_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="order_is_not_merged_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state_version__lte", models.F("version"))),
                        name="state_is_not_ahead_of_version",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revisit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("why", models.CharField(max_length=12)),
                ("drawn_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.UUIDField(null=True)),
                ("method", models.CharField(default="", max_length=10)),
                ("reached", models.BooleanField(null=True)),
                ("grade", models.PositiveSmallIntegerField(null=True)),
                ("text", redvest.core.fields.SealedField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisits",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["district", "due_at"],
                        name="revisit_by_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "order", "round"),
                        name="order_is_revisited_once_a_round",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["poor", "vulnerable", "lot"])),
                        name="revisit_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade", None),
                            models.Q(
                                ("done_at__isnull", False),
                                ("grade__gte", 1),
                                ("grade__lte", 5),
                                ("reached", True),
                            ),
                            _connector="OR",
                        ),
                        name="only_who_was_reached_gives_a_grade",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="qualitycase",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="orders.serviceorder",
            ),
        ),
        migrations.CreateModel(
            name="OrderTimer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=20)),
                ("due_at", models.DateTimeField()),
                ("state_version", models.PositiveIntegerField()),
                ("set_at", models.DateTimeField()),
                ("fired_at", models.DateTimeField(null=True)),
                ("result", models.CharField(default="", max_length=10)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timers",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("fired_at", None)),
                        fields=["due_at"],
                        name="timer_by_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "order", "kind", "state_version"),
                        name="order_has_one_timer_of_a_kind_for_a_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fired_at", None), ("result", "")),
                            models.Q(
                                ("fired_at__isnull", False),
                                ("result__in", ["moot", "moved", "told"]),
                            ),
                            _connector="OR",
                        ),
                        name="a_fired_timer_has_a_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderTask",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=20)),
                ("role", models.CharField(max_length=20)),
                ("scope", models.CharField(max_length=12)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.UUIDField(null=True)),
                ("result", models.CharField(default="", max_length=20)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["district", "role", "due_at"],
                        name="order_task_by_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)),
                        fields=("district", "order", "kind"),
                        name="order_has_one_open_task_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope__startswith", models.F("district"))),
                        name="task_lies_in_its_district",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("token_hash", models.BinaryField()),
                ("made_by", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "token_hash"), name="order_link_is_found_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("district", "order"),
                        name="order_has_one_live_link",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("made_at"))),
                        name="order_link_lives_for_a_while",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MicroWish",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("goods", models.CharField(max_length=40)),
                ("title", models.CharField(default="", max_length=60)),
                ("yuan_most", models.PositiveSmallIntegerField()),
                ("published_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
                ("handed_over_at", models.DateTimeField(null=True)),
                ("thanks", redvest.core.fields.SealedField(null=True)),
                ("thanked_at", models.DateTimeField(null=True)),
                (
                    "venue",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="venues.venue",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wish",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=["district", "-published_at"],
                        name="wish_by_publication",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("yuan_most__gte", 1)), name="wish_has_a_ceiling"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at", None),
                            models.Q(("title", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="published_wish_has_a_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_over_at", None),
                            ("received_at__isnull", False),
                            _connector="OR",
                        ),
                        name="wish_is_received_before_it_is_handed_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("grade", models.PositiveSmallIntegerField()),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("text", redvest.core.fields.SealedField(null=True)),
                ("account_id", models.UUIDField(null=True)),
                ("rated_at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "order", "round"), name="order_is_rated_once_a_round"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grade__gte", 1), ("grade__lte", 5)),
                        name="evaluation_has_one_of_5_grades",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("state", models.CharField(default="live", max_length=12)),
                ("offered_by", models.UUIDField(null=True)),
                ("offered_at", models.DateTimeField()),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(default="", max_length=20)),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="teams.team",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="venues.venue",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="people.volunteer",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "team", "state"], name="dispatch_by_team"),
                    models.Index(fields=["district", "venue", "state"], name="dispatch_by_venue"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["live", "claimed"])),
                        fields=("district", "order"),
                        name="order_has_one_live_dispatch",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "live",
                                    "claimed",
                                    "declined",
                                    "timed_out",
                                    "withdrawn",
                                    "reassigned",
                                    "taken_back",
                                    "given_back",
                                    "ended",
                                ],
                            )
                        ),
                        name="dispatch_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("team__isnull", False), ("venue", None), ("volunteer", None)),
                            models.Q(("team", None), ("venue__isnull", False), ("volunteer", None)),
                            models.Q(("team", None), ("venue", None), ("volunteer__isnull", False)),
                            _connector="OR",
                        ),
                        name="dispatch_asks_exactly_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("venue", None),
                            models.Q(("state", "claimed"), _negated=True),
                            _connector="OR",
                        ),
                        name="a_venue_does_not_serve_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
                ("method", models.CharField(max_length=10)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts_to_reach",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "order"], name="attempt_by_order")],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("is_lead", models.BooleanField(default=False)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("named_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("checked_in_at", models.DateTimeField(null=True)),
                ("checked_out_at", models.DateTimeField(null=True)),
                ("evidence", models.CharField(default="", max_length=10)),
                ("is_late", models.BooleanField(default=False)),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="people.volunteer",
                    ),
                ),
                (
                    "dispatch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="orders.dispatch",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "volunteer", "state"], name="assignment_by_person"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "accepted"])),
                        fields=("district", "order", "volunteer"),
                        name="volunteer_is_named_once_for_an_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_lead", True), ("state__in", ["proposed", "accepted"])
                        ),
                        fields=("district", "order"),
                        name="order_has_one_lead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_in_at", None),
                            ("state__in", ["accepted", "ended"]),
                            _connector="OR",
                        ),
                        name="only_who_accepted_checks_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_out_at", None),
                            models.Q(
                                ("checked_in_at__isnull", False),
                                ("checked_out_at__gte", models.F("checked_in_at")),
                            ),
                            _connector="OR",
                        ),
                        name="check_out_follows_check_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["proposed", "accepted", "refused", "released", "ended", "no_show"],
                            )
                        ),
                        name="assignment_is_in_a_known_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("placed_by", models.UUIDField(null=True)),
                ("channel", models.CharField(default="page", max_length=20)),
                ("community", models.CharField(max_length=12)),
                ("description", redvest.core.fields.SealedField(null=True)),
                ("address", redvest.core.fields.SealedField(null=True)),
                ("contact_phone", redvest.core.fields.SealedField(null=True)),
                ("risk_note", redvest.core.fields.SealedField(null=True)),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), size=None
                    ),
                ),
                ("slot", models.CharField(default="any", max_length=10)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(null=True)),
                ("skip_holidays", models.BooleanField(default=True)),
                ("made_until", models.DateField(null=True)),
                ("problem", models.CharField(default="", max_length=30)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="orders.standingorder",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_orders",
                        to="orders.serviceitem",
                    ),
                ),
                (
                    "requester",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_orders",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["district", "made_until"],
                        name="standing_order_to_make",
                    ),
                    models.Index(fields=["district", "requester"], name="standing_order_by_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_day", None),
                            ("last_day__gte", models.F("first_day")),
                            _connector="OR",
                        ),
                        name="standing_order_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weekdays__len__gte", 1),
                            ("weekdays__contained_by", [1, 2, 3, 4, 5, 6, 7]),
                        ),
                        name="standing_order_has_weekdays",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("community__regex", "^\\d{12}$"),
                            ("community__startswith", models.F("district")),
                        ),
                        name="standing_order_lies_in_its_district",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingDay",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("day", models.DateField()),
                ("slot", models.CharField(max_length=10)),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="other_times",
                        to="orders.standingorder",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "standing", "day"),
                        name="standing_day_has_one_other_time",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="serviceorder",
            name="standing",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="orders.standingorder",
            ),
        ),
        migrations.CreateModel(
            name="StandingPause",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="orders.standingorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "standing"], name="pause_by_standing_order")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="pause_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingTeam",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("state", models.CharField(default="offered", max_length=10)),
                ("offered_by", models.UUIDField(null=True)),
                ("offered_at", models.DateTimeField()),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="orders.standingorder",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="series",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "team", "state"], name="series_by_team")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["accepted", "declined", "ended", "offered"])
                        ),
                        name="series_is_in_a_known_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["accepted", "offered"])),
                        fields=("district", "standing"),
                        name="standing_order_asks_one_team",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("topic", models.CharField(max_length=60)),
                ("audience", models.CharField(max_length=20)),
                ("seats", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=90)),
                (
                    "equipment",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talk",
                        to="orders.serviceorder",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="venues.venue",
                    ),
                ),
                (
                    "wanted_team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wanted_talks",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "venue", "starts_at"], name="talk_by_venue")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seats__gte", 1), ("seats__lte", 2000)),
                        name="talk_has_seats",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 15), ("minutes__lte", 480)),
                        name="talk_fits_into_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                ("since", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered_by",
                        to="orders.serviceitem",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered_items",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("district", "team", "item"),
                        name="team_offers_an_item_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VenueItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("is_hidden", models.BooleanField(default=False)),
                ("note", models.CharField(default="", max_length=120)),
                ("hours", models.CharField(default="", max_length=60)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adaptations",
                        to="orders.serviceitem",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adapted_items",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "venue", "item"), name="venue_adapts_an_item_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitFeedback",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("felt_safe", models.BooleanField()),
                (
                    "concerns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("text", redvest.core.fields.SealedField(null=True)),
                ("given_at", models.DateTimeField()),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="orders.assignment",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safety_feedback",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "order"], name="feedback_by_order")],
            },
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("content", redvest.core.fields.SealedField(null=True)),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("taken_in_at", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="orders.assignment",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="orders.serviceorder",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "order"], name="photo_by_order")],
            },
        ),
        migrations.CreateModel(
            name="VolunteerPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=14)),
                ("code", models.CharField(max_length=30)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("seen_by", models.UUIDField(null=True)),
                ("seen_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "volunteer", "withdrawn_at"], name="paper_by_person"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["insurance", "qualification", "training"])
                        ),
                        name="paper_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="paper_does_not_end_before_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BadgePhoto",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("content", redvest.core.fields.SealedField(null=True)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("reason", models.CharField(default="", max_length=20)),
                ("uploaded_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="badge_photos",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["approved", "refused", "replaced", "waiting", "withdrawn"],
                            )
                        ),
                        name="badge_photo_is_in_a_known_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("district", "volunteer"),
                        name="volunteer_has_one_badge_photo_waiting",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "approved")),
                        fields=("district", "volunteer"),
                        name="volunteer_shows_one_badge_photo",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pairing",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=20)),
                ("set_by", models.UUIDField(null=True)),
                ("set_at", models.DateTimeField()),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="people.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="teams.team",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pairings",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["apart", "rather"])),
                        name="pairing_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("team__isnull", False), ("volunteer", None)),
                            models.Q(("team", None), ("volunteer__isnull", False)),
                            _connector="OR",
                        ),
                        name="pairing_names_exactly_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("team", None)),
                        fields=("district", "resident", "volunteer"),
                        name="resident_and_volunteer_are_paired_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("volunteer", None)),
                        fields=("district", "resident", "team"),
                        name="resident_and_team_are_paired_once",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="qualitycase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("district", "order"),
                name="order_has_one_open_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceorder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("standing__isnull", False)),
                fields=("district", "standing", "preferred_on"),
                name="standing_order_makes_one_order_a_day",
            ),
        ),
    ]
