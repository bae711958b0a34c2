"""Who is asking: an account together with what it may do in the district at hand, right now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from redvest.engines.roles import Role

_RANK = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True)
class Grant:
    """One live role and where it holds. ``scope`` is a region prefix of 6, 9 or 12 digits."""

    role: Role
    scope: str
    team_id: UUID | None = None
    department_id: UUID | None = None

    def covers(self, region: str) -> bool:
        """Whether a region lies inside; both codes end on a level, so a prefix decides."""
        return region.startswith(self.scope)


@dataclass(frozen=True)
class Actor:
    """Passed to every service. Built afresh for each request, so a revoked role is gone at once."""

    account_id: UUID | None
    district: str
    person_id: UUID | None = None
    volunteer_id: UUID | None = None
    implied: frozenset[Role] = frozenset()
    grants: tuple[Grant, ...] = ()
    channel: str = "page"

    @property
    def roles(self) -> frozenset[Role]:
        return self.implied | {grant.role for grant in self.grants}

    @property
    def is_staff(self) -> bool:
        return bool(self.grants)

    def has(self, role: Role, *, region: str | None = None, team_id: UUID | None = None) -> bool:
        """Whether the actor holds a role, over a region or a team when one is named."""
        if region is None and team_id is None:
            return role in self.roles
        return any(
            grant.role == role
            and (region is None or grant.covers(region))
            and (team_id is None or grant.team_id == team_id)
            for grant in self.grants
        )

    def scopes(self, *roles: Role) -> list[str]:
        """Region prefixes in which the actor holds one of the roles (team grants excluded)."""
        wanted = set(roles)
        return sorted(
            {g.scope for g in self.grants if g.role in wanted and g.team_id is None},
        )

    def teams(self, role: Role) -> set[UUID]:
        return {g.team_id for g in self.grants if g.role == role and g.team_id is not None}


NOBODY = Actor(account_id=None, district="")


def system(district: str) -> Actor:
    """The worker and the commands: logged as ``system``."""
    return Actor(None, district, implied=frozenset({Role.SYSTEM}), channel="system")


def strongest(roles: Iterable[Role]) -> Role | None:
    """The role an event is recorded under when several would do: the narrowest staff role first."""
    return max(roles, key=_RANK.__getitem__, default=None)


@dataclass
class Visitor:
    """What a request knows about its sender before any view runs."""

    actor: Actor
    district: object | None
    elder: bool = False
    language: str = "zh-hans"
    area: str = ""  # the community somebody chose to read about, signed in or not
    extra: dict[str, object] = field(default_factory=dict)
