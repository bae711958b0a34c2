"""The desk asks whether somebody would go, and takes a round back."""

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import Action, State
from redvest.engines.round_flow import Move, RoundState, StopState
from redvest.errors import Conflict, Invalid
from redvest.http import check_version
from redvest.meals.models import MealDay, MealRound, MealStop
from redvest.meals.queries.lunches import canteen_seen_by, untold_rounds
from redvest.meals.services.common import begin_move, mark, take_back, waiting_stops, write_move
from redvest.meals.services.telling import tell_helper
from redvest.orders.models import Dispatch, ServiceOrder
from redvest.orders.services import accept_order
from redvest.orders.services.door import begin, clear_visit, finish, let_go
from redvest.orders.services.fitness import check_fit
from redvest.orders.services.tasks import drop_tasks
from redvest.people.actors import Actor


@transact
def offer_rounds(*, actor: Actor, canteen_id: UUID, day: date, version: object = None) -> int:
    """Ask everybody of the plan the desk has looked at. Each of them is free to say no."""
    canteen = canteen_seen_by(actor, canteen_id)
    lunch = MealDay.objects.select_for_update(no_key=True).filter(
        district=actor.district, canteen=canteen, day=day
    )
    for row in lunch:
        if version is not None:
            check_version(version, row.version)
    planned = untold_rounds(canteen, day)
    ids = list(planned.order_by("id").values_list("id", flat=True))
    if not ids:
        raise Conflict(_("现在没有可以发出的路线，请先排路线。"), code="nothing_planned")
    return sum(_offer(actor, round_id) for round_id in ids)


def _offer(actor: Actor, round_id: UUID) -> int:
    row, after = begin_move(actor, round_id, Move.OFFER)
    lost = [stop for stop in waiting_stops(row) if not _hand_to(actor, row, stop)]
    if lost:
        mark(lost, StopState.FREED)
    if not waiting_stops(row):
        write_move(actor, row, RoundState.WITHDRAWN, "withdrawn")
        return 0
    row.offered_at = timezone.now()
    write_move(actor, row, after, "offered", "offered_at", volunteer=str(row.volunteer_id))
    tell_helper(row, "meal_round_offered")
    return 1


def _hand_to(actor: Actor, row: MealRound, stop: MealStop) -> bool:
    """The order goes to this volunteer's answer; False when it is not there to go any more."""
    order = ServiceOrder.objects.get(id=stop.order_id)
    if order.state == State.SUBMITTED.value:
        # One day of a standing order whose first day the desk has looked at.
        order = accept_order(actor=actor, order_id=order.id)
    if order.state != State.ACCEPTED.value:
        return False
    try:
        check_fit(order, row.volunteer_id)
    except Invalid:
        return False  # Their own meal, or a paper has ended: the door waits for somebody else.
    taking = begin(Action.DISPATCH, actor, order.id)
    let_go(taking.order, "ended")
    dispatch = Dispatch(
        district=row.district,
        order=taking.order,
        volunteer_id=row.volunteer_id,
        offered_by=actor.account_id,
        offered_at=timezone.now(),
    )
    dispatch.save(force_insert=True)
    taking.order.attempts += 1
    taking.order.bundle = None
    drop_tasks(taking.order, "dispatch_late", "find_help")
    finish(
        taking,
        "attempts",
        "bundle",
        *clear_visit(taking.order),
        after={"dispatch": str(dispatch.id), "round": str(row.id)},
    )
    return True


@transact
def withdraw_round(*, actor: Actor, round_id: UUID, version: object = None) -> MealRound:
    """The desk takes a round back: asked in vain, or the volunteer phoned. What is handed over
    stays; the other doors wait for the next plan."""
    row, after = begin_move(actor, round_id, Move.WITHDRAW, version)
    known = row.offered_at is not None
    left = waiting_stops(row)
    for stop in left:
        if known:
            take_back(actor, stop.order_id)
    mark(left, StopState.FREED)
    row.ended_at = timezone.now()
    write_move(actor, row, after, "withdrawn", "ended_at", freed=len(left))
    if known:
        tell_helper(row, "meal_round_withdrawn")
    return row
