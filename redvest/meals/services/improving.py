"""After the first plan: a better one, looked for outside any transaction, and put in its place only
while nobody was told of the first and nothing it stands on has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.roles import Role
from redvest.engines.round_search import plan_rounds
from redvest.engines.rounds import Plan, RoundsError
from redvest.errors import DomainError
from redvest.meals.models import MealDay
from redvest.meals.queries.lunches import orders_wanting, untold_rounds
from redvest.meals.services.planning import forget_planned, task_of, write_plan
from redvest.orders.models import ServiceOrder
from redvest.people.actors import system

AT_ONCE, TOO_LATE = 20, timedelta(minutes=10)
TRIES = 10**6  # The seconds of the policy end it, or nothing better turning up.


@dataclass(frozen=True)
class Ground:
    """What a plan stands on: which lunch, the rounds to be replaced, the meals to bring."""

    version: int
    rounds: tuple[UUID, ...]
    orders: tuple[UUID, ...]


@dataclass(frozen=True)
class Better:
    """What the search found, and the ground it was found on."""

    ground: Ground
    plan: Plan
    left_out: dict[str, str]


def improve_plans(now: datetime | None = None) -> int:
    """Look for better plans where the desk has just planned; returns how many were found."""
    moment = now or timezone.now()
    waiting = MealDay.objects.filter(chosen__isnull=False).order_by("planned_at", "id")
    count = 0
    for lunch in waiting.select_related("canteen")[:AT_ONCE]:
        fresh = lunch.planned_at is not None and moment - lunch.planned_at < TOO_LATE
        count += settle_plan(lunch_id=lunch.id, better=searched(lunch) if fresh else None)
    return count


def _ground(lunch: MealDay, orders: Sequence[ServiceOrder]) -> Ground:
    rounds = untold_rounds(lunch.canteen, lunch.day).order_by("id").values_list("id", flat=True)
    return Ground(lunch.version, tuple(rounds), tuple(order.id for order in orders))


def searched(lunch: MealDay) -> Better | None:
    """The longer search; None when there is nothing to improve any more."""
    orders = orders_wanting(lunch.canteen, lunch.day, untold=True)
    ground = _ground(lunch, orders)
    if not ground.rounds:
        return None
    seconds = policy_of(lunch.district).meal_search_seconds
    try:
        task, left_out = task_of(
            lunch.canteen, lunch.day, orders, _ids(lunch, "walkers"), _ids(lunch, "cyclists")
        )
        plan = plan_rounds(task, seed=lunch.version, tries=TRIES, seconds=seconds)
    except (DomainError, RoundsError):
        return None  # The window is over, or somebody cannot come any more: the desk plans again.
    return Better(ground, plan, left_out)


def _ids(lunch: MealDay, name: str) -> Sequence[UUID]:
    return [UUID(one) for one in (lunch.chosen or {}).get(name, ())]


@transact
def settle_plan(*, lunch_id: UUID, better: Better | None) -> int:
    """End the search for a lunch; 1 when its plan was replaced.

    A plan that the desk has offered, changed or made anew meanwhile stays as it is.
    """
    lunch = (
        MealDay.objects.select_for_update(of=("self",), no_key=True)
        .select_related("canteen")
        .filter(id=lunch_id, chosen__isnull=False)
        .first()
    )
    if lunch is None or (better is not None and better.ground.version != lunch.version):
        return 0  # Planned anew while the search went on: that plan has a search of its own.
    replaced = better is not None and _replaced(lunch, better)
    lunch.chosen = None
    lunch.save(update_fields=["chosen"])
    return int(replaced)


def _replaced(lunch: MealDay, better: Better) -> bool:
    orders = orders_wanting(lunch.canteen, lunch.day, untold=True)
    if better.ground != _ground(lunch, orders) or not _is_better(lunch, better):
        return False
    forget_planned(lunch)
    write_plan(
        system(lunch.district),
        lunch,
        better.plan,
        better.left_out,
        "meal_day.improved",
        role=Role.SYSTEM,
    )
    return True


def _is_better(lunch: MealDay, better: Better) -> bool:
    """Fewer without a meal, or as many and less time of all helpers together."""
    rows = untold_rounds(lunch.canteen, lunch.day).values_list("leaves_at", "back_at")
    seconds = sum(int((back - leaves).total_seconds()) for leaves, back in rows)
    left = len(better.plan.left_out) + len(better.left_out)
    return (left, better.plan.seconds) < (len(lunch.left_out), seconds)
