"""A life as a table of steps: who may do what, from where, to where.

The flows of orders, activities, sign-ups, records, certificates and meal rounds are such tables;
what can be asked of any of them is asked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)
W = TypeVar("W", bound=StrEnum)


class FlowError(ValueError):
    """A step that cannot be taken; ``code`` is stable, the wording is the caller's."""

    code = "flow"

    def __init__(self, action: StrEnum, state: StrEnum) -> None:
        super().__init__(f"{self.code}: {action.value} from {state.value}")
        self.action, self.state = action, state


class NotAllowed(FlowError):
    """None of the roles held may ever take this step (403)."""

    code = "not_allowed"


class WrongState(FlowError):
    """A role held may take this step, but not from the state at hand (409)."""

    code = "wrong_state"


@dataclass(frozen=True, slots=True)
class Step(Generic[S, A, W]):
    """One row: ``action`` leads from any of ``before`` to ``after``, done by any of ``by``."""

    action: A
    before: frozenset[S]
    after: S
    by: frozenset[W]


R = TypeVar("R", bound=Step)  # type: ignore[type-arg] # A flow's own rows may say more.


def row(action: A, before: Set[S] | S, after: S, by: Set[W] | W) -> Step[S, A, W]:
    """Build a row; one state or role may stand without braces."""
    return Step(action, several(before), after, several(by))


def several(given: Set[S] | S) -> frozenset[S]:
    """One or many as many."""
    return frozenset({given}) if isinstance(given, StrEnum) else frozenset(given)


def by_action(rows: Iterable[R], actions: Iterable[A]) -> Mapping[A, tuple[R, ...]]:
    """Return the rows of every action, in the order of the table."""
    table = tuple(rows)
    return MappingProxyType(
        {action: tuple(one for one in table if one.action is action) for action in actions}
    )


def next_state(
    steps: Mapping[A, tuple[Step[S, A, W], ...]], state: S, action: A, roles: Set[W]
) -> S:
    """Return the state after the action.

    Parameters
    ----------
    steps : mapping of action to rows
        The flow, as :func:`by_action` gives it.
    state : StrEnum
        Where things stand now, read under lock.
    action : StrEnum
        What is to be done.
    roles : set of StrEnum
        Every role the actor holds towards this object.

    Raises
    ------
    NotAllowed
        If none of the roles may ever do this, whatever the state.
    WrongState
        If a role may do this, but not from this state.
    """
    mine = [one for one in steps[action] if one.by & roles]
    if not mine:
        raise NotAllowed(action, state)
    for one in mine:
        if state in one.before:
            return one.after
    raise WrongState(action, state)


def able(
    steps: Mapping[A, tuple[Step[S, A, W], ...]], state: S, action: A, roles: Set[W]
) -> frozenset[W]:
    """Return those of the roles in which the action may be taken from this state."""
    rows = [one.by for one in steps[action] if state in one.before]
    return frozenset().union(*rows) & roles


def actions_open_to(
    steps: Mapping[A, tuple[Step[S, A, W], ...]], state: S, roles: Set[W]
) -> tuple[A, ...]:
    """Return exactly the actions that :func:`next_state` does not refuse, in the flow's order."""
    return tuple(action for action in steps if able(steps, state, action, roles))
