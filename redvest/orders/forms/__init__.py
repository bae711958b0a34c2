"""What people fill in about orders; import from here."""

from redvest.orders.forms.asking import OrderForm, RateForm
from redvest.orders.forms.common import ReasonForm, communities
from redvest.orders.forms.desk import AcceptForm, DispatchForm, InboxFilter
from redvest.orders.forms.serving import CompleteForm, DeclineForm, NameForm, ScheduleForm

__all__ = [
    "AcceptForm",
    "CompleteForm",
    "DeclineForm",
    "DispatchForm",
    "InboxFilter",
    "NameForm",
    "OrderForm",
    "RateForm",
    "ReasonForm",
    "ScheduleForm",
    "communities",
]
