import django.db.models.deletion
import redvest.core.fields
import redvest.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orders", "0001_initial"),
        ("people", "0001_initial"),
        ("venues", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MealDay",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("day", models.DateField()),
                ("left_out", models.JSONField(default=dict)),
                ("chosen", models.JSONField(null=True)),
                ("planned_by", models.UUIDField(null=True)),
                ("planned_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "canteen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meal_days",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("chosen__isnull", False)),
                        fields=["district", "planned_at"],
                        name="meal_day_to_improve",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "canteen", "day"), name="canteen_has_one_lunch_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MealHome",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("point", redvest.core.fields.SealedField(null=True)),
                ("placed_by", models.UUIDField(null=True)),
                ("placed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meal_homes",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "person"), name="meal_home_is_one_a_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MealRound",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("state", models.CharField(default="planned", max_length=10)),
                ("by_bike", models.BooleanField(default=False)),
                ("leaves_at", models.DateTimeField()),
                ("back_at", models.DateTimeField()),
                ("meters", models.PositiveIntegerField()),
                ("offered_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("alarmed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "lunch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="meals.mealday",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meal_rounds",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "volunteer", "state"], name="meal_round_by_person"
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["accepted", "offered", "out", "planned"])
                        ),
                        fields=["district", "leaves_at"],
                        name="meal_round_going_on",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "accepted",
                                    "declined",
                                    "done",
                                    "dropped",
                                    "offered",
                                    "out",
                                    "planned",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="meal_round_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("back_at__gt", models.F("leaves_at"))),
                        name="meal_round_comes_back_after_leaving",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MealStop",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("position", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("marked_at", models.DateTimeField(null=True)),
                ("alarmed_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meal_stops",
                        to="orders.serviceorder",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="meals.mealround",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("district", "order"),
                        name="order_waits_in_one_meal_round",
                    ),
                    models.UniqueConstraint(
                        fields=("district", "round", "position"), name="meal_stop_has_its_own_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["freed", "handed", "nobody", "waiting"])),
                        name="meal_stop_is_in_a_known_state",
                    ),
                ],
            },
        ),
    ]
