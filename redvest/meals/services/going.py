"""What whoever was asked does: says yes or no, leaves, hands over, finds nobody, gives up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import Action, State
from redvest.engines.roles import Role
from redvest.engines.round_flow import Move, RoundState, StopState
from redvest.errors import Conflict, Invalid
from redvest.meals.models import MealRound, MealStop
from redvest.meals.queries.lunches import promised_elsewhere, window_of
from redvest.meals.queries.rounds import stop_of
from redvest.meals.services.common import (
    WELFARE_DUE,
    WITH_HELPER,
    begin_move,
    is_over,
    mark,
    waiting_stops,
    write_move,
)
from redvest.meals.services.telling import tell_canteen, tell_worried
from redvest.orders.labels import REACH_METHODS
from redvest.orders.models import Assignment, Dispatch, ServiceOrder
from redvest.orders.queries import own_dispatch
from redvest.orders.services import check_in, complete_order, log_contact_attempt
from redvest.orders.services.agreeing import PLAN, fix_if_agreed
from redvest.orders.services.answering import claimed_dispatch
from redvest.orders.services.door import begin, clear_visit, finish, let_go
from redvest.orders.services.fitness import check_fit
from redvest.orders.services.tasks import drop_tasks, open_task
from redvest.orders.services.telling import tell_requester
from redvest.people.actors import Actor
from redvest.people.models import Volunteer

TRIED_LEAST = 2


def _tidy(row: MealRound) -> None:
    """Doors whose order went its own way (withdrawn, cancelled, timed out) wait no longer."""
    gone = [stop for stop in waiting_stops(row) if _state(stop) not in WITH_HELPER]
    if gone:
        mark(gone, StopState.FREED)


def _state(stop: MealStop) -> str:
    return ServiceOrder.objects.values_list("state", flat=True).get(id=stop.order_id)


@transact
def accept_round(*, actor: Actor, round_id: UUID, version: object = None) -> MealRound:
    """Yes. From now on the addresses of these doors can be looked up, each look recorded."""
    row, after = begin_move(actor, round_id, Move.ACCEPT, version)
    # NB: locked, so that two promises at once wait for each other.
    Volunteer.objects.select_for_update(no_key=True).get(id=row.volunteer_id)
    if promised_elsewhere(row.district, row.volunteer_id, row.leaves_at, row.back_at):
        raise Conflict(_("这个时间已经答应了另一单，请先处理那一单。"), code="time_clash")
    _tidy(row)
    closes = window_of(row.district, row.lunch.day).closes
    for stop in waiting_stops(row):
        _take(actor, stop, closes)
    if is_over(row):
        raise Conflict(_("这趟路线已经没有要送的了，请刷新页面。"), code="nothing_left")
    row.answered_at = timezone.now()
    write_move(actor, row, after, "accepted", "answered_at")
    return row


def _take(actor: Actor, stop: MealStop, closes: datetime) -> None:
    """The order is this volunteer's: who ordered a meal has agreed to when meals come."""
    taking = begin(Action.CLAIM, actor, stop.order_id)
    order, now = taking.order, timezone.now()
    dispatch = own_dispatch(actor, order)
    if dispatch is None or dispatch.volunteer_id != actor.volunteer_id:
        raise Conflict(_("这趟路线里有一单已经另外安排，请刷新页面。"), code="elsewhere")
    assert actor.volunteer_id is not None
    check_fit(order, actor.volunteer_id)
    _answered(actor, dispatch, "claimed")
    Assignment(
        district=order.district,
        order=order,
        dispatch=dispatch,
        volunteer_id=actor.volunteer_id,
        is_lead=True,
        state="accepted",
        named_at=now,
        answered_at=now,
    ).save(force_insert=True)
    order.proposed_from = stop.at
    order.proposed_to = max(closes, stop.at + timedelta(minutes=5))
    order.proposed_by, order.time_agreed_at = "provider", now
    drop_tasks(order, "find_help", "dispatch_late")
    fix_if_agreed(finish(taking, *PLAN, after={"round": str(stop.round_id)}), dispatch)


def _answered(actor: Actor, dispatch: Dispatch, state: str) -> None:
    dispatch.state = state
    dispatch.answered_at, dispatch.answered_by = timezone.now(), actor.account_id
    dispatch.save(update_fields=["state", "answered_at", "answered_by"])


