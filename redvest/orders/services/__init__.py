"""What changes orders, by whose turn it is; import from here."""

from redvest.orders.services.agreeing import answer_time, propose_time, schedule_order
from redvest.orders.services.answering import claim_order, decline_order, give_back_order
from redvest.orders.services.asking import (
    ask_rework,
    confirm_order,
    rate_order,
    resubmit_order,
    withdraw_order,
)
from redvest.orders.services.cases import (
    complain_order,
    log_case_contact,
    record_revisit,
    reopen_order,
    settle_order,
    take_case,
)
from redvest.orders.services.catalog import seed_catalog
from redvest.orders.services.codes import order_code
from redvest.orders.services.desk import (
    accept_order,
    appeal_rejection,
    cancel_order,
    escalate_order,
    give_up_order,
    merge_order,
    refuse_appeal,
    reinstate_order,
    reject_order,
    resume_order,
    return_order,
)
from redvest.orders.services.dispatching import (
    dispatch_order,
    pool_order,
    reassign_order,
    take_back_order,
)
from redvest.orders.services.naming import accept_assignment, name_volunteer, refuse_assignment
from redvest.orders.services.placing import OrderCard, place_order
from redvest.orders.services.revealing import reveal_contact
from redvest.orders.services.tasks import finish_task
from redvest.orders.services.timers import fire_due
from redvest.orders.services.visiting import (
    check_in,
    complete_order,
    log_contact_attempt,
    report_absent,
    report_no_show,
)

__all__ = [
    "OrderCard",
    "accept_assignment",
    "accept_order",
    "answer_time",
    "appeal_rejection",
    "ask_rework",
    "cancel_order",
    "check_in",
    "claim_order",
    "complain_order",
    "complete_order",
    "confirm_order",
    "decline_order",
    "dispatch_order",
    "escalate_order",
    "finish_task",
    "fire_due",
    "give_back_order",
    "give_up_order",
    "log_case_contact",
    "log_contact_attempt",
    "merge_order",
    "name_volunteer",
    "order_code",
    "place_order",
    "pool_order",
    "propose_time",
    "rate_order",
    "reassign_order",
    "record_revisit",
    "refuse_appeal",
    "refuse_assignment",
    "reinstate_order",
    "reject_order",
    "reopen_order",
    "report_absent",
    "report_no_show",
    "resubmit_order",
    "resume_order",
    "return_order",
    "reveal_contact",
    "schedule_order",
    "seed_catalog",
    "settle_order",
    "take_back_order",
    "take_case",
    "withdraw_order",
]
