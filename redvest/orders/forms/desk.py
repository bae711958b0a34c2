"""What the desk fills in."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.engines.order_flow import Urgency
from redvest.orders.labels import URGENCIES


class AcceptForm(forms.Form):
    """How urgent the desk finds it."""

    urgency = forms.ChoiceField(
        label=_("紧急程度"),
        choices=[(key.value, label) for key, label in URGENCIES.items()],
        initial=Urgency.NORMAL.value,
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择紧急程度。")},
    )


class DispatchForm(forms.Form):
    """Which team is asked."""

    team = forms.TypedChoiceField(
        label=_("派给哪支队伍"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请从列表里选择一支队伍。"),
            "invalid_choice": _("请从列表里选择一支队伍。"),
        },
    )

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", teams)


class InboxFilter(forms.Form):
    q = forms.CharField(label=_("编号"), required=False, max_length=20)
