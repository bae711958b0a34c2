"""What an organiser writes, as the services take it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class PlanCard:
    """What an organiser writes about an activity as a whole."""

    title: str
    kind: str
    category: str = "other"
    description: str = ""
    risk_statement: str = ""
    bring: str = ""
    venue_id: UUID | None = None
    place: str = ""
    lead_no: str = ""
    project_id: UUID | None = None
    tags: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)
    is_outdoor: bool = False
    is_risky: bool = False
    is_cross_street: bool = False
    is_on_road: bool = False
    is_for_families: bool = False
    asks_agreement: bool = False
    policy_name: str = ""
    policy_from: date | None = None
    policy_until: date | None = None
    policy_people: int = 0
    signup_opens_at: datetime | None = None
    signup_closes_at: datetime | None = None
    team_ahead_hours: int = 0


@dataclass(frozen=True)
class SessionCard:
    """One time."""

    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0


@dataclass(frozen=True)
class PositionCard:
    """One thing to do, what it asks, and for how many at each time."""

    name: str
    capacity: int
    duties: str = ""
    skill: str = ""
    qualification: str = ""
    training: str = ""
    needs_insurance: bool = False
    takes_minors: bool = False
    team_only: bool = False
    by_approval: bool = False
    least_age: int = 0


@dataclass(frozen=True)
class Draft:
    """An activity as it begins: in whose name, its plan, its first time and first position."""

    card: PlanCard
    session: SessionCard
    position: PositionCard
    team_id: UUID | None = None
    host_id: UUID | None = None
