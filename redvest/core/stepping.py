"""A step of a flow, decided for a service: its refusals become words."""

from collections.abc import Mapping, Set

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redvest.engines import flow
from redvest.errors import Conflict, NotAllowed


def decide(
    steps: Mapping[flow.A, tuple[flow.Step[flow.S, flow.A, flow.W], ...]],
    state: flow.S,
    action: flow.A,
    roles: Set[flow.W],
    changed: Promise | str,
) -> flow.S:
    """Return the state after the action; ``changed`` says in words that the state is another now.

    Raises
    ------
    NotAllowed, Conflict
        Never the business of these roles (403); not from here (409).
    """
    try:
        return flow.next_state(steps, state, action, roles)
    except flow.NotAllowed:
        raise NotAllowed(_("您的身份不能办理这一步。"), code="not_allowed") from None
    except flow.WrongState:
        raise Conflict(changed, code="wrong_state") from None
