"""The places everything hangs on, and what a district wants otherwise than the defaults."""

from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7


class District(models.Model):
    """One tenant: a county-level district that runs on this deployment."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=120)
    province = models.CharField(max_length=30)
    city = models.CharField(max_length=30)
    outline = models.JSONField(null=True)  # GeoJSON geometry, WGS-84, longitude first
    outline_source = models.CharField(max_length=20, default="")  # demo | uploaded
    brand_name = models.CharField(max_length=60, default="")
    slogan = models.CharField(max_length=120, default="")
    hotline = models.CharField(max_length=30, default="")
    icp_no = models.CharField(max_length=60, default="")
    police_no = models.CharField(max_length=60, default="")
    report_phone = models.CharField(max_length=30, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)


class Region(models.Model):
    """A division by its statistical code: 6 digits district, 9 street, 12 community.

    The code is the hierarchy. Codes change yearly, so a row is valid from and to a date.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    stat_name = models.CharField(max_length=120)
    is_administrative = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    lat = models.FloatField(null=True)  # WGS-84
    lon = models.FloatField(null=True)
    place_basis = models.CharField(max_length=20, default="estimated")  # estimated | placed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code", "valid_from"], name="region_has_one_row_per_validity"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^(\d{6}|\d{9}|\d{12})$"), name="region_code_is_a_level"
            ),
            models.CheckConstraint(
                condition=Q(code__startswith=F("district")), name="region_lies_in_its_district"
            ),
        ]

    @property
    def level(self) -> str:
        return {6: "district", 9: "street", 12: "community"}[len(self.code)]


class DistrictPolicy(models.Model):
    """One version of what a district decided for itself. Never changes; a change is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    version = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    effective_from = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "version"], name="policy_version_is_unique")
        ]


class HolidayOverride(models.Model):
    """A day off or a working weekend, as announced each November. Empty district: everywhere."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6, default="")
    day = models.DateField()
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "day"], name="day_is_overridden_once")
        ]
