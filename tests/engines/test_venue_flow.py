"""The life of a venue: every status, action and role."""

from itertools import product

import pytest

from redvest.engines.roles import Role
from redvest.engines.venue_flow import (
    STEPS,
    NotAllowed,
    VenueAction,
    VenueStatus,
    WrongStatus,
    actions_open_to,
    next_status,
)

LEADS = {
    ("planned", "open"): "open",
    ("open", "pause"): "temporarily_closed",
    ("temporarily_closed", "reopen"): "open",
    ("planned", "close"): "closed",
    ("open", "close"): "closed",
    ("temporarily_closed", "close"): "closed",
}


@pytest.mark.parametrize(
    ("status", "action", "role"), list(product(VenueStatus, VenueAction, Role))
)
def test_every_status_action_and_role(status, action, role):
    may = role in (Role.CENTRE_ADMIN, Role.SYSTEM) or (
        role is Role.VENUE_ADMIN and action is not VenueAction.CLOSE
    )
    leads_to = LEADS.get((status.value, action.value))
    is_open = action in actions_open_to(status, {role})
    assert is_open == (may and leads_to is not None)
    if not may:
        with pytest.raises(NotAllowed):
            next_status(status, action, {role})
    elif leads_to is None:
        with pytest.raises(WrongStatus):
            next_status(status, action, {role})
    else:
        assert next_status(status, action, {role}).value == leads_to


def test_whatever_shuts_a_door_needs_a_reason():
    assert {action.value for action, step in STEPS.items() if step.needs_reason} == {
        "pause",
        "close",
    }
