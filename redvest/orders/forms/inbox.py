"""What narrows the inbox, and what is done to many orders at once."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.orders.labels import VERIFICATIONS

NUMBER_MAX = 20


class InboxFilter(forms.Form):
    """Conditions of a view. Everything is optional; what cannot be is left out, not refused."""

    q = forms.CharField(label=_("编号，或最后四位"), required=False, max_length=NUMBER_MAX)
    state = forms.ChoiceField(label=_("状态"), required=False)
    item = forms.ChoiceField(label=_("服务项目"), required=False)
    community = forms.ChoiceField(label=_("社区"), required=False)
    team = forms.TypedChoiceField(label=_("队伍"), required=False, coerce=UUID, empty_value=None)
    late = forms.BooleanField(label=_("只看超时"), required=False)
    vulnerable = forms.BooleanField(label=_("只看需要照顾的居民"), required=False)

    def __init__(
        self, *args: Any, choices: dict[str, list[Any]], group: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["autocomplete"] = "off"
        for name, found in choices.items():
            offer(self, name, [("", _("全部")), *found])
        if group:
            self.fields["group"] = forms.CharField(
                required=False, initial=group, widget=forms.HiddenInput
            )


class FilterName(forms.Form):
    name = forms.CharField(label=_("给这组条件起个名字"), required=False, max_length=60)


class BulkForm(forms.Form):
    """One action for many orders; a team only where the action needs one."""

    act = forms.ChoiceField(
        error_messages={
            "required": _("请选择要做什么。"),
            "invalid_choice": _("请选择要做什么。"),
        },
    )
    team = forms.TypedChoiceField(
        label=_("派给哪支队伍"), required=False, coerce=UUID, empty_value=None
    )

    verification = forms.ChoiceField(
        label=_("怎么核实的？"),
        required=False,
        choices=list(VERIFICATIONS.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
    )

    def __init__(self, *args: Any, acts: list[Any], teams: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "act", acts)
        offer(self, "team", [("", _("请选择")), *teams])
