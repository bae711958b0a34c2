"""Who can log in, and what they may do where."""

import secrets
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Q

from redvest.core.fields import SealedField
from redvest.engines.masks import mask_phone
from redvest.engines.roles import Role
from redvest.ids import uuid7

SEPARATED_ROLES = [
    Role.SYSTEM_ADMIN.value,
    Role.SECURITY_ADMIN.value,
    Role.AUDIT_ADMIN.value,
]


def new_login_name() -> str:
    return f"u-{secrets.token_hex(8)}"


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(login_name=username)


class Account(AbstractBaseUser):
    """One human's way in, across all districts of the deployment. Closed accounts stay as a row."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    login_name = models.CharField(max_length=40, unique=True, default=new_login_name)
    phone = SealedField(mask=mask_phone, purpose="login")
    phone_index = models.BinaryField(null=True, unique=True)
    phone_verified_at = models.DateTimeField(null=True)
    home_district = models.CharField(max_length=6, default="")
    language = models.CharField(max_length=10, default="zh-hans")
    elder_mode = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "login_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    def __str__(self) -> str:
        return self.login_name


class Department(models.Model):
    """A department of the district that answers whistles. Renamed rarely, closed by ``ends_on``."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    name = models.CharField(max_length=80)
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"], name="department_has_one_name_in_district"
            )
        ]


class RoleGrant(models.Model):
    """(account, role, region or team or department, from, to). Revoked, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=12, default="")
    team_id = models.UUIDField(null=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "account", "role", "scope", "team_id", "department"],
                condition=Q(revoked_at=None),
                nulls_distinct=False,
                name="grant_is_live_once",
            ),
            models.CheckConstraint(
                condition=Q(scope__regex=r"^(\d{6}|\d{9}|\d{12})$"),
                name="grant_scope_ends_on_a_level",
            ),
            models.CheckConstraint(
                condition=Q(scope__startswith=models.F("district")),
                name="grant_scope_lies_in_its_district",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="grant_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=models.F("account")),
                name="nobody_grants_to_themselves",
            ),
            ExclusionConstraint(
                name="three_admins_are_three_people",
                expressions=[("account", "="), ("role", "<>")],
                condition=Q(revoked_at=None, role__in=SEPARATED_ROLES),
            ),
        ]
        indexes = [models.Index(fields=["district", "role", "scope"], name="grant_by_scope")]
