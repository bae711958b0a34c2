"""When something falls due, and what a desk has to do by hand."""

from django.db import models
from django.db.models import F, Q

from redvest.ids import uuid7
from redvest.orders.models.orders import ServiceOrder


class OrderTimer(models.Model):
    """One alarm of one order, written with the state it watches. Fires once.

    It belongs to the state that ``state_version`` brought; 0 outlives changes of state. ``result``
    says what came of it: ``moot`` (the order had moved on), ``moved`` or ``told``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="timers")
    kind = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    state_version = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "order", "kind", "state_version"],
                name="order_has_one_timer_of_a_kind_for_a_state",
            ),
            models.CheckConstraint(
                condition=Q(fired_at=None, result="")
                | Q(fired_at__isnull=False, result__in=["moot", "moved", "told"]),
                name="a_fired_timer_has_a_result",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(fired_at=None), name="timer_by_due"),
        ]


class OrderTask(models.Model):
    """Something a desk does by hand: phone the resident, look for help, answer an appeal.

    ``scope`` is the place whose desk it is for, ``role`` whether the station's or the center's.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=20)
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    result = models.CharField(max_length=20, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "order", "kind"],
                condition=Q(done_at=None),
                name="order_has_one_open_task_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(scope__startswith=F("district")), name="task_lies_in_its_district"
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "role", "due_at"],
                condition=Q(done_at=None),
                name="order_task_by_due",
            )
        ]
