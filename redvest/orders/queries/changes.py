"""What happened to the orders of a desk since somebody looked."""

from datetime import datetime
from uuid import UUID

from redvest.journal.models import Event
from redvest.orders.queries.sight import DESK
from redvest.people.actors import Actor
from redvest.teams.queries import within

CHANGES_MAX = 200


def changed_since(actor: Actor, moment: datetime) -> list[UUID]:
    """Orders of the actor's places with an event after a moment, each once, by id."""
    rows = Event.objects.filter(
        within("region", actor.scopes(*DESK)),
        district=actor.district,
        at__gt=moment,
        kind__startswith="order.",
    )
    found = rows.order_by("at").values_list("subject_id", flat=True)[:CHANGES_MAX]
    return sorted({one for one in found if one is not None})
