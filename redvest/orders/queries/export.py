"""Orders that a desk takes out as a file."""

from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from redvest.core.days import midnight
from redvest.orders.models import Dispatch, Evaluation, ServiceOrder
from redvest.orders.queries.lists import orders_in_scope
from redvest.people.actors import Actor


def orders_to_export(
    actor: Actor, since: date, until: date, state: str = ""
) -> QuerySet[ServiceOrder]:
    """Orders of the actor's places placed from one day to another, both included."""
    rows = orders_in_scope(actor, states=(state,) if state else ())
    return (
        rows.filter(placed_at__gte=midnight(since))
        .filter(placed_at__lt=midnight(until + timedelta(days=1)))
        .select_related("item", "requester")
        .defer("description", "address", "contact_phone", "risk_note", "outcome")
        .prefetch_related(
            Prefetch("dispatches", Dispatch.objects.select_related("team")),
            Prefetch("evaluations", Evaluation.objects.defer("text").order_by("-round")),
        )
        .order_by("placed_at", "id")
    )
