"""A way to look after an order without an account."""

from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.orders.models.orders import ServiceOrder


class OrderLink(models.Model):
    """A short link to one order, opened with a six-digit code.

    Neither link nor code is stored: the link's keyed hash finds the row, and both are derived from
    the row's id with a key that lies outside the database, so that a slip can be printed again. A
    link that was locked, taken back or outlived never opens again; another is made instead.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="links")
    token_hash = models.BinaryField()
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "token_hash"], name="order_link_is_found_once"
            ),
            models.UniqueConstraint(
                fields=["district", "order"],
                condition=Q(closed_at=None),
                name="order_has_one_live_link",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("made_at")), name="order_link_lives_for_a_while"
            ),
        ]
