"""Which activity somebody sees, in which roles they stand towards it, and what the rules see."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, Position, Session, Shift
from redvest.engines.activity_asks import missing, takes_children
from redvest.engines.activity_flow import PUBLIC
from redvest.engines.activity_rules import ActivityKind, Declared, Plan
from redvest.engines.roles import Role
from redvest.engines.service_needs import Need
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.queries.persons import locked
from redvest.teams.queries import within

DESK = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
ORGANISERS = (*DESK, Role.TEAM_ADMIN)
PUBLIC_STATES = sorted(state.value for state in PUBLIC)
RELATED = ("team", "host", "venue", "lead__person", "project")


def roles_towards(actor: Actor, activity: Activity) -> frozenset[Role]:
    """Every role the actor holds towards this activity, at this moment."""
    if actor.district != activity.district:
        return frozenset()
    found = {role for role in (*DESK, Role.AUDITOR) if actor.has(role, region=activity.region)}
    if activity.team_id is not None and activity.team_id in actor.teams(Role.TEAM_ADMIN):
        found.add(Role.TEAM_ADMIN)
    if actor.volunteer_id is not None and actor.volunteer_id == activity.lead_id:
        found.add(Role.LEAD)
    if Role.SYSTEM in actor.roles:
        found.add(Role.SYSTEM)
    return frozenset(found)


def activity_seen_by(
    actor: Actor, activity_id: UUID, *, lock: bool = False
) -> tuple[Activity, frozenset[Role]]:
    """The activity and the actor's roles towards it, for those who run or watch it.

    Raises
    ------
    NotSeen
        If the actor holds none; whether it exists makes no difference.
    """
    [found] = activities_seen_by([(actor, activity_id)], lock=lock)
    return found


def activities_seen_by(
    asked: Sequence[tuple[Actor, UUID]], *, lock: bool = False
) -> list[tuple[Activity, frozenset[Role]]]:
    """:func:`activity_seen_by` for many of one district, each for its own actor."""
    rows = Activity.objects.select_related(*RELATED).filter(
        district=asked[0][0].district, id__in=[one for _actor, one in asked]
    )
    known = {row.id: row for row in locked(rows, lock).order_by("id")}
    found = []
    for actor, one in asked:
        activity = known.get(one)
        roles = roles_towards(actor, activity) if activity is not None else frozenset()
        if activity is None or not roles:
            raise NotSeen(_("没有找到这个活动，或它不在您能查看的范围内。"))
        found.append((activity, roles))
    return found


def public_activity(district: str, activity_id: UUID) -> Activity:
    """An activity anybody may read about.

    Raises
    ------
    NotSeen
        If it was never published, or was taken back.
    """
    found = (
        Activity.objects.select_related(*RELATED)
        .filter(~Q(published_at=None), district=district, id=activity_id, status__in=PUBLIC_STATES)
        .first()
    )
    if found is None:
        raise NotSeen(_("没有找到这个活动，可能已经撤下。"))
    return found


def sessions_of(activity: Activity) -> QuerySet[Session]:
    """Sessions that stand, in the order of time."""
    return Session.objects.filter(
        district=activity.district, activity=activity, cancelled_at=None
    ).order_by("starts_at", "id")


def positions_of(activity: Activity) -> QuerySet[Position]:
    return Position.objects.filter(
        district=activity.district, activity=activity, retired_at=None
    ).order_by("order", "id")


def shifts_of(activity: Activity) -> QuerySet[Shift]:
    """Shifts that are open, in the order of time and position."""
    return shifts_of_all([activity])


def shifts_of_all(activities: Sequence[Activity]) -> QuerySet[Shift]:
    district = activities[0].district
    return (
        Shift.objects.filter(district=district, activity__in=activities, closed_at=None)
        .select_related("position", "session")
        .order_by("starts_at", "position__order", "id")
    )


def need_of(position: Position) -> Need:
    """What a position asks, in the words of the engine."""
    return Need(
        skill=position.skill,
        qualification=position.qualification,
        training=position.training,
        minors=position.takes_minors,
        insured=position.needs_insurance,
        least_age=position.least_age,
    )


def plan_of(activity: Activity) -> Plan:
    """What the rules have to know about an activity."""
    [plan] = plans_of([activity])
    return plan


def plans_of(activities: Sequence[Activity]) -> list[Plan]:
    """:func:`plan_of` for many of one district."""
    of = {"district": activities[0].district, "activity__in": [one.id for one in activities]}
    sessions: defaultdict[UUID, list[Session]] = defaultdict(list)
    positions: defaultdict[UUID, list[Position]] = defaultdict(list)
    for session in Session.objects.filter(**of, cancelled_at=None).order_by("starts_at", "id"):
        sessions[session.activity_id].append(session)
    for position in Position.objects.filter(**of, retired_at=None).order_by("order", "id"):
        positions[position.activity_id].append(position)
    most: Counter[UUID] = Counter()
    places = Shift.objects.filter(**of, closed_at=None).order_by().values("activity", "session")
    for one, count in places.annotate(places=Sum("capacity")).values_list("activity", "places"):
        most[one] = max(most[one], count)
    return [_plan(one, sessions[one.id], positions[one.id], most[one.id]) for one in activities]


def _plan(
    activity: Activity, sessions: list[Session], positions: list[Position], people: int
) -> Plan:
    policy = None
    if activity.policy_from is not None and activity.policy_until is not None:
        policy = (activity.policy_from, activity.policy_until)
    known, kind = {one.value for one in Declared}, ActivityKind(activity.kind)
    return Plan(
        kind=kind,
        sessions=[
            (timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)) for one in sessions
        ],
        people=people,
        minors=any(one.takes_minors for one in positions) or takes_children(kind, activity.details),
        risky=activity.is_risky,
        cross_street=activity.is_cross_street,
        on_road=activity.is_on_road,
        has_risk_statement=bool(activity.risk_statement.strip()),
        has_lead=activity.lead_id is not None and activity.lead_agreed_at is not None,
        has_place=bool(activity.place) or activity.venue_id is not None,
        positions=len(positions),
        declared=frozenset(Declared(one) for one in activity.declared if one in known),
        policy=policy,
        insured_people=activity.policy_people,
        says_what_its_kind_asks=not missing(kind, activity.details),
    )


def kept_by(actor: Actor) -> Q:
    """Activities of the actor's places and of the teams the actor leads."""
    return within("region", actor.scopes(*DESK, Role.AUDITOR)) | Q(
        team_id__in=actor.teams(Role.TEAM_ADMIN)
    )


def activities_kept(
    actor: Actor, *, statuses: Iterable[str] = (), q: str = ""
) -> QuerySet[Activity]:
    """What somebody runs or watches, the next to come first."""
    rows = Activity.objects.filter(kept_by(actor), district=actor.district)
    wanted = list(statuses)
    if wanted:
        rows = rows.filter(status__in=wanted)
    if q:
        rows = rows.filter(title__icontains=q)
    return rows.select_related("team", "venue").order_by("starts_at", "id")
