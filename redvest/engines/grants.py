"""Who may give which role over which place. Nobody gives beyond what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from redvest.engines.roles import ADMIN_DUTIES, Role

# A granter's role -> the roles they may give within their own scope.
GRANTABLE: dict[Role, frozenset[Role]] = {
    Role.SECURITY_ADMIN: frozenset(
        {
            Role.CENTRE_ADMIN,
            Role.AUDITOR,
            Role.SYSTEM_ADMIN,
            Role.SECURITY_ADMIN,
            Role.AUDIT_ADMIN,
        }
    ),
    Role.CENTRE_ADMIN: frozenset(
        {Role.VENUE_ADMIN, Role.TEAM_ADMIN, Role.DEPT, Role.SUPERVISOR, Role.PARTNER}
    ),
    Role.VENUE_ADMIN: frozenset({Role.VENUE_ADMIN, Role.TEAM_ADMIN}),
    Role.TEAM_ADMIN: frozenset({Role.TEAM_ADMIN, Role.LEAD}),
}

# Roles which hold over one team, and those which hold for one department.
TEAM_ROLES = frozenset({Role.TEAM_ADMIN, Role.LEAD})
DEPARTMENT_ROLES = frozenset({Role.DEPT})
# Roles which only make sense over the whole district.
DISTRICT_ROLES = ADMIN_DUTIES | {Role.CENTRE_ADMIN, Role.AUDITOR, Role.SUPERVISOR, Role.PARTNER}
GRANTED_ROLES = frozenset().union(*GRANTABLE.values())


@dataclass(frozen=True)
class Held:
    """One role somebody holds. ``scope`` is a region prefix of 6, 9 or 12 digits."""

    role: Role
    scope: str
    team_id: UUID | None = None


def is_level(scope: str) -> bool:
    """Whether a prefix ends where a division ends, so that 62 or 6201020 is never a scope."""
    return len(scope) in (6, 9, 12) and scope.isascii() and scope.isdigit()


def may_grant(
    held: Iterable[Held], role: Role, scope: str, team_id: UUID | None = None
) -> Held | None:
    """The held role that allows giving ``role`` over ``scope``, or None.

    A role over a team is given by whoever runs that team or the place it belongs to. A venue
    administrator gives the same role only strictly below themselves.

    Parameters
    ----------
    held : Iterable[Held]
        The granter's live roles.
    role : Role
        The role to give; one of ``GRANTED_ROLES``.
    scope : str
        Region prefix the role is to hold over.
    team_id : UUID, optional
        The team, for roles in ``TEAM_ROLES``.
    """
    if not is_level(scope) or role not in GRANTED_ROLES:
        return None
    if (role in TEAM_ROLES) != (team_id is not None):
        return None
    if role in DISTRICT_ROLES and len(scope) != 6:
        return None
    for own in held:
        if role not in GRANTABLE.get(own.role, frozenset()):
            continue
        if own.team_id is not None:
            if own.team_id == team_id:
                return own
            continue
        narrower = scope != own.scope or own.role != role or role in ADMIN_DUTIES
        if scope.startswith(own.scope) and narrower:
            return own
    return None
