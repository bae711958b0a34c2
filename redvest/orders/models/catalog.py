"""What residents may order."""

from django.db import models

from redvest.ids import uuid7


class ServiceCategory(models.Model):
    """The first level of a district's service catalog."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, default="")
    icon = models.CharField(max_length=30, default="heart")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="service_category_has_one_code"
            )
        ]


class ServiceItem(models.Model):
    """One thing residents may order. Withdrawn items stay, for the orders that name them."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    category = models.ForeignKey(ServiceCategory, models.PROTECT, related_name="items")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, default="")
    hint = models.CharField(max_length=120, default="")
    hint_en = models.CharField(max_length=200, default="")
    core_category = models.CharField(max_length=24, default="other")
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="service_item_has_one_code")
        ]
