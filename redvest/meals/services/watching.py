"""What happens by itself at noon: nobody answered, nobody marked a door."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.order_flow import State
from redvest.engines.roles import Role
from redvest.engines.round_flow import GOING, RoundState, StopState
from redvest.journal.services import record_event
from redvest.meals.models import MealRound, MealStop
from redvest.meals.queries.lunches import window_of
from redvest.meals.services.telling import tell_canteen, tell_helper, tell_worried
from redvest.orders.models import ServiceOrder
from redvest.orders.services.tasks import open_task
from redvest.people.actors import system

AT_ONCE = 200
GOING_STATES = sorted(state.value for state in GOING)


def watch_rounds(now: datetime | None = None) -> int:
    """Raise what is due, each once; returns how many alarms."""
    moment = now or timezone.now()
    due = MealRound.objects.filter(
        Q(state=RoundState.OFFERED.value, alarmed_at=None, leaves_at__lte=moment)
        | Q(
            state__in=GOING_STATES,
            leaves_at__lte=moment,
            stops__state=StopState.WAITING.value,
            stops__alarmed_at=None,
        )
    )
    ids = list(due.order_by("leaves_at", "id").values_list("id", flat=True).distinct()[:AT_ONCE])
    return sum(watch_round(round_id=round_id, now=moment) for round_id in ids)


@transact
def watch_round(*, round_id: UUID, now: datetime) -> int:
    """One round, unless somebody is at it right now: that one comes round again."""
    row = (
        MealRound.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("lunch__canteen", "volunteer")
        .filter(id=round_id)
        .first()
    )
    if row is None:
        return 0
    if row.state == RoundState.OFFERED.value:
        return _unanswered(row, now)
    return _unmarked(row, now) if row.state in GOING_STATES else 0


def _noted(row: MealRound, kind: str, **more: object) -> None:
    record_event(
        actor=system(row.district),
        kind=f"meal_round.{kind}",
        subject=row,
        region=row.lunch.canteen.region,
        role=Role.SYSTEM,
        after={"state": row.state, "version": row.version, **more},
    )


def _unanswered(row: MealRound, now: datetime) -> int:
    """Whoever was asked owes nothing; the desk looks for somebody else."""
    if row.alarmed_at is not None or row.leaves_at > now:
        return 0
    row.alarmed_at = now
    row.save(update_fields=["alarmed_at"])
    tell_canteen(row, "meal_round_unanswered")
    _noted(row, "unanswered")
    return 1


def _unmarked(row: MealRound, now: datetime) -> int:
    """The window is over and doors are not marked: forgotten, or nobody came. Both matter."""
    grace = timedelta(minutes=policy_of(row.district).meal_alarm_minutes)
    if now < window_of(row.district, row.lunch.day).closes + grace:
        return 0
    waiting = MealStop.objects.filter(
        district=row.district, round=row, state=StopState.WAITING.value, alarmed_at=None
    ).select_related("order__requester", "order__item")
    found = [stop for stop in waiting.order_by("position") if _awaits(stop.order)]
    waiting.update(alarmed_at=now)
    for stop in found:
        open_task(stop.order, "meal_unmarked", Role.VENUE_ADMIN, now + timedelta(minutes=30))
        tell_worried(stop, stop.order, "meal_not_marked")
    if found:
        tell_helper(row, "meal_round_unmarked")
        _noted(row, "unmarked", doors=len(found))
    return len(found)


def _awaits(order: ServiceOrder) -> bool:
    return order.state in (State.SCHEDULED.value, State.IN_SERVICE.value)
