"""What was done by hand about an order: calls, tasks, revisits, appeals."""

from django.db.models import QuerySet

from redvest.engines.order_flow import State
from redvest.engines.roles import Role
from redvest.orders.models import CaseContact, OrderTask, QualityCase, Revisit, ServiceOrder
from redvest.orders.queries.quality import tasks_in_scope
from redvest.people.actors import Actor
from redvest.teams.queries import within


def contacts_of(case: QualityCase) -> list[CaseContact]:
    """Every try to speak with somebody about a case, the latest first."""
    rows = CaseContact.objects.filter(district=case.district, case=case)
    return list(rows.order_by("-at"))


def revisit_of(order: ServiceOrder) -> Revisit | None:
    return Revisit.objects.filter(district=order.district, order=order).first()


def tasks_of(actor: Actor, order: ServiceOrder) -> list[OrderTask]:
    """What the actor's desk is to do by hand about one order."""
    rows = tasks_in_scope(actor).filter(order=order).select_related(None)
    return list(rows.only("id", "kind", "due_at"))


def appeals_to(actor: Actor) -> QuerySet[ServiceOrder]:
    """Refusals somebody asked the center to look at once more, the one due first on top."""
    return (
        ServiceOrder.objects.filter(
            within("community", actor.scopes(Role.CENTRE_ADMIN, Role.AUDITOR)),
            district=actor.district,
            state=State.REJECTED.value,
            appealed_at__isnull=False,
            due_at__isnull=False,
        )
        .select_related("item", "requester")
        .order_by("due_at")
    )
