"""Rosters uploaded inside the actor's scope."""

from django.db.models import Q, QuerySet

from redvest.engines.roles import Role
from redvest.people.actors import Actor
from redvest.people.models import ImportBatch


def batches_seen_by(actor: Actor) -> QuerySet[ImportBatch]:
    inside = Q(pk=None)
    for scope in actor.scopes(Role.VENUE_ADMIN, Role.CENTRE_ADMIN):
        inside |= Q(scope__startswith=scope)
    found = ImportBatch.objects.filter(inside, district=actor.district)
    return found.defer("entries", "errors").order_by("-created_at")
