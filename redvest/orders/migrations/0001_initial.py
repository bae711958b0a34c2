import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import redvest.core.fields
import redvest.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("teams", "0001_initial"),
    ]

    operations = [
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
                ("name", models.CharField(max_length=40)),
                ("name_en", models.CharField(default="", max_length=60)),
                ("hint", models.CharField(default="", max_length=120)),
                ("hint_en", models.CharField(default="", max_length=200)),
                ("core_category", models.CharField(default="other", max_length=24)),
                ("is_active", models.BooleanField(default=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="orders.servicecategory",
                    ),
                ),
            ],
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
                ("community", models.CharField(max_length=12)),
                ("description", redvest.core.fields.SealedField(null=True)),
                ("address", redvest.core.fields.SealedField(null=True)),
                ("contact_phone", redvest.core.fields.SealedField(null=True)),
                ("risk_note", redvest.core.fields.SealedField(null=True)),
                ("preferred_on", models.DateField()),
                ("preferred_slot", models.CharField(default="any", max_length=10)),
                ("urgency", models.CharField(default="normal", max_length=10)),
                ("state", models.CharField(max_length=12)),
                ("state_since", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("scheduled_from", models.DateTimeField(null=True)),
                ("scheduled_to", models.DateTimeField(null=True)),
                ("outcome", redvest.core.fields.SealedField(null=True)),
                ("placed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="orders.serviceitem",
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
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluation",
                        to="orders.serviceorder",
                    ),
                ),
            ],
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="teams.team",
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
        ),
        migrations.AddConstraint(
            model_name="serviceitem",
            constraint=models.UniqueConstraint(
                fields=("district", "code"), name="service_item_has_one_code"
            ),
        ),
        migrations.AddIndex(
            model_name="serviceorder",
            index=models.Index(fields=["district", "community", "state"], name="order_by_place"),
        ),
        migrations.AddIndex(
            model_name="serviceorder",
            index=models.Index(
                fields=["district", "requester", "-placed_at"], name="order_by_requester"
            ),
        ),
        migrations.AddIndex(
            model_name="serviceorder",
            index=models.Index(fields=["district", "state", "state_since"], name="order_by_state"),
        ),
        migrations.AddConstraint(
            model_name="serviceorder",
            constraint=models.UniqueConstraint(
                fields=("district", "number"), name="order_number_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceorder",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="serviceorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("community__regex", "^\\d{12}$"),
                    ("community__startswith", models.F("district")),
                ),
                name="order_lies_in_a_community_of_its_district",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("scheduled_from", None), ("scheduled_to", None)),
                    ("scheduled_to__gt", models.F("scheduled_from")),
                    _connector="OR",
                ),
                name="order_visit_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__gte", 1), ("grade__lte", 5)),
                name="evaluation_has_one_of_5_grades",
            ),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(fields=["district", "team", "state"], name="dispatch_by_team"),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["live", "claimed"])),
                fields=("district", "order"),
                name="order_has_one_live_dispatch",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["live", "claimed", "declined", "timed_out", "withdrawn"])
                ),
                name="dispatch_is_in_a_known_state",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                fields=["district", "volunteer", "state"], name="assignment_by_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "accepted"])),
                fields=("district", "order", "volunteer"),
                name="volunteer_is_named_once_for_an_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_lead", True), ("state__in", ["proposed", "accepted"])),
                fields=("district", "order"),
                name="order_has_one_lead",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("checked_in_at", None), ("state", "accepted"), _connector="OR"),
                name="only_who_accepted_checks_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
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
        ),
    ]
