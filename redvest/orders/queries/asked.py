"""The offer that stands, and who answers for it."""

from uuid import UUID

from django.db.models import CharField, QuerySet, UUIDField

from redvest.core.planning import Kept
from redvest.engines.roles import Role
from redvest.orders.models import Dispatch, ServiceOrder
from redvest.people.actors import Actor

LIVE_DISPATCH = ("live", "claimed")
ASKED = (
    "team__district", "team__name", "venue__district", "venue__name", "venue__region",
    "volunteer__volunteer_no", "volunteer__person__name",
)  # fmt: skip


def live_dispatch(order: ServiceOrder, teams: set[UUID] | None = None) -> Dispatch | None:
    """The offer that stands now, if there is one (to one of these teams)."""
    found: Dispatch | None = _live_asked.first(order.district, order.id)
    if found is not None and teams is not None and found.team_id not in teams:
        return None
    return found


def with_asked(rows: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
    """Offers together with who was asked: the name, and what tells them about it."""
    whole = [field.name for field in Dispatch._meta.concrete_fields]
    return rows.select_related("team", "venue", "volunteer__person").only(*whole, *ASKED)


def own_dispatch(actor: Actor, order: ServiceOrder) -> Dispatch | None:
    """The live offer for which the actor answers: of a team they lead, or taken alone."""
    found = live_dispatch(order) if _may_be_asked(actor) else None
    if found is None or not _is_own(actor, found.team_id, found.volunteer_id):
        return None
    return found


def _may_be_asked(actor: Actor) -> bool:
    return actor.volunteer_id is not None or bool(actor.teams(Role.TEAM_ADMIN))


def _is_own(actor: Actor, team_id: UUID | None, volunteer_id: UUID | None) -> bool:
    """Whether the actor answers for what was offered to this team, or to this volunteer."""
    if team_id is not None and team_id in actor.teams(Role.TEAM_ADMIN):
        return True
    return volunteer_id is not None and volunteer_id == actor.volunteer_id


def _live(district: str, order: UUID) -> QuerySet[Dispatch]:
    """The offer that stands; the database holds no second one."""
    return Dispatch.objects.filter(district=district, order_id=order, state__in=LIVE_DISPATCH)


def answers_for_it(actor: Actor, order: ServiceOrder) -> bool:
    """Whether the live offer is one the actor answers for."""
    return _may_be_asked(actor) and any(
        _is_own(actor, *asked) for asked in _asked.rows(order.district, order.id)
    )


_asked = Kept(
    lambda *key: _live(*key).values_list("team_id", "volunteer_id"), CharField(), UUIDField()
)
_live_asked = Kept(lambda *key: with_asked(_live(*key)), CharField(), UUIDField())
