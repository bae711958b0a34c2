"""What the forms of orders offer to choose from."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.roles import Role
from redvest.engines.service_needs import ItemKind
from redvest.engines.team_flow import MemberState, TeamStatus
from redvest.errors import NotSeen
from redvest.orders.models import Assignment, Dispatch, ServiceItem, ServiceOrder
from redvest.orders.queries.asked import live_dispatch
from redvest.orders.queries.menu import offering_ids
from redvest.orders.queries.sight import DESK, NAMED, WATCHING
from redvest.people.actors import Actor
from redvest.people.models import Person, ProxyLink
from redvest.teams.models import Membership, Team
from redvest.teams.queries import within

TEAMS_MAX = 200

# Ordered on the general menu; talks are ordered by stations, wishes have a page of their own.
ON_THE_MENU = (ItemKind.HELP.value, ItemKind.MEAL.value, ItemKind.CLASS.value)


def catalog(district: str, kinds: tuple[str, ...] = ON_THE_MENU) -> QuerySet[ServiceItem]:
    """What may be ordered now, in the order of the menu."""
    return (
        ServiceItem.objects.filter(district=district, is_active=True, kind__in=kinds)
        .select_related("category")
        .order_by("category__position", "position")
    )


def teams_offerable(order: ServiceOrder, *, anywhere: bool = False) -> list[Team]:
    """Active teams that serve the place (or all), those that offer the item first.

    No team of which the resident is a member is left out here: who goes is checked by name.
    """
    prefixes = [order.community[:digits] for digits in (6, 9, 12)]
    rows = Team.objects.filter(district=order.district, status=TeamStatus.ACTIVE.value)
    if not anywhere:
        rows = rows.filter(area__overlap=prefixes)
    member = Q(memberships__state=MemberState.MEMBER.value)
    found = rows.annotate(members=Count("memberships", filter=member)).order_by("name")
    asked = set(
        Dispatch.objects.filter(district=order.district, order=order).values_list(
            "team_id", flat=True
        )
    )

    offering = offering_ids(order.item, [team.id for team in found])

    def rank(team: Team) -> tuple[bool, bool, bool, int]:
        nearest = max((len(p) for p in team.area if order.community.startswith(p)), default=0)
        team.offers_item = team.id in offering  # type: ignore[attr-defined]
        other = team.core_category != order.item.core_category
        return (team.id in asked, team.id not in offering, other, -nearest)

    return sorted(found, key=rank)


def requesters_for(actor: Actor) -> list[tuple[UUID, str, str]]:
    """For whom the actor may order: id, masked name, home community; oneself first."""
    spoken_for = ProxyLink.objects.filter(
        ~Q(confirmed_at=None), district=actor.district, proxy_id=actor.account_id, ended_at=None
    ).values("resident_id")
    mine = Q(id=actor.person_id) if actor.person_id else Q(pk__in=[])
    rows = Person.objects.filter(
        mine | Q(id__in=spoken_for), district=actor.district, closed_at=None
    )
    found = [(row.id, str(row.name or ""), row.home_community) for row in rows]
    return sorted(found, key=lambda row: row[0] != actor.person_id)


def resident_for_desk(actor: Actor, person_id: UUID) -> Person:
    """A resident for whom the desk may enter an order.

    Raises
    ------
    NotSeen
        If the resident lives elsewhere; whether the person exists makes no difference.
    """
    places = within("home_community", actor.scopes(*DESK))
    found = Person.objects.filter(
        places, district=actor.district, id=person_id, closed_at=None
    ).first()
    if found is None:
        raise NotSeen(_("没有找到这位居民，或其不在您能代办的范围内。"))
    return found


def team_choices(order: ServiceOrder, *, anywhere: bool) -> list[tuple[str, str]]:
    """Teams to offer to, each with why it stands where it does."""
    rows = []
    for team in teams_offerable(order, anywhere=anywhere):
        why: list[object] = [_("%(count)d名队员") % {"count": team.members}]  # type: ignore[attr-defined]
        if team.core_category == order.item.core_category:
            why.insert(0, _("专长相符"))
        if team.offers_item:  # type: ignore[attr-defined]
            why.insert(0, _("提供这项服务"))
        rows.append((str(team.id), f"{team.name}（{'，'.join(str(part) for part in why)}）"))
    return rows


def team_members(order: ServiceOrder, actor: Actor) -> list[tuple[str, str]]:
    """Members of the claiming team who may be named: not the resident, nobody named already."""
    dispatch = live_dispatch(order, actor.teams(Role.TEAM_ADMIN))
    if dispatch is None or dispatch.team_id is None:
        return []
    named = Assignment.objects.filter(district=order.district, order=order, state__in=NAMED).values(
        "volunteer_id"
    )
    rows = (
        Membership.objects.filter(
            district=order.district,
            team_id=dispatch.team_id,
            state=MemberState.MEMBER.value,
            volunteer__status="active",
        )
        .exclude(volunteer__person_id=order.requester_id)
        .exclude(volunteer_id__in=named)
        .select_related("volunteer__person")
        .order_by("role", "joined_at")
    )
    return [
        (str(row.volunteer_id), f"{row.volunteer.person.name or ''} {row.volunteer.volunteer_no}")
        for row in rows
    ]


def items_named(district: str) -> list[ServiceItem]:
    """Every item orders may name, retired ones too."""
    rows = ServiceItem.objects.filter(district=district).only("id", "code", "name", "name_en")
    return list(rows.order_by("category__position", "position"))


def teams_around(actor: Actor) -> list[tuple[UUID, str]]:
    """Teams that serve the actor's places or lie in them."""
    scopes = actor.scopes(*DESK, *WATCHING)
    prefixes = sorted({scope[:digits] for scope in scopes for digits in (6, 9, 12)})
    rows = Team.objects.filter(
        within("region", scopes) | Q(area__overlap=prefixes), district=actor.district
    )
    return list(rows.order_by("name").values_list("id", "name")[:TEAMS_MAX])


def team_names(district: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What these teams of a district are called."""
    return dict(Team.objects.filter(district=district, id__in=ids).values_list("id", "name"))
