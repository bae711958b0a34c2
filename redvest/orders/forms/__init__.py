"""What people fill in about orders; import from here."""

from redvest.orders.forms.after import (
    ComplainForm,
    DisagreeForm,
    MoreForm,
    OtherTimeForm,
    UnsolvedForm,
)
from redvest.orders.forms.asking import LinkCodeForm, OrderForm, RateForm, SaidForm, SentenceForm
from redvest.orders.forms.common import ReasonForm, communities
from redvest.orders.forms.desk import AcceptForm, AppealForm, DispatchForm, MergeForm, TaskForm
from redvest.orders.forms.hotline import CallForm, HotlineForm
from redvest.orders.forms.inbox import BulkForm, FilterName, InboxFilter
from redvest.orders.forms.serving import DeclineForm, NameForm, ScheduleForm

__all__ = [
    "AcceptForm",
    "AppealForm",
    "BulkForm",
    "CallForm",
    "ComplainForm",
    "DeclineForm",
    "DisagreeForm",
    "DispatchForm",
    "FilterName",
    "HotlineForm",
    "InboxFilter",
    "LinkCodeForm",
    "MergeForm",
    "MoreForm",
    "NameForm",
    "OrderForm",
    "OtherTimeForm",
    "RateForm",
    "ReasonForm",
    "SaidForm",
    "ScheduleForm",
    "SentenceForm",
    "TaskForm",
    "UnsolvedForm",
    "communities",
]
