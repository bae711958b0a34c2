"""The life of a star: asked for, looked at, made public for five working days, given.

A star of a level that the district may not give is recommended upward; the answer that came back
is written down with its document. Nothing takes a star away by itself: who holds that one was given
wrongly says so with a reason, and somebody else of the center decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from redvest.engines.flow import Step, by_action, row
from redvest.engines.roles import Role


class State(StrEnum):
    """Where a star stands; stored, so never renamed."""

    APPLIED = "applied"
    NOTICE = "notice"
    RECOMMENDED = "recommended"
    AWARDED = "awarded"
    REJECTED = "rejected"
    DISPUTED = "disputed"
    REVOKED = "revoked"


class Action(StrEnum):
    """What somebody does to a star; stored in its events, so never renamed."""

    APPROVE = "approve"
    REJECT = "reject"
    TAKE_EFFECT = "take_effect"
    RECOMMEND = "recommend"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    REVOKE = "revoke"
    KEEP = "keep"


_DESK = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
_CENTRE = frozenset({Role.CENTRE_ADMIN})

ROWS: tuple[Step[State, Action, Role], ...] = (
    row(Action.APPROVE, State.APPLIED, State.NOTICE, _DESK),
    row(Action.REJECT, {State.APPLIED, State.NOTICE, State.RECOMMENDED}, State.REJECTED, _DESK),
    row(Action.TAKE_EFFECT, State.NOTICE, State.AWARDED, Role.SYSTEM),
    row(Action.RECOMMEND, State.NOTICE, State.RECOMMENDED, Role.SYSTEM),
    row(Action.CONFIRM, State.RECOMMENDED, State.AWARDED, _CENTRE),
    row(Action.DISPUTE, State.AWARDED, State.DISPUTED, _DESK),
    row(Action.REVOKE, State.DISPUTED, State.REVOKED, _CENTRE),
    row(Action.KEEP, State.DISPUTED, State.AWARDED, _CENTRE),
)
STEPS: Mapping[Action, tuple[Step[State, Action, Role], ...]] = by_action(ROWS, Action)

HELD = frozenset({State.AWARDED, State.DISPUTED})
"""Whoever has such a star has it: a doubt that is not decided takes nothing away."""

OPEN = frozenset({State.APPLIED, State.NOTICE, State.RECOMMENDED})

GIVERS: Mapping[str, frozenset[Role]] = {
    "street": _DESK,
    "district": _CENTRE,
    "city": _CENTRE,
    "province": _CENTRE,
}
"""Who of the district looks at a star that such a level approves."""

ABOVE = frozenset({"city", "province"})
"""Levels whose stars are recommended upward, not given here."""
