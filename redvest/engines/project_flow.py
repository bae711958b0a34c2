"""The life of a project: the only copy of who may do what, from where, to where.

Source: proposed, reviewed, running, completed, evaluated, template. A project that is not agreed
to goes back with a reason, one that will not be is dropped, and a template can be put away again.
"""

from __future__ import annotations

from enum import StrEnum

from redvest.engines.flow import Step, by_action, row
from redvest.engines.roles import Role


class ProjectState(StrEnum):
    """Where a project stands; stored, so never renamed."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    RUNNING = "running"
    COMPLETED = "completed"
    EVALUATED = "evaluated"
    TEMPLATE = "template"
    DROPPED = "dropped"


class ProjectAction(StrEnum):
    """What somebody does to a project; stored in its events, so never renamed."""

    REVIEW = "review"
    RETURN = "return"
    PROPOSE_AGAIN = "propose_again"
    START = "start"
    COMPLETE = "complete"
    EVALUATE = "evaluate"
    OFFER = "offer"
    PUT_AWAY = "put_away"
    DROP = "drop"


ProjectStep = Step[ProjectState, ProjectAction, Role]

_S, _A = ProjectState, ProjectAction
_DESK = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
_ORGANISER = _DESK | {Role.TEAM_ADMIN}

ROWS: tuple[ProjectStep, ...] = (
    # By somebody else than who proposed it.
    row(_A.REVIEW, _S.PROPOSED, _S.REVIEWED, _DESK),
    row(_A.RETURN, _S.PROPOSED, _S.RETURNED, _DESK),
    row(_A.PROPOSE_AGAIN, _S.RETURNED, _S.PROPOSED, _ORGANISER),
    row(_A.START, _S.REVIEWED, _S.RUNNING, _ORGANISER),
    row(_A.COMPLETE, _S.RUNNING, _S.COMPLETED, _ORGANISER),
    # What came of it, in the words of somebody else than who proposed it.
    row(_A.EVALUATE, _S.COMPLETED, _S.EVALUATED, _DESK),
    # Offered to every other place of the district.
    row(_A.OFFER, _S.EVALUATED, _S.TEMPLATE, {Role.CENTRE_ADMIN}),
    row(_A.PUT_AWAY, _S.TEMPLATE, _S.EVALUATED, {Role.CENTRE_ADMIN}),
    row(_A.DROP, {_S.PROPOSED, _S.RETURNED, _S.REVIEWED}, _S.DROPPED, _ORGANISER),
)
"""Every row of the flow."""

STEPS = by_action(ROWS, ProjectAction)

EDITABLE = frozenset({_S.PROPOSED, _S.RETURNED})
"""Where the plan may be changed: before somebody has agreed to it."""

PUBLIC = frozenset({_S.RUNNING, _S.COMPLETED, _S.EVALUATED, _S.TEMPLATE})
"""What anybody may read about."""

ACTIVE = frozenset({_S.RUNNING, _S.TEMPLATE})
"""What activities may be planned for."""

BY_ANOTHER = frozenset({_A.REVIEW, _A.RETURN, _A.EVALUATE})
"""Nobody does this to what they proposed themselves."""
