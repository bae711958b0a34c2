"""Reading orders; import from here."""

from redvest.orders.queries.choices import (
    catalog,
    requesters_for,
    resident_for_desk,
    team_choices,
    team_members,
    teams_offerable,
)
from redvest.orders.queries.lists import (
    assignments_of,
    assignments_to,
    counts_in_scope,
    events_of,
    offers_to,
    orders_asked_by,
    orders_in_scope,
)
from redvest.orders.queries.sight import (
    DESK,
    OPEN_STATES,
    actions_for,
    live_dispatch,
    named_for,
    order_seen_by,
    represents,
    roles_towards,
)

__all__ = [
    "DESK",
    "OPEN_STATES",
    "actions_for",
    "assignments_of",
    "assignments_to",
    "catalog",
    "counts_in_scope",
    "events_of",
    "live_dispatch",
    "named_for",
    "offers_to",
    "order_seen_by",
    "orders_asked_by",
    "orders_in_scope",
    "represents",
    "requesters_for",
    "resident_for_desk",
    "roles_towards",
    "team_choices",
    "team_members",
    "teams_offerable",
]
