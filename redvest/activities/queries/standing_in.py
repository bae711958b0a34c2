"""Who asks whom to go instead, or to change places."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, SignUp, StandIn
from redvest.activities.models.signups import OPEN_ASKS
from redvest.activities.queries.sight import roles_towards
from redvest.activities.queries.signups import own_volunteers
from redvest.engines.roles import Role
from redvest.engines.stand_in_flow import Side
from redvest.errors import NotSeen
from redvest.people.actors import Actor

RUNNING = frozenset({Role.LEAD, Role.TEAM_ADMIN, Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
RELATED = (
    "volunteer__person",
    "signup__activity__venue",
    "signup__shift__position",
    "signup__volunteer__person",
    "in_return__activity__venue",
    "in_return__shift__position",
    "in_return__volunteer__person",
)

ALONE = {"party": None, "companions": 0, "is_guarded": False}
"""Who came with others changes no places: the others came because of them."""


def _standing() -> Q:
    """Every place it is about is still held and still to come."""
    now = timezone.now()
    given = Q(in_return__state="confirmed", in_return__starts_at__gt=now)
    held = Q(signup__state="confirmed", signup__starts_at__gt=now)
    return held & (Q(in_return=None) | given)


def waiting_stand_ins(actor: Actor) -> QuerySet[StandIn]:
    """What waits for the actor's answer: to go instead, or to a shift named in return."""
    if actor.volunteer_id is None:
        return StandIn.objects.none()
    mine = Q(volunteer=actor.volunteer_id, state="asked") | Q(
        signup__volunteer=actor.volunteer_id, state="offered"
    )
    rows = StandIn.objects.filter(_standing(), mine, district=actor.district)
    return rows.select_related(*RELATED).order_by("signup__starts_at", "id")


def stale_stand_ins() -> QuerySet[StandIn]:
    """Those that can no longer come about."""
    return StandIn.objects.filter(~_standing(), state__in=OPEN_ASKS).order_by("asked_at")


def stand_in_seen_by(actor: Actor, stand_in_id: UUID) -> tuple[StandIn, frozenset[Side]]:
    """One of these, and on which side of it the actor stands.

    Raises
    ------
    NotSeen
        If on none.
    """
    row = (
        StandIn.objects.select_related(*RELATED)
        .filter(district=actor.district, id=stand_in_id)
        .first()
    )
    sides: set[Side] = set()
    if row is not None:
        if row.volunteer_id == actor.volunteer_id:
            sides.add(Side.ASKED)
        if row.signup.volunteer_id in {one.id for one in own_volunteers(actor)}:
            sides.add(Side.ASKER)
        if not sides and any(roles for roles in roles_over(actor, row).values()):
            sides.add(Side.LEAD)  # Whoever changes places does not approve it.
    if row is None or not sides:
        raise NotSeen(_("没有找到这条替班请求。"))
    return row, frozenset(sides)


def roles_over(actor: Actor, row: StandIn) -> dict[UUID, frozenset[Role]]:
    """By activity: in which roles the actor says yes or no to an exchange."""
    both = [row.signup, *([row.in_return] if row.in_return is not None else [])]
    return {one.activity_id: roles_towards(actor, one.activity) & RUNNING for one in both}


def returnable(actor: Actor, row: StandIn) -> QuerySet[SignUp]:
    """The actor's own shifts that may be given in return."""
    return (
        SignUp.objects.filter(
            district=actor.district,
            volunteer=actor.volunteer_id,
            volunteer__isnull=False,
            state="confirmed",
            starts_at__gt=timezone.now(),
            **ALONE,
        )
        .exclude(shift=row.signup.shift_id)
        .exclude(stand_ins__state__in=OPEN_ASKS)
        .exclude(given_in_return__state__in=OPEN_ASKS)
        .select_related("activity", "shift__position")
        .order_by("starts_at", "id")
    )


def swaps_to_decide(actor: Actor, activity: Activity) -> list[StandIn]:
    """Exchanges that wait for whoever runs this activity; one's own are for somebody else."""
    mine = Q(signup__activity=activity, approved_by=None) | Q(
        in_return__activity=activity, return_approved_by=None
    )
    rows = StandIn.objects.filter(_standing(), mine, district=activity.district, state="agreed")
    found = rows.select_related(*RELATED).order_by("asked_at", "id")
    return [
        one
        for one in found
        if actor.volunteer_id is None
        or actor.volunteer_id not in (one.volunteer_id, one.signup.volunteer_id)
    ]
