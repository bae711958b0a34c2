"""点单 派单 接单 评单: what somebody needs, who was asked, who goes, how it was."""

from redvest.orders.models.assignments import Assignment, Dispatch
from redvest.orders.models.badges import BadgePhoto
from redvest.orders.models.bundles import OrderBundle
from redvest.orders.models.catalog import ServiceCategory, ServiceItem, TeamItem, VenueItem
from redvest.orders.models.doors import CalendarLink, Open311Key
from redvest.orders.models.evaluations import Evaluation
from redvest.orders.models.filters import SavedFilter
from redvest.orders.models.links import OrderLink
from redvest.orders.models.orders import OrderCounter, ServiceOrder
from redvest.orders.models.pairings import Pairing
from redvest.orders.models.papers import VolunteerPaper
from redvest.orders.models.quality import CaseContact, ContactAttempt, QualityCase, Revisit
from redvest.orders.models.standing import (
    StandingDay,
    StandingOrder,
    StandingPause,
    StandingTeam,
)
from redvest.orders.models.timers import OrderTask, OrderTimer
from redvest.orders.models.visits import VisitFeedback, VisitPhoto
from redvest.orders.models.wishes import MicroWish, Talk

__all__ = [
    "Assignment",
    "BadgePhoto",
    "CalendarLink",
    "CaseContact",
    "ContactAttempt",
    "Dispatch",
    "Evaluation",
    "MicroWish",
    "Open311Key",
    "OrderBundle",
    "OrderCounter",
    "OrderLink",
    "OrderTask",
    "OrderTimer",
    "Pairing",
    "QualityCase",
    "Revisit",
    "SavedFilter",
    "ServiceCategory",
    "ServiceItem",
    "ServiceOrder",
    "StandingDay",
    "StandingOrder",
    "StandingPause",
    "StandingTeam",
    "Talk",
    "TeamItem",
    "VenueItem",
    "VisitFeedback",
    "VisitPhoto",
    "VolunteerPaper",
]
