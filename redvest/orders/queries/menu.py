"""Reading the menu and how places and teams adapt it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import CharField, QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _

from redvest.core.planning import Kept
from redvest.errors import NotSeen
from redvest.journal.models import Event
from redvest.orders.models import ServiceCategory, ServiceItem, TeamItem, VenueItem
from redvest.people.actors import Actor


def whole_menu(district: str) -> QuerySet[ServiceItem]:
    """Every item with its category, retired ones too, in the order of the menu."""
    return (
        ServiceItem.objects.filter(district=district)
        .select_related("category")
        .order_by("category__position", "position", "id")
    )


def categories_of(district: str) -> QuerySet[ServiceCategory]:
    return ServiceCategory.objects.filter(district=district).order_by("position", "id")


def item_by_code(actor: Actor, code: str, *, lock: bool = False) -> ServiceItem:
    """An item of the actor's district, also a retired one.

    Raises
    ------
    NotSeen
        If there is none.
    """
    rows = ServiceItem.objects.filter(district=actor.district, code=code)
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    found = rows.select_related("category").first()
    if found is None:
        raise NotSeen(_("没有这项服务，请在菜单里另选一项。"))
    return found


def adapted_at(district: str, venue_id: UUID) -> dict[UUID, VenueItem]:
    """How one venue adapts the menu, by item."""
    rows = VenueItem.objects.filter(district=district, venue_id=venue_id)
    return {row.item_id: row for row in rows}


def adapted_for(district: str, community: str) -> dict[UUID, VenueItem]:
    """How the station of a community adapts the menu, by item."""
    rows = VenueItem.objects.filter(
        district=district, venue__region=community, venue__level="station"
    ).select_related("venue")
    return {row.item_id: row for row in rows}


def is_offered_in(item: ServiceItem, community: str) -> bool:
    """Whether the station of a community has not stopped an item."""
    return not any(hidden for (hidden,) in _hidden.rows(item.district, item.id, community))


_hidden = Kept(
    lambda district, item, community: VenueItem.objects.filter(
        district=district, item_id=item, venue__region=community, venue__level="station"
    ).values_list("is_hidden"),
    CharField(),
    UUIDField(),
    CharField(),
)


def offered_by_team(district: str, team_id: UUID) -> dict[UUID, TeamItem]:
    """What a team says it offers now, by item."""
    rows = TeamItem.objects.filter(district=district, team_id=team_id, ended_at=None)
    return {row.item_id: row for row in rows}


def teams_offering(item: ServiceItem) -> QuerySet[TeamItem]:
    """Active teams that say they offer an item, with their topics."""
    return (
        TeamItem.objects.filter(
            district=item.district, item=item, ended_at=None, team__status="active"
        )
        .select_related("team")
        .order_by("team__name")
    )


def offering_ids(item: ServiceItem, team_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these teams offer an item."""
    rows = teams_offering(item).filter(team_id__in=list(team_ids))
    return set(rows.values_list("team_id", flat=True))


def menu_events(district: str) -> QuerySet[Event]:
    """What was changed about the menu, newest first."""
    return Event.objects.filter(district=district, kind__startswith="catalog.").order_by(
        "-at", "-id"
    )
