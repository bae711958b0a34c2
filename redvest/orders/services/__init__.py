"""What changes orders, by whose turn it is; import from here."""

from redvest.orders.services.answering import claim_order, decline_order, schedule_order
from redvest.orders.services.asking import confirm_order, rate_order, withdraw_order
from redvest.orders.services.catalog import seed_catalog
from redvest.orders.services.desk import accept_order, dispatch_order
from redvest.orders.services.naming import accept_assignment, name_volunteer, refuse_assignment
from redvest.orders.services.placing import OrderCard, place_order
from redvest.orders.services.revealing import reveal_contact
from redvest.orders.services.visiting import check_in, complete_order

__all__ = [
    "OrderCard",
    "accept_assignment",
    "accept_order",
    "check_in",
    "claim_order",
    "complete_order",
    "confirm_order",
    "decline_order",
    "dispatch_order",
    "name_volunteer",
    "place_order",
    "rate_order",
    "refuse_assignment",
    "reveal_contact",
    "schedule_order",
    "seed_catalog",
    "withdraw_order",
]
