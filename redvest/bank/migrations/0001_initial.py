import django.db.models.deletion
import django.db.models.expressions
import redvest.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orders", "0001_initial"),
        ("people", "0001_initial"),
        ("people", "__first__"),
        ("records", "0001_initial"),
        ("teams", "0001_initial"),
        ("venues", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("unit", models.CharField(max_length=8)),
                ("holder", models.CharField(max_length=10)),
                ("region", models.CharField(max_length=12)),
                ("party", models.UUIDField(null=True)),
                ("balance", models.BigIntegerField(default=0)),
                ("debt", models.BigIntegerField(default=0)),
                ("floor", models.BigIntegerField(null=True)),
                ("ceiling", models.BigIntegerField(null=True)),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_accounts",
                        to="people.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_accounts",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "region"], name="bank_account_by_place")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("district", "person", "unit"),
                        name="bank_person_has_one_account_a_unit",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("team__isnull", False)),
                        fields=("district", "team", "unit"),
                        name="bank_team_has_one_account_a_unit",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person", None), ("team", None)),
                        fields=("district", "unit", "holder", "region", "party"),
                        name="bank_place_has_one_account_a_unit",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unit__in", ["points", "minutes"]),
                            (
                                "holder__in",
                                [
                                    "person",
                                    "team",
                                    "merchant",
                                    "issue",
                                    "hold",
                                    "redeemed",
                                    "expired",
                                    "pool",
                                    "adjust",
                                    "clearing",
                                ],
                            ),
                        ),
                        name="bank_account_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("holder", "person"), ("party", None), ("team", None)),
                            models.Q(("holder", "team"), ("party", None), ("person", None)),
                            models.Q(
                                models.Q(("holder__in", ["person", "team"]), _negated=True),
                                ("person", None),
                                ("team", None),
                            ),
                            _connector="OR",
                        ),
                        name="bank_account_belongs_to_its_holder",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debt", 0),
                            models.Q(
                                (
                                    "balance",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("debt"), "*", models.Value(-1)
                                    ),
                                ),
                                ("debt__gt", 0),
                                ("holder", "person"),
                            ),
                            _connector="OR",
                        ),
                        name="bank_debt_is_what_is_missing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("floor", None),
                            ("debt__gt", 0),
                            ("balance__gte", models.F("floor")),
                            _connector="OR",
                        ),
                        name="bank_account_keeps_its_floor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ceiling", None),
                            ("balance__lte", models.F("ceiling")),
                            _connector="OR",
                        ),
                        name="bank_account_keeps_its_ceiling",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankGift",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("unit", models.CharField(max_length=8)),
                ("amount", models.PositiveIntegerField()),
                ("given_by", models.UUIDField()),
                ("given_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_gifts",
                        to="people.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_gifts",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "-given_at"], name="bank_gift_by_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("team__isnull", False)),
                            models.Q(("person__isnull", False), ("team", None)),
                            _connector="OR",
                        ),
                        name="gift_is_of_a_person_or_a_team",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("unit__in", ["points", "minutes"])),
                        name="gift_is_of_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EarningRule",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("version", models.PositiveIntegerField()),
                ("from_day", models.DateField()),
                ("terms", models.JSONField()),
                ("drafted_by", models.UUIDField(null=True)),
                ("drafted_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["district", "from_day"], name="bank_rule_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "version"), name="bank_rule_has_its_own_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="bank_rule_takes_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("number", models.PositiveSmallIntegerField(default=0)),
                ("amount", models.PositiveBigIntegerField()),
                ("remaining", models.PositiveBigIntegerField()),
                ("last_day", models.DateField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="bank.account",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("remaining__gt", 0)),
                        fields=["account", "last_day", "id"],
                        name="bank_lot_to_spend",
                    ),
                    models.Index(
                        condition=models.Q(("last_day__isnull", False), ("remaining__gt", 0)),
                        fields=["district", "last_day"],
                        name="bank_lot_by_end",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0), ("remaining__lte", models.F("amount"))
                        ),
                        name="bank_lot_is_never_overdrawn",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Merchant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("region", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=60)),
                ("address", models.CharField(default="", max_length=120)),
                ("phone", models.CharField(default="", max_length=30)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "region", "name"),
                        name="merchant_name_is_unique_in_its_region",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("region__startswith", models.F("district"))),
                        name="merchant_lies_in_its_district",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MerchantAgreement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("terms", models.CharField(max_length=500)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="bank.merchant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "merchant", "state"], name="agreement_by_merchant"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "agreed", "refused", "ended"))
                        ),
                        name="agreement_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="agreement_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("state", "proposed")),
                            models.Q(
                                models.Q(("state", "proposed"), _negated=True),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_takes_two_people",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("district", "merchant"),
                        name="merchant_has_one_proposal_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MerchantClerk",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("added_by", models.UUIDField(null=True)),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clerks",
                        to="bank.merchant",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["district", "account"], name="clerk_by_account")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("district", "merchant", "account"),
                        name="clerk_stands_once_in_a_shop",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reward",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("name", models.CharField(max_length=40)),
                ("name_en", models.CharField(default="", max_length=80)),
                ("about", models.CharField(default="", max_length=300)),
                ("kind", models.CharField(max_length=10)),
                ("field", models.CharField(max_length=10)),
                ("points", models.PositiveIntegerField()),
                ("adults_only", models.BooleanField(default=False)),
                ("month_limit", models.PositiveSmallIntegerField(default=0)),
                ("is_open", models.BooleanField(default=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "merchant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rewards",
                        to="bank.merchant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "is_open", "field"], name="reward_by_field")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("merchant", None)),
                        fields=("district", "name"),
                        name="reward_of_the_center_is_named_once",
                    ),
                    models.UniqueConstraint(
                        fields=("district", "merchant", "name"),
                        name="reward_of_a_merchant_is_named_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gt", 0)), name="reward_takes_points"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["courtesy", "goods", "service"]),
                            ("field__in", ["daily", "health", "shopping", "sights", "travel"]),
                        ),
                        name="reward_is_of_a_known_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RewardGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("unit", models.CharField(default="points", max_length=8)),
                ("amount", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=20)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reward_grants",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "state", "asked_at"], name="reward_grant_open")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("state", "asked")),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("state__in", ("granted", "refused")),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reward_grant_takes_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("unit__in", ["points", "minutes"])),
                        name="reward_grant_is_of_something",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("district", "person", "unit"),
                        name="reward_grant_is_asked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RewardStock",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("left", models.IntegerField(default=0)),
                (
                    "merchant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stocks",
                        to="bank.merchant",
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stocks",
                        to="bank.reward",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reward_stocks",
                        to="venues.venue",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("left__gte", 0)), name="stock_is_never_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merchant__isnull", False), ("venue", None)),
                            models.Q(("merchant", None), ("venue__isnull", False)),
                            _connector="OR",
                        ),
                        name="stock_lies_at_one_place",
                    ),
                    models.UniqueConstraint(
                        fields=("district", "reward", "venue"), name="reward_lies_once_at_a_venue"
                    ),
                    models.UniqueConstraint(
                        fields=("district", "reward", "merchant"),
                        name="reward_lies_once_at_a_merchant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RewardDonation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("donor", models.CharField(default="", max_length=60)),
                ("pieces", models.PositiveIntegerField()),
                ("received_on", models.DateField()),
                ("received_by", models.UUIDField(null=True)),
                (
                    "stock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="donations",
                        to="bank.rewardstock",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "-received_on"], name="reward_donation_by_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pieces__gt", 0)), name="donation_has_pieces"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Redemption",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("number", models.CharField(max_length=20)),
                ("points", models.PositiveIntegerField()),
                ("state", models.CharField(default="reserved", max_length=12)),
                ("state_since", models.DateTimeField()),
                ("reserved_at", models.DateTimeField()),
                ("reserved_by", models.UUIDField(null=True)),
                ("ends_at", models.DateTimeField()),
                ("hold", models.UUIDField(null=True)),
                ("code_index", models.BinaryField(null=True)),
                ("handed_at", models.DateTimeField(null=True)),
                ("handed_by", models.UUIDField(null=True)),
                ("handed_via", models.CharField(default="", max_length=10)),
                ("reversal_asked_by", models.UUIDField(null=True)),
                ("reversed_by", models.UUIDField(null=True)),
                ("note", models.CharField(default="", max_length=20)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="people.person",
                    ),
                ),
                (
                    "stock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="bank.rewardstock",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "person", "-reserved_at"], name="redemption_by_person"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["issued", "reserved"])),
                        fields=["district", "ends_at"],
                        name="redemption_that_may_expire",
                    ),
                    models.Index(fields=["district", "stock", "state"], name="redemption_by_stock"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "number"), name="redemption_number_is_unique"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "issued")),
                        fields=("district", "code_index"),
                        name="one_time_code_opens_one_redemption",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gt", 0)), name="redemption_takes_points"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "cancelled",
                                    "closed",
                                    "disputed",
                                    "expired",
                                    "fulfilled",
                                    "issued",
                                    "out_of_stock",
                                    "reserved",
                                    "reversed",
                                    "reversing",
                                ],
                            )
                        ),
                        name="redemption_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "reversed"), _negated=True),
                            models.Q(
                                ("reversed_by__isnull", False),
                                models.Q(
                                    ("reversed_by", models.F("reversal_asked_by")), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="redemption_is_reversed_by_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("record_version", models.PositiveIntegerField()),
                ("rule", models.PositiveIntegerField()),
                ("paid", models.BooleanField()),
                ("points", models.PositiveIntegerField(default=0)),
                ("minutes", models.PositiveIntegerField(default=0)),
                ("steps", models.JSONField(default=dict)),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlement",
                        to="records.servicerecord",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StockMove",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=10)),
                ("pieces", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
                (
                    "redemption",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="bank.redemption",
                    ),
                ),
                (
                    "stock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="bank.rewardstock",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "stock", "-at"], name="stock_move_by_stock")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("redemption__isnull", False)),
                        fields=("redemption", "kind"),
                        name="redemption_moves_its_piece_once_each_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("stocked", "donated", "counted", "reserved", "returned"))
                        ),
                        name="stock_move_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ("reserved", "returned")),
                                ("redemption__isnull", False),
                            ),
                            models.Q(
                                ("kind__in", ("stocked", "donated", "counted")),
                                ("redemption", None),
                            ),
                            _connector="OR",
                        ),
                        name="stock_moves_for_a_redemption_or_by_the_desk",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamSaver",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("from_day", models.DateField()),
                ("until_day", models.DateField(null=True)),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="savers",
                        to="teams.team",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saves_for",
                        to="people.volunteer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "volunteer", "team"], name="team_saver_by_member"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_day", None)),
                        fields=("district", "team", "volunteer"),
                        name="member_saves_for_a_team_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeExchange",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("other", models.CharField(max_length=6)),
                ("way", models.CharField(max_length=3)),
                ("key", models.UUIDField()),
                ("minutes", models.PositiveIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("reason", models.CharField(default="", max_length=10)),
                ("made_at", models.DateTimeField()),
                ("state_since", models.DateTimeField()),
                ("by", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_exchanges",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "other", "-made_at"], name="time_exchange_by_other"
                    ),
                    models.Index(
                        condition=models.Q(("state", "sent"), ("way", "out")),
                        fields=["district", "state"],
                        name="time_exchange_under_way",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("district", "key"), name="exchange_is_written_once_a_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("sent", "received", "refused")), ("way", "out")
                            ),
                            models.Q(("state__in", ("received", "refused")), ("way", "in")),
                            _connector="OR",
                        ),
                        name="exchange_is_in_a_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minutes__gt", 0),
                            models.Q(("district", models.F("other")), _negated=True),
                        ),
                        name="exchange_goes_to_another_district",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False),
                            models.Q(("state", "refused"), ("way", "in")),
                            _connector="OR",
                        ),
                        name="exchange_has_its_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeInheritance",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("relation", models.CharField(max_length=20)),
                ("proof", models.CharField(max_length=20)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("minutes", models.PositiveIntegerField(default=0)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "heir",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_inherited",
                        to="people.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_left",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "state", "asked_at"], name="time_inheritance_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("minutes", 0), ("state", "asked")),
                            models.Q(
                                models.Q(
                                    models.Q(("minutes__gt", 0), ("state", "agreed")),
                                    models.Q(("minutes", 0), ("state", "refused")),
                                    _connector="OR",
                                ),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="inheritance_takes_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("heir")), _negated=True),
                        name="nobody_inherits_from_self",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("district", "person"),
                        name="inheritance_is_asked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeReceiver",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("basis", models.CharField(max_length=10)),
                ("tie", models.CharField(max_length=20)),
                ("proof", models.CharField(max_length=20)),
                ("consent", models.CharField(max_length=20)),
                ("named_by", models.UUIDField()),
                ("named_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_receivers",
                        to="people.person",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_givers",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("district", "giver", "receiver"),
                        name="time_receiver_is_named_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("receiver")), _negated=True),
                        name="time_receiver_is_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ("relative", "elder"))),
                        name="time_receiver_is_relative_or_elder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeUse",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("basis", models.CharField(max_length=10)),
                ("minutes", models.PositiveIntegerField()),
                ("verified_by", models.CharField(default="", max_length=10)),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("hold", models.UUIDField(null=True)),
                ("state", models.CharField(default="held", max_length=10)),
                ("state_since", models.DateTimeField()),
                ("served", models.PositiveIntegerField(default=0)),
                ("paid", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_uses",
                        to="orders.serviceorder",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="time_uses",
                        to="people.person",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="bank.timereceiver",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["district", "person", "-asked_at"], name="time_use_by_person"
                    ),
                    models.Index(
                        condition=models.Q(("state", "held")),
                        fields=["district", "order"],
                        name="time_use_to_follow",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("held", "settled"))),
                        fields=("district", "order"),
                        name="order_is_paid_by_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["held", "lapsed", "refunded", "returned", "settled"]),
                            ("basis__in", ["age", "elder", "granted", "relative"]),
                        ),
                        name="time_use_is_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("paid__lte", models.F("minutes"))),
                        name="time_use_costs_at_most_what_was_held",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=8)),
                ("unit", models.CharField(max_length=8)),
                ("amount", models.PositiveBigIntegerField()),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("source_type", models.CharField(max_length=40)),
                ("source_id", models.UUIDField()),
                ("source_no", models.PositiveIntegerField(default=0)),
                ("rule", models.PositiveIntegerField(default=0)),
                ("by", models.UUIDField(null=True)),
                ("second", models.UUIDField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("detail", models.JSONField(default=dict)),
                ("row_hash", models.BinaryField()),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_by",
                        to="bank.transfer",
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.account",
                    ),
                ),
                (
                    "debit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.account",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="bank.transfer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("kind", "hold")),
                        fields=["district", "until"],
                        name="bank_hold_by_end",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "district",
                            "source_id",
                            "kind",
                            "unit",
                            "source_no",
                            "source_type",
                        ),
                        name="bank_source_pays_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ["lapse", "post", "void"])),
                        fields=("answers",),
                        name="bank_hold_is_answered_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "rest")),
                        fields=("answers",),
                        name="bank_hold_has_one_rest",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses__isnull", False)),
                        fields=("reverses",),
                        name="bank_transfer_is_reversed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0),
                            models.Q(("debit", models.F("credit")), _negated=True),
                        ),
                        name="bank_transfer_moves_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answers__isnull", False),
                                ("kind__in", ["lapse", "post", "void", "rest"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("kind__in", ["lapse", "post", "void", "rest"]), _negated=True
                                ),
                                ("answers", None),
                            ),
                            _connector="OR",
                        ),
                        name="bank_only_answers_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["refund", "reverse"]), ("reverses__isnull", False)
                            ),
                            models.Q(
                                models.Q(("kind__in", ["refund", "reverse"]), _negated=True),
                                ("reverses", None),
                            ),
                            _connector="OR",
                        ),
                        name="bank_only_reversals_reverse",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "adjust"), _negated=True),
                            models.Q(
                                ("by__isnull", False),
                                ("second__isnull", False),
                                models.Q(("by", models.F("second")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bank_adjusting_takes_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "hold"), ("until__isnull", False)),
                            models.Q(models.Q(("kind", "hold"), _negated=True), ("until", None)),
                            _connector="OR",
                        ),
                        name="bank_hold_has_an_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("named_at", models.DateTimeField()),
                (
                    "bringer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brought",
                        to="people.volunteer",
                    ),
                ),
                (
                    "newcomer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brought_by",
                        to="people.volunteer",
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referral",
                        to="bank.transfer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("newcomer", models.F("bringer")), _negated=True),
                        name="nobody_brings_self",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LotUse",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("amount", models.BigIntegerField()),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="bank.lot",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="bank.transfer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("transfer", "lot"), name="bank_lot_is_used_once_a_time"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="lot",
            name="origin",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="bank.transfer"
            ),
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("version", models.PositiveBigIntegerField()),
                ("delta", models.BigIntegerField()),
                ("balance", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="bank.account",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="bank.transfer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "version"), name="bank_entry_has_its_own_version"
                    ),
                    models.UniqueConstraint(
                        fields=("transfer", "account"), name="bank_entry_is_one_a_side"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=redvest.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("district", models.CharField(max_length=6)),
                ("gives", models.BooleanField()),
                ("amount", models.PositiveBigIntegerField()),
                ("reason", models.CharField(max_length=20)),
                ("document", models.CharField(max_length=80)),
                ("state", models.CharField(default="asked", max_length=8)),
                ("state_since", models.DateTimeField()),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("finding", models.CharField(blank=True, max_length=20)),
                ("cleared_by", models.UUIDField(null=True)),
                ("cleared_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="bank.account",
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustment_made",
                        to="bank.transfer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["district", "state"], name="bank_adjustment_by_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="bank_adjustment_takes_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cleared_by", None),
                            models.Q(("cleared_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="bank_adjustment_is_cleared_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="bank_adjustment_moves_something",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("account",),
                        name="bank_account_has_one_adjustment_asked",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.UniqueConstraint(
                fields=("origin", "number"), name="bank_lot_has_one_origin"
            ),
        ),
    ]
