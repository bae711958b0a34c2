"""Planning a lunch: who could carry which meals. Nobody is asked by that yet."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.days import midnight
from redvest.core.jobs import kick
from redvest.db import transact
from redvest.districts.queries import outline_of, policy_of
from redvest.engines.geodesy import contains
from redvest.engines.roles import Role
from redvest.engines.round_flow import StopState
from redvest.engines.round_search import plan_rounds
from redvest.engines.rounds import Door, Helper, Plan, RoundsError, Task
from redvest.errors import Conflict, Invalid
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.meals.labels import NEEDS_TWO
from redvest.meals.models import MealDay, MealRound, MealStop
from redvest.meals.queries.lunches import (
    busy_until,
    canteen_seen_by,
    doors_of,
    helpers_for,
    orders_wanting,
    untold_rounds,
    window_of,
)
from redvest.orders.models import ServiceOrder
from redvest.orders.queries.serving import needs_of
from redvest.people.actors import Actor
from redvest.venues.models import Venue

TRIES, SECONDS, SOON = 100, 1.0, timedelta(minutes=5)
IMPROVE = "meals.improve"


@transact
def plan_lunch(
    *,
    actor: Actor,
    canteen_id: UUID,
    day: date,
    walkers: Sequence[UUID] = (),
    cyclists: Sequence[UUID] = (),
    version: object = None,
) -> MealDay:
    """Make rounds of the meals that nobody carries yet.

    What was planned and not offered is planned anew; whoever was asked or has agreed keeps their
    round as it is, and may be asked for a second one after it. The first plan is there at once;
    the worker then looks for a better one (``improving``) until the desk offers it.
    """
    canteen = canteen_seen_by(actor, canteen_id)
    _check_place(canteen)
    lunch = _locked(canteen, day)
    if version is not None:
        check_version(version, lunch.version)
    forget_planned(lunch)
    orders = orders_wanting(canteen, day)
    task, left_out = task_of(canteen, day, orders, walkers, cyclists)
    with connection.cursor() as cursor:
        # The search is bounded by itself; a busy machine may take longer over it than the pause
        # that a forgotten transaction is allowed.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '1min'")
    try:
        plan = plan_rounds(task, seed=lunch.version, tries=TRIES, seconds=SECONDS)
    except RoundsError as problem:
        message = _("这一天的送餐太多，请分给几个食堂。")
        raise Invalid(message, code=problem.code) from None
    lunch.planned_by, lunch.planned_at = actor.account_id, timezone.now()
    lunch.chosen = {
        "walkers": [str(one) for one in walkers],
        "cyclists": [str(one) for one in cyclists],
    }
    lunch.save(update_fields=["planned_by", "planned_at", "chosen"])
    write_plan(actor, lunch, plan, left_out, "meal_day.planned")
    kick(IMPROVE)
    return lunch


def _check_place(canteen: Venue) -> None:
    """Refuse a canteen that lies nowhere, or outside the district.

    Raises
    ------
    Conflict
        With what to do about it.
    """
    if canteen.lat is None or canteen.lon is None:
        raise Conflict(_("食堂还没有在地图上标出，请先标出位置。"), code="no_place")
    outline = outline_of(canteen.district)
    shape = outline.get("coordinates") if outline else None
    if outline and outline["type"] == "Polygon":
        shape = [shape]
    if shape and not contains(shape, canteen.lat, canteen.lon):
        raise Conflict(_("食堂的位置标在了本区之外，请改正地图位置。"), code="outside")


def _locked(canteen: Venue, day: date) -> MealDay:
    """The lunch, under lock: two desks never plan it at once."""
    MealDay.objects.bulk_create(
        [MealDay(district=canteen.district, canteen=canteen, day=day)], ignore_conflicts=True
    )
    return MealDay.objects.select_for_update(no_key=True).get(
        district=canteen.district, canteen=canteen, day=day
    )


def forget_planned(lunch: MealDay) -> None:
    """Nobody knows of what was planned and not offered, so it leaves no trace."""
    planned = untold_rounds(lunch.canteen, lunch.day)
    ids = list(planned.values_list("id", flat=True))
    MealStop.objects.filter(district=lunch.district, round_id__in=ids).delete()
    planned.filter(id__in=ids).delete()


def task_of(
    canteen: Venue,
    day: date,
    orders: Sequence[ServiceOrder],
    walkers: Sequence[UUID],
    cyclists: Sequence[UUID],
) -> tuple[Task, dict[str, str]]:
    """The lunch as the engine knows it, and orders that are no matter of a round."""
    policy, window = policy_of(canteen.district), window_of(canteen.district, day)
    opens = _from_now(window.opens, window.closes)
    together = {order.id for order in orders if needs_of(order).people > 1}
    alone = [order for order in orders if order.id not in together]
    doors = doors_of(canteen.district, alone)
    assert canteen.lat is not None  # Checked before, together with the longitude.
    assert canteen.lon is not None
    task = Task(
        canteen=(canteen.lat, canteen.lon),
        doors=tuple(
            Door(str(order.id), doors[order.id][0] if order.id in doors else None)
            for order in alone
        ),
        helpers=_helpers(canteen, day, walkers, cyclists),
        opens=_seconds(day, opens),
        closes=_seconds(day, window.closes),
        door_seconds=policy.meal_stop_minutes * 60,
        away_seconds=policy.meal_away_minutes * 60,
        detour_percent=policy.detour_percent,
    )
    return task, {str(order_id): NEEDS_TWO for order_id in together}


def _from_now(opens: datetime, closes: datetime) -> datetime:
    """From when meals can be handed over if somebody leaves now.

    Raises
    ------
    Conflict
        When the window is over.
    """
    first = max(opens, timezone.now() + SOON)
    if first >= closes:
        raise Conflict(_("这一天的送餐时间已经过了。"), code="too_late")
    return first


def _seconds(day: date, moment: datetime) -> int:
    return int((moment - midnight(day)).total_seconds())


def _helpers(
    canteen: Venue, day: date, walkers: Sequence[UUID], cyclists: Sequence[UUID]
) -> tuple[Helper, ...]:
    """Those the desk chose, with what they carry and how fast; who already goes, after that."""
    policy = policy_of(canteen.district)
    able = {volunteer.id for volunteer in helpers_for(canteen, day)}
    message: object = None
    if set(walkers) & set(cyclists):
        message = _("同一个人只能选步行或骑车。")
    elif not (set(walkers) | set(cyclists)) <= able:
        message = _("请从列表里选择志愿者。")
    if message is not None:
        raise Invalid(message, code="helpers", fields={"cyclists": message})
    busy = busy_until(canteen, day)
    kinds = (
        (walkers, policy.meal_walk_most, policy.walk_m_per_minute),
        (cyclists, policy.meal_bike_most, policy.bike_m_per_minute),
    )
    return tuple(
        Helper(str(one), most, speed, _seconds(day, busy[one]) if one in busy else 0)
        for chosen, most, speed in kinds
        for one in dict.fromkeys(chosen)
    )


def write_plan(
    actor: Actor,
    lunch: MealDay,
    plan: Plan,
    left_out: dict[str, str],
    kind: str,
    role: Role | None = None,
) -> None:
    """Put the rounds of a plan in the place of what was planned, and leave the trace."""
    _write_rounds(lunch, plan)
    lunch.left_out = {key: why.value for key, why in plan.left_out.items()} | left_out
    lunch.version += 1
    lunch.save(update_fields=["left_out", "version"])
    record_event(
        actor=actor,
        kind=kind,
        subject=lunch,
        region=lunch.canteen.region,
        role=role,
        after={
            "rounds": len(plan.rounds),
            "doors": sum(len(one.stops) for one in plan.rounds),
            "left_out": len(lunch.left_out),
            "seconds": plan.seconds,
            "tries": plan.tries,
        },
    )


def _write_rounds(lunch: MealDay, plan: Plan) -> None:
    start, cyclists = midnight(lunch.day), set((lunch.chosen or {}).get("cyclists", ()))
    for one in plan.rounds:
        volunteer_id = UUID(one.helper)
        row = MealRound(
            district=lunch.district,
            lunch=lunch,
            volunteer_id=volunteer_id,
            by_bike=one.helper in cyclists,
            leaves_at=start + timedelta(seconds=one.leaves),
            back_at=start + timedelta(seconds=one.back),
            meters=one.meters,
        )
        row.save(force_insert=True)
        MealStop.objects.bulk_create(
            MealStop(
                district=lunch.district,
                round=row,
                order_id=UUID(stop.door),
                position=position,
                at=start + timedelta(seconds=stop.at),
                state=StopState.WAITING.value,
            )
            for position, stop in enumerate(one.stops, start=1)
        )