@transact
def decline_round(*, actor: Actor, round_id: UUID, version: object = None) -> MealRound:
    """No. It costs nothing and needs no reason; the doors wait for the next plan."""
    row, after = begin_move(actor, round_id, Move.DECLINE, version)
    left = waiting_stops(row)
    for stop in left:
        if _state(stop) == State.DISPATCHED.value:
            taking = begin(Action.DECLINE, actor, stop.order_id)
            dispatch = own_dispatch(actor, taking.order)
            if dispatch is not None:
                _answered(actor, dispatch, "declined")
            finish(taking, after={"round": str(row.id)})
    mark(left, StopState.FREED)
    row.answered_at = row.ended_at = timezone.now()
    write_move(actor, row, after, "declined", "answered_at", "ended_at", freed=len(left))
    tell_canteen(row, "meal_round_declined")
    return row


@transact
def leave_round(*, actor: Actor, round_id: UUID, version: object = None) -> MealRound:
    """Off, with the meals."""
    row, after = begin_move(actor, round_id, Move.LEAVE, version)
    _tidy(row)
    row.left_at = timezone.now()
    write_move(actor, row, RoundState.DONE if is_over(row) else after, "left", "left_at")
    return row


@transact
def drop_round(*, actor: Actor, round_id: UUID, version: object = None) -> MealRound:
    """Cannot go, or go on. What is handed over stays as it is; the others are planned anew."""
    row, after = begin_move(actor, round_id, Move.DROP, version)
    left = waiting_stops(row)
    for stop in left:
        if _state(stop) in (State.CLAIMED.value, State.SCHEDULED.value):
            taking = begin(Action.GIVE_BACK, actor, stop.order_id)
            order = taking.order
            claimed_dispatch(actor, order)
            let_go(order, "given_back")
            order.priority = 1
            finish(taking, "priority", *clear_visit(order), after={"round": str(row.id)})
    mark(left, StopState.FREED)
    row.ended_at = timezone.now()
    write_move(actor, row, after, "dropped", "ended_at", freed=len(left))
    tell_canteen(row, "meal_round_dropped")
    return row


def _at_door(actor: Actor, round_id: UUID, stop_id: UUID) -> tuple[MealRound, RoundState, MealStop]:
    row, after = begin_move(actor, round_id, Move.HAND_OVER)
    stop = stop_of(row, stop_id)
    if stop.state != StopState.WAITING.value:
        raise Conflict(_("这一户已经记过了，请刷新页面。"), code="already_marked")
    return row, after, stop


def _marked(
    actor: Actor, row: MealRound, after: RoundState, stop: MealStop, state: StopState
) -> MealRound:
    """Write down what became of a door; the last one ends the round."""
    mark([stop], state)
    drop_tasks(stop.order, "meal_unmarked")
    row.left_at = row.left_at or timezone.now()
    _tidy(row)
    fields = ["left_at"]
    if is_over(row):
        after, row.ended_at = RoundState.DONE, timezone.now()
        fields.append("ended_at")
    write_move(actor, row, after, f"stop_{state.value}", *fields, order=str(stop.order_id))
    return row


@transact
def hand_over(*, actor: Actor, round_id: UUID, stop_id: UUID) -> MealRound:
    """已送到: the meal is in somebody's hands."""
    row, after, stop = _at_door(actor, round_id, stop_id)
    check_in(actor=actor, order_id=stop.order_id)
    complete_order(actor=actor, order_id=stop.order_id)
    return _marked(actor, row, after, stop, StopState.HANDED)


@transact
def nobody_opens(
    *, actor: Actor, round_id: UUID, stop_id: UUID, methods: Sequence[str]
) -> MealRound:
    """没人开门: after two tries the meal is off, and somebody has to look at once.

    An old person who does not open at noon may lie on the floor: the desk and whoever stands in
    for the resident are told, and the desk has a task until it has written down how it went.
    """
    row, after, stop = _at_door(actor, round_id, stop_id)
    tried = list(dict.fromkeys(methods))
    message: object = None
    if set(tried) - set(REACH_METHODS):
        message = _("请选择怎样联系的。")
    elif len(tried) < TRIED_LEAST:
        message = _("请先用两种办法联系（敲门、打电话或问邻居），再勾选。")
    if message is not None:
        raise Invalid(message, code="too_few_attempts", fields={"methods": message})
    for method in tried:
        log_contact_attempt(actor=actor, order_id=stop.order_id, method=method)
    taking = begin(Action.REPORT_ABSENT, actor, stop.order_id)
    order = taking.order
    order.reason = "beneficiary_absent"
    let_go(order, "ended")
    tell_requester(order, "order_absent")
    finish(taking, "reason", reason="beneficiary_absent", after={"attempts": len(tried)})
    open_task(order, "welfare", Role.VENUE_ADMIN, timezone.now() + WELFARE_DUE)
    tell_worried(stop, order, "meal_nobody_opened")
    return _marked(actor, row, after, stop, StopState.NOBODY)
