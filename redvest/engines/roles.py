"""The roles a person may hold towards one thing, named once for all state machines."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who is acting; one account may hold several of these towards the same order.

    The values are stored in event rows, so a member may be added but never renamed.
    """

    RESIDENT = "resident"
    PROXY = "proxy"
    VOLUNTEER = "volunteer"
    LEAD = "lead"
    TEAM_ADMIN = "team_admin"
    VENUE_ADMIN = "venue_admin"
    CENTRE_ADMIN = "centre_admin"
    DEPT = "dept"
    SUPERVISOR = "supervisor"
    PARTNER = "partner"
    GUARDIAN = "guardian"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    SYSTEM = "system"


ADMIN_DUTIES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""The three administrative duties which no two may be held by one account."""
