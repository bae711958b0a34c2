"""Who holds which role inside the actor's scope."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from redvest.engines.grants import GRANTABLE, TEAM_ROLES
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Department, RoleGrant

# Who sees grants: those who give them, and those who watch.
SEERS = (Role.SECURITY_ADMIN, Role.CENTRE_ADMIN, Role.VENUE_ADMIN, Role.AUDITOR, Role.AUDIT_ADMIN)


def grants_seen_by(actor: Actor) -> QuerySet[RoleGrant]:
    """Live grants inside the scopes in which the actor gives or watches roles."""
    inside = Q(pk=None)
    for scope in actor.scopes(*SEERS):
        inside |= Q(scope__startswith=scope)
    return (
        RoleGrant.objects.filter(
            inside,
            Q(ends_at=None) | Q(ends_at__gt=timezone.now()),
            district=actor.district,
            revoked_at=None,
        )
        .select_related("account", "department")
        .order_by("scope", "role", "starts_at", "id")
    )


def grant_seen_by(actor: Actor, grant_id: UUID) -> RoleGrant:
    found = grants_seen_by(actor).filter(id=grant_id).first()
    if found is None:
        raise NotSeen("no such grant in scope")
    return found


def grantable_by(actor: Actor) -> list[Role]:
    """Roles the actor may give on the roles page; leaders are named on their team's page."""
    roles: set[Role] = set()
    for own in actor.roles:
        roles |= GRANTABLE.get(own, frozenset())
    return sorted(roles - TEAM_ROLES, key=list(Role).index)


def departments(district: str) -> QuerySet[Department]:
    return Department.objects.filter(district=district, ends_on=None).order_by("name")
