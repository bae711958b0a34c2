"""Reading venues: what the public may see, and what staff may change."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _

from redvest.districts import queries as districts
from redvest.engines.roles import Role
from redvest.engines.venue_flow import VenueStatus
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.venues.labels import Level
from redvest.venues.models import Venue
from redvest.venues.queries.opening import Shown, Today, show

HEAVY = ("history_before", "history_after", "directions")


@dataclass(frozen=True)
class Filters:
    """What a list of venues is narrowed to; empty means everything."""

    region: str = ""
    level: str = ""
    kind: str = ""
    function: str = ""
    q: str = ""
    open_now: bool = False


def public_venues(district: str) -> QuerySet[Venue]:
    """Every venue but those closed for good, the center first, then street by street."""
    return (
        Venue.objects.filter(district=district)
        .exclude(status=VenueStatus.CLOSED.value)
        .order_by("region", "kind", "name", "id")
    )


def venues_matching(district: str, filters: Filters, today: Today) -> list[Shown]:
    """Venues of a list page. One query: opening is decided in memory, since it needs the clock."""
    rows = _narrowed(public_venues(district).defer(*HEAVY), filters)
    shown = [show(venue, today) for venue in rows]
    return [one for one in shown if one.opening.is_open] if filters.open_now else shown


def _narrowed(rows: QuerySet[Venue], filters: Filters) -> QuerySet[Venue]:
    if filters.region:
        rows = rows.filter(region__startswith=filters.region)
    if filters.level:
        rows = rows.filter(level=filters.level)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.function:
        rows = rows.filter(functions__contains=[filters.function])
    for word in filters.q.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(address__icontains=word))
    return rows


def public_venue(district: str, venue_id: UUID) -> Venue:
    """A venue's own page; a venue closed for good keeps its page, so that old links explain.

    Raises
    ------
    NotSeen
        If there is none in this district.
    """
    found = Venue.objects.filter(district=district, id=venue_id).first()
    if found is None:
        raise NotSeen(_("没有找到这个阵地，请回到阵地列表查找。"))
    return found


def venue_seen_by(actor: Actor, venue_id: UUID, *, lock: bool = False) -> Venue:
    """A venue the actor looks after.

    Raises
    ------
    NotSeen
        If there is none, or it lies outside the actor's scope.
    """
    rows = Venue.objects.filter(district=actor.district, id=venue_id)
    if lock:
        rows = rows.select_for_update()
    found = rows.first()
    if found is None or not (roles_at(actor, found.region) or actor.has(Role.SYSTEM)):
        raise NotSeen(_("没有找到这个阵地，或者它不在您的管理范围内。"))
    return found


def roles_at(actor: Actor, region: str) -> set[Role]:
    """The roles by which an actor may work on venues of a region."""
    managing = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
    found = {role for role in managing if actor.has(role, region=region)}
    return found | ({Role.SYSTEM} if actor.has(Role.SYSTEM) else set())


def managed_venues(actor: Actor, filters: Filters | None = None) -> QuerySet[Venue]:
    """Venues in the actor's scope, closed ones last."""
    within = Q(pk=None)
    for scope in actor.scopes(Role.VENUE_ADMIN, Role.CENTRE_ADMIN):
        within |= Q(region__startswith=scope)
    rows = Venue.objects.filter(within, district=actor.district).defer(*HEAVY)
    closed_last = ExpressionWrapper(Q(status=VenueStatus.CLOSED.value), BooleanField()).asc()
    order = (closed_last, "region", "kind", "name", "id")
    return _narrowed(rows, filters or Filters()).order_by(*order)


def venue_counts(district: str) -> dict[str, int]:
    """Venues by level, closed ones left out: 1 中心 25 所 176 站."""
    counted = public_venues(district).order_by().values_list("level").annotate(n=Count("id"))
    found = dict(counted)
    return {level.value: found.get(level.value, 0) for level in Level}


def counts_sentence(counts: Mapping[str, int]) -> str:
    return _("%(center)d 中心 %(office)d 所 %(station)d 站") % counts


def station_for(district: str, community: str) -> Venue | None:
    """Whoever looks after a community: its station, else the street's office, else the center."""
    rows = public_venues(district).filter(
        kind="venue", level__in=["center", "office", "station"],
        region__in=[community, community[:9], community[:6]],
    )  # fmt: skip
    return max(rows, key=lambda venue: len(venue.region), default=None)


def below(venue: Venue) -> QuerySet[Venue]:
    """The venues that hang on this one: the next level of the code, and its points."""
    next_level = {Level.CENTER: Level.OFFICE, Level.OFFICE: Level.STATION}.get(Level(venue.level))
    rows = public_venues(venue.district).defer(*HEAVY).filter(region__startswith=venue.region)
    if next_level is None:
        rows = rows.filter(level=Level.POINT.value) if venue.level == Level.STATION else rows.none()
    else:
        rows = rows.filter(Q(level=next_level.value) | Q(level="point", region=venue.region))
    return rows.exclude(id=venue.id)


def above(venue: Venue) -> Venue | None:
    """The venue this one hangs on."""
    codes = [venue.region[:n] for n in (12, 9, 6) if len(venue.region) >= n]
    if venue.level != Level.POINT:
        codes = codes[1:]
    return max(
        public_venues(venue.district).filter(region__in=codes, kind="venue").exclude(level="point"),
        key=lambda one: len(one.region),
        default=None,
    )


def checklist_of(district: str, scheme: str) -> tuple[str, ...]:
    """The items of a checklist as the district's policy has them now."""
    items: tuple[str, ...] = getattr(districts.policy_of(district), f"checklist_{scheme}")
    return items
