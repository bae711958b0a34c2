"""Who signed up, who may, and what somebody has promised already."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.models.signups import HOLDING, LIVE
from redvest.activities.queries.sight import roles_towards
from redvest.engines.activity_rules import Span
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.orders.models import Assignment
from redvest.people.actors import Actor
from redvest.people.models import Guardianship, Volunteer
from redvest.people.queries.persons import locked

AROUND = timedelta(days=8)
PROMISED = [state for state in HOLDING if state != "no_show"]


def shift_seen(district: str, shift_id: UUID) -> tuple[Shift, Activity]:
    """A shift and its activity as they are now, held by nobody.

    Raises
    ------
    NotSeen
        If there is none.
    """
    [found] = _with_activities(Shift.objects.all(), district, [shift_id])
    return found


def shift_locked(district: str, shift_id: UUID) -> tuple[Shift, Activity]:
    """A shift under lock, and its activity as it is after the lock was had.

    The activity is asked in a statement of its own: what was joined to a row that had to be waited
    for would still be as it was before the wait.

    Raises
    ------
    NotSeen
        If there is none.
    """
    [found] = shifts_locked(district, [shift_id])
    return found


def shifts_locked(district: str, shift_ids: Sequence[UUID]) -> list[tuple[Shift, Activity]]:
    """:func:`shift_locked` for many, in the order given; they are locked in one order always."""
    rows = Shift.objects.select_for_update(of=("self",), no_key=True)
    return _with_activities(rows, district, shift_ids)


def _with_activities(
    rows: QuerySet[Shift], district: str, shift_ids: Sequence[UUID]
) -> list[tuple[Shift, Activity]]:
    wanted = rows.select_related("position", "session").filter(
        district=district, id__in=list(shift_ids)
    )
    shifts = {one.id: one for one in wanted.order_by("id")}
    if shifts.keys() != set(shift_ids):
        raise NotSeen(_("没有找到这个班次。"))
    activities = Activity.objects.select_related("team", "venue", "lead").in_bulk(
        {one.activity_id for one in shifts.values()}
    )
    return [(shifts[one], activities[shifts[one].activity_id]) for one in shift_ids]


def own_volunteers(actor: Actor) -> list[Volunteer]:
    """Oneself, then the children one may sign up."""
    guarded = Guardianship.objects.filter(
        ~Q(confirmed_at=None),
        district=actor.district,
        guardian_id=actor.person_id,
        guardian__isnull=False,
        ended_at=None,
    ).values("minor_id")
    own = Q(id=actor.volunteer_id) if actor.volunteer_id else Q(pk__in=[])
    rows = Volunteer.objects.filter(own | Q(person_id__in=guarded), district=actor.district)
    found = list(rows.select_related("person").order_by("joined_at", "id"))
    return sorted(found, key=lambda one: one.id != actor.volunteer_id)


def signup_seen_by(
    actor: Actor, signup_id: UUID, *, lock: bool = False
) -> tuple[SignUp, frozenset[Role]]:
    """A sign-up and the actor's roles towards it: one's own, a child's, or as who runs it.

    Raises
    ------
    NotSeen
        If the actor holds none; whether it exists makes no difference.
    """
    rows = SignUp.objects.select_related(
        "activity", "shift__position", "volunteer__person__account"
    ).filter(district=actor.district, id=signup_id)
    found = locked(rows, lock).first()
    roles: set[Role] = set()
    if found is not None:
        roles |= roles_towards(actor, found.activity) - {Role.AUDITOR}
        if actor.volunteer_id is not None and found.volunteer_id == actor.volunteer_id:
            roles.add(Role.VOLUNTEER)
        elif found.volunteer_id in {one.id for one in own_volunteers(actor)}:
            roles.add(Role.GUARDIAN)
    if found is None or not roles:
        raise NotSeen(_("没有找到这条报名，或它不在您能查看的范围内。"))
    return found, frozenset(roles)


def signups_of(actor: Actor) -> QuerySet[SignUp]:
    """Everything one and one's children signed up for, the next first."""
    mine = [one.id for one in own_volunteers(actor)]
    return (
        SignUp.objects.filter(district=actor.district, volunteer__in=mine)
        .select_related("activity", "shift__position", "volunteer__person")
        .order_by("starts_at", "id")
    )


def roster(activity: Activity, states: Iterable[str] = LIVE) -> QuerySet[SignUp]:
    """Who is on the list, by shift and in the order of signing up."""
    return roster_of([activity], states)


def roster_of(activities: Sequence[Activity], states: Iterable[str] = LIVE) -> QuerySet[SignUp]:
    of = {"district": activities[0].district, "activity__in": activities}
    return (
        SignUp.objects.filter(**of, state__in=list(states))
        .select_related("shift__position", "volunteer__person")
        .order_by("starts_at", "shift__position__order", "queued_at", "id")
    )


def promises(
    district: str, volunteer_ids: Sequence[UUID], starts: datetime, ends: datetime
) -> dict[UUID, list[Span]]:
    """What these volunteers have promised around a time: shifts and visits, in local time."""
    found: dict[UUID, list[Span]] = {one: [] for one in volunteer_ids}
    first, last = starts - AROUND, ends + AROUND
    shifts = SignUp.objects.filter(
        district=district,
        volunteer__in=volunteer_ids,
        state__in=PROMISED,
        ends_at__gt=first,
        starts_at__lt=last,
    ).values_list("volunteer_id", "starts_at", "ends_at")
    visits = Assignment.objects.filter(
        district=district,
        volunteer__in=volunteer_ids,
        state="accepted",
        order__state__in=["scheduled", "in_service"],
        order__scheduled_to__gt=first,
        order__scheduled_from__lt=last,
    ).values_list("volunteer_id", "order__scheduled_from", "order__scheduled_to")
    for volunteer, begin, end in [*shifts, *visits]:
        found[volunteer].append((timezone.localtime(begin), timezone.localtime(end)))
    return found


def waiting_for(shift: Shift) -> list[SignUp]:
    """The waiting list of a shift under lock, in the order of the server."""
    rows = SignUp.objects.filter(district=shift.district, shift=shift, state="waitlisted").order_by(
        "queued_at", "id"
    )
    return list(rows.select_related("volunteer__person"))


def missed(
    district: str, volunteer_ids: Sequence[UUID], since: datetime
) -> dict[UUID, list[datetime]]:
    """When each of these volunteers was verifiably missed. Nobody else reads this."""
    found: dict[UUID, list[datetime]] = {one: [] for one in volunteer_ids}
    rows = SignUp.objects.filter(
        district=district, volunteer__in=volunteer_ids, state="no_show", starts_at__gte=since
    ).exclude(objection="asked")
    for volunteer, at in rows.values_list("volunteer_id", "starts_at"):
        found[volunteer].append(at)
    return found
