"""Rounds and stops: who sees which."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.engines.round_flow import RoundState, Side, StopState
from redvest.errors import NotSeen
from redvest.meals.models import MealDay, MealRound, MealStop
from redvest.orders.queries import DESK
from redvest.people.actors import Actor

DAYS_BACK = 30


def rounds_of(lunch: MealDay) -> list[MealRound]:
    """The rounds of a lunch, in the order in which they leave."""
    rows = MealRound.objects.filter(district=lunch.district, lunch=lunch)
    return list(
        rows.select_related("volunteer__person", "lunch__canteen")
        .prefetch_related("stops__order__requester", "stops__order__item")
        .order_by("leaves_at", "id")
    )


def stops_of(row: MealRound) -> list[MealStop]:
    """Stops in the order of the way."""
    found = MealStop.objects.filter(district=row.district, round=row)
    return list(found.select_related("order__requester", "order__item").order_by("position"))


def own_rounds(actor: Actor) -> list[MealRound]:
    """What the volunteer was offered or goes, the next first, and what was lately."""
    if actor.volunteer_id is None:
        return []
    since = timezone.localdate() - timedelta(days=DAYS_BACK)
    hidden = [RoundState.PLANNED.value, RoundState.WITHDRAWN.value, RoundState.DECLINED.value]
    rows = MealRound.objects.filter(
        district=actor.district, volunteer_id=actor.volunteer_id, lunch__day__gte=since
    ).exclude(state__in=hidden)
    return list(
        rows.select_related("lunch__canteen")
        .annotate(doors=Count("stops", filter=~Q(stops__state=StopState.FREED.value)))
        .order_by("-lunch__day", "leaves_at")[:50]
    )


def round_seen_by(
    actor: Actor, round_id: UUID, *, lock: bool = False
) -> tuple[MealRound, frozenset[Side]]:
    """A round and on which sides of it the actor stands.

    Raises
    ------
    NotSeen
        If on neither. A volunteer sees nothing before it is offered.
    """
    rows = MealRound.objects.select_related("lunch__canteen", "volunteer__person").filter(
        district=actor.district, id=round_id
    )
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
    sides: set[Side] = set()
    if found is not None:
        region = found.lunch.canteen.region
        if any(actor.has(role, region=region) for role in DESK):
            sides.add(Side.DESK)
        if actor.volunteer_id == found.volunteer_id and found.offered_at is not None:
            sides.add(Side.HELPER)
    if found is None or not sides:
        raise NotSeen(_("没有找到这趟送餐，或它不在您能查看的范围内。"))
    return found, frozenset(sides)


def stop_of(row: MealRound, stop_id: UUID) -> MealStop:
    """A stop of this round.

    Raises
    ------
    NotSeen
        If it is another round's.
    """
    found = (
        MealStop.objects.select_related("order__requester", "order__item")
        .filter(district=row.district, round=row, id=stop_id)
        .first()
    )
    if found is None:
        raise NotSeen(_("没有找到这一户，或它不在这趟路线里。"))
    return found
