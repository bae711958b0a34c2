"""Reading orders; import from here."""

from redvest.orders.queries.choices import (
    ON_THE_MENU,
    catalog,
    requesters_for,
    resident_for_desk,
    team_choices,
    team_members,
    teams_offerable,
)
from redvest.orders.queries.hearing import hear
from redvest.orders.queries.lists import (
    assignments_of,
    assignments_to,
    counts_in_scope,
    events_of,
    offers_to,
    orders_asked_by,
    orders_in_scope,
)
from redvest.orders.queries.serving import obstacles_for, servers_for, valid_papers
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
    "ON_THE_MENU",
    "OPEN_STATES",
    "actions_for",
    "assignments_of",
    "assignments_to",
    "catalog",
    "counts_in_scope",
    "events_of",
    "hear",
    "live_dispatch",
    "named_for",
    "obstacles_for",
    "offers_to",
    "order_seen_by",
    "orders_asked_by",
    "orders_in_scope",
    "represents",
    "requesters_for",
    "resident_for_desk",
    "roles_towards",
    "servers_for",
    "team_choices",
    "team_members",
    "teams_offerable",
    "valid_papers",
]
