"""What somebody independent looks into: cases, talks with the resident, revisits."""

from django.db import models
from django.db.models import Q

from redvest.core.fields import SealedField
from redvest.engines import masks
from redvest.ids import uuid7
from redvest.orders.models.orders import ServiceOrder


class QualityCase(models.Model):
    """Why an order is disputed, and how that ended. Handled by nobody of those who served.

    Kind is ``poor_rating``, ``no_show`` or ``complaint``. While it is open nothing the order would
    bring counts. ``decision`` is ``settled`` or ``reopened``, ``finding`` a code for what was true.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)  # Nobody when the system opened it.
    opened_from = models.CharField(max_length=12)
    reason = models.CharField(max_length=20, default="")
    text = SealedField(mask=masks.scrub, purpose="evaluation")
    handler = models.UUIDField(null=True)
    contact_due_at = models.DateTimeField()
    contacted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decision = models.CharField(max_length=10, default="")
    finding = models.CharField(max_length=20, default="")
    answer = SealedField(mask=masks.scrub, purpose="evaluation")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "order"],
                condition=Q(decided_at=None),
                name="order_has_one_open_case",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["poor_rating", "no_show", "complaint"]),
                name="case_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="")
                | Q(decided_at__isnull=False, decision__in=["settled", "reopened"]),
                name="a_decided_case_has_a_decision",
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "due_at"],
                condition=Q(decided_at=None),
                name="case_by_due",
            )
        ]


class CaseContact(models.Model):
    """One try to speak with somebody about a case. Written once, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    case = models.ForeignKey(QualityCase, models.PROTECT, related_name="contacts")
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    method = models.CharField(max_length=10)  # phone | visit | online
    party = models.CharField(max_length=10, default="resident")  # resident | provider
    reached = models.BooleanField()
    note = SealedField(mask=masks.scrub, purpose="evaluation")


class Revisit(models.Model):
    """Somebody independent asks the resident again. Kept beside the rating, never instead of it.

    ``reached`` false with ``done_at`` set: nobody could be reached, which says nothing about the
    service.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="revisits")
    round = models.PositiveSmallIntegerField(default=1)
    why = models.CharField(max_length=12)
    drawn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    method = models.CharField(max_length=10, default="")
    reached = models.BooleanField(null=True)
    grade = models.PositiveSmallIntegerField(null=True)
    text = SealedField(mask=masks.scrub, purpose="evaluation")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "order", "round"], name="order_is_revisited_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(why__in=["poor", "vulnerable", "lot"]), name="revisit_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(grade=None)
                | Q(grade__gte=1, grade__lte=5, reached=True, done_at__isnull=False),
                name="only_who_was_reached_gives_a_grade",
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "due_at"], condition=Q(done_at=None), name="revisit_by_due"
            )
        ]


class ContactAttempt(models.Model):
    """A try to reach a resident who was not there when the volunteers came."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    district = models.CharField(max_length=6)
    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="attempts_to_reach")
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    method = models.CharField(max_length=10)  # phone | door | neighbor

    class Meta:
        indexes = [models.Index(fields=["district", "order"], name="attempt_by_order")]
