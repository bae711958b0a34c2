"""What the services of meals share: moving a round, freeing a door, leaving a trace."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.stepping import decide
from redvest.engines.order_flow import Action, State
from redvest.engines.round_flow import STEPS, Move, RoundState, Side, StopState
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.meals.models import MealRound, MealStop
from redvest.meals.queries.rounds import round_seen_by
from redvest.orders.models import ServiceOrder
from redvest.orders.services.door import begin, clear_visit, finish, let_go
from redvest.people.actors import Actor

CHANGED = _("这趟送餐的状态已经变化，请刷新页面查看最新情况。")
# From these the desk can take an order back to where it waits for a helper.
WITH_HELPER = {State.DISPATCHED.value, State.CLAIMED.value, State.SCHEDULED.value}
WELFARE_DUE = timedelta(minutes=30)


def begin_move(
    actor: Actor, round_id: UUID, move: Move, version: object = None
) -> tuple[MealRound, RoundState]:
    """Lock the round and decide whether this actor may make this move now.

    Raises
    ------
    NotSeen, NotAllowed, Conflict
        Outside the actor's sight (404), the other side's business (403), not from here (409).
    """
    row, sides = round_seen_by(actor, round_id, lock=True)
    after = decide(STEPS, RoundState(row.state), move, sides, CHANGED)
    if version is not None:
        check_version(version, row.version)
    return row, after


def write_move(
    actor: Actor, row: MealRound, after: RoundState, kind: str, *fields: str, **more: object
) -> None:
    """Save where the round stands now, and leave the trace."""
    before = row.state
    row.state = after.value
    row.version += 1
    row.save(update_fields=["state", "version", *fields])
    record_event(
        actor=actor,
        kind=f"meal_round.{kind}",
        subject=row,
        region=row.lunch.canteen.region,
        before={"state": before},
        after={"state": row.state, "version": row.version, **more},
    )


def waiting_stops(row: MealRound) -> list[MealStop]:
    """Doors that still wait for this round, in the order of the way."""
    rows = MealStop.objects.filter(district=row.district, round=row, state=StopState.WAITING.value)
    return list(rows.order_by("position"))


def mark(stops: Iterable[MealStop], state: StopState) -> int:
    """Write what became of these doors."""
    ids = [stop.id for stop in stops]
    return MealStop.objects.filter(id__in=ids).update(state=state.value, marked_at=timezone.now())


def take_back(actor: Actor, order_id: UUID) -> ServiceOrder | None:
    """The desk takes an order back from whoever carries it; None when it is elsewhere by now."""
    now = ServiceOrder.objects.filter(id=order_id).values_list("state", flat=True).first()
    if now not in WITH_HELPER:
        return None
    taking = begin(Action.KEEP_OWN, actor, order_id)
    let_go(taking.order, "given_back")
    return finish(taking, *clear_visit(taking.order))


def is_over(row: MealRound) -> bool:
    return not waiting_stops(row)


__all__ = [
    "Side",
    "begin_move",
    "is_over",
    "mark",
    "take_back",
    "waiting_stops",
    "write_move",
]
