"""Looking up where to bring a meal. Every look at every door leaves a trace."""

from dataclasses import dataclass
from uuid import UUID

from redvest.db import transact
from redvest.engines.round_flow import StopState
from redvest.meals.models import MealRound, MealStop
from redvest.meals.queries.rounds import round_seen_by, stop_of, stops_of
from redvest.orders.services.revealing import reveal_contact
from redvest.people.actors import Actor


@dataclass(frozen=True)
class Read:
    """One door in full, as somebody read it."""

    stop: MealStop
    address: str
    phone: str


@transact
def look_at_stop(*, actor: Actor, round_id: UUID, stop_id: UUID, reason: str) -> Read:
    """One door, for whoever has agreed to go, or for the desk."""
    row, _sides = round_seen_by(actor, round_id)
    return _read(actor, stop_of(row, stop_id), reason)


@transact
def look_at_round(
    *, actor: Actor, round_id: UUID, reason: str
) -> tuple[MealRound, tuple[Read, ...]]:
    """Every door that still waits, for paper."""
    row, _sides = round_seen_by(actor, round_id)
    waiting = [stop for stop in stops_of(row) if stop.state == StopState.WAITING.value]
    return row, tuple(_read(actor, stop, reason) for stop in waiting)


def _read(actor: Actor, stop: MealStop, reason: str) -> Read:
    found = reveal_contact(actor=actor, order_id=stop.order_id, reason=reason)
    return Read(stop, found.get("address", ""), found.get("contact_phone", ""))
