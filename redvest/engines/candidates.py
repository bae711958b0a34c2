"""Whom a desk could ask, in an order it can explain. A person chooses; nobody is assigned.

What a team answered before is shown and never counted against it: who declined this order stands
last for this order only, because asking again at once would be pressing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from uuid import UUID


class Reason(StrEnum):
    """What speaks for a candidate or is worth knowing; each is shown with its number."""

    OFFERS_ITEM = "offers_item"
    SAME_FIELD = "same_field"
    SERVES_PLACE = "serves_place"
    SERVES_STREET = "serves_street"
    DISTANCE = "distance"
    LOAD = "load"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One team as far as it matters for one order.

    Attributes
    ----------
    offers_item, same_field : bool
        Whether it says that it does this very thing, or works in the same field.
    nearness : int
        Digits of the narrowest part of its area the order lies in: 12, 9, 6 or 0.
    meters : int or None
        From the venue that hosts it to the order's community, where both are on the map.
    load : int
        Orders it was asked for or has not finished.
    members : int
        How many belong to it.
    answered : str
        How it answered this very order before: a state of an offer, or empty.
    """

    team: UUID
    name: str
    offers_item: bool = False
    same_field: bool = False
    nearness: int = 0
    meters: int | None = None
    load: int = 0
    members: int = 0
    answered: str = ""


def ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates, the most promising first; equal ones by name, so it is the same list
    for everybody."""

    def key(one: Candidate) -> tuple[bool, bool, bool, bool, int, int, float, str]:
        return (
            bool(one.answered),
            one.members == 0,
            not one.offers_item,
            not one.same_field,
            -one.nearness,
            one.load,
            inf if one.meters is None else one.meters,
            one.name,
        )

    return sorted(candidates, key=key)


def reasons(one: Candidate) -> list[tuple[Reason, int]]:
    """Return why a candidate stands where it does, what speaks most for it first."""
    found: list[tuple[Reason, int]] = []
    if one.offers_item:
        found.append((Reason.OFFERS_ITEM, 0))
    elif one.same_field:
        found.append((Reason.SAME_FIELD, 0))
    if one.nearness >= 12:
        found.append((Reason.SERVES_PLACE, 0))
    elif one.nearness >= 9:
        found.append((Reason.SERVES_STREET, 0))
    if one.meters is not None:
        found.append((Reason.DISTANCE, one.meters))
    found.append((Reason.LOAD, one.load))
    found.append((Reason.MEMBERS, one.members))
    return found
