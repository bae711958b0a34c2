"""点单 派单 接单 评单: what somebody needs, who was asked, who goes, how it was."""

from redvest.orders.models.assignments import Assignment, Dispatch
from redvest.orders.models.catalog import ServiceCategory, ServiceItem
from redvest.orders.models.evaluations import Evaluation
from redvest.orders.models.orders import OrderCounter, ServiceOrder

__all__ = [
    "Assignment",
    "Dispatch",
    "Evaluation",
    "OrderCounter",
    "ServiceCategory",
    "ServiceItem",
    "ServiceOrder",
]
