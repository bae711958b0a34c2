"""What people fill in about orders; import from here."""

from redvest.orders.forms.asking import LinkCodeForm, OrderForm, RateForm, SaidForm, SentenceForm
from redvest.orders.forms.common import ReasonForm, communities
from redvest.orders.forms.desk import AcceptForm, DispatchForm, InboxFilter
from redvest.orders.forms.serving import CompleteForm, DeclineForm, NameForm, ScheduleForm

__all__ = [
    "AcceptForm",
    "CompleteForm",
    "DeclineForm",
    "DispatchForm",
    "InboxFilter",
    "LinkCodeForm",
    "NameForm",
    "OrderForm",
    "RateForm",
    "ReasonForm",
    "SaidForm",
    "ScheduleForm",
    "SentenceForm",
    "communities",
]
