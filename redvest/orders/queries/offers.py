"""What a team is asked, and what speaks for asking it; the same for a pooled order."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from redvest.engines.service_needs import Need, Obstacle, obstacles
from redvest.orders.models import Dispatch, ServiceOrder, TeamItem
from redvest.orders.queries.asked import own_dispatch
from redvest.orders.queries.choices import team_members
from redvest.orders.queries.serving import servers_for
from redvest.people.actors import Actor
from redvest.teams.models import Team


def reasons_for(dispatches: Iterable[Dispatch]) -> dict[UUID, list[str]]:
    """Why each of these offers went to its team, in plain words; one query for all."""
    rows = [row for row in dispatches if row.team is not None]
    offering = set(
        TeamItem.objects.filter(
            team__in={row.team_id for row in rows},
            item__in={row.order.item_id for row in rows},
            ended_at=None,
        ).values_list("team_id", "item_id")
    )
    found: dict[UUID, list[str]] = {}
    for row in rows:
        assert row.team is not None
        words = []
        if (row.team_id, row.order.item_id) in offering:
            words.append(_("本队提供这项服务"))
        if row.team.core_category == row.order.item.core_category:
            words.append(_("专长相符"))
        words.append(_nearness(row.team, row.order.community))
        found[row.id] = words
    return found


def _nearness(team: Team, community: str) -> str:
    best = max((len(one) for one in team.area if community.startswith(one)), default=0)
    if best == 12:
        return _("服务这个社区")
    return _("服务这个街道") if best == 9 else _("在全区服务")


def who_may_go(actor: Actor, order: ServiceOrder) -> list[tuple[str, str]]:
    """Whom the actor may name: members of the team, or only oneself who took it alone."""
    own = own_dispatch(actor, order)
    if own is not None and own.volunteer_id is not None:
        return [(str(own.volunteer_id), _("我自己"))]
    return team_members(order, actor)


def own_obstacles(actor: Actor, need: Need, day: date) -> tuple[Obstacle, ...]:
    """What keeps the actor from serving what is asked on a day."""
    if actor.volunteer_id is None:
        return ()
    server = servers_for(actor.district, [actor.volunteer_id], day).get(actor.volunteer_id)
    return obstacles(need, server, day) if server is not None else ()
