"""What teams and volunteers fill in."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.orders.forms.common import VisitTime
from redvest.orders.labels import DECLINE_REASONS


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("为什么拒单？"),
        choices=list(DECLINE_REASONS.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择拒单的原因。")},
    )


class ScheduleForm(VisitTime):
    """When, for how long, and who goes; the first named leads."""

    volunteers = forms.TypedMultipleChoiceField(
        label=_("谁去（第一位是现场负责人）"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请至少选择一名队员。"),
            "invalid_choice": _("只能选择本队现在的队员。"),
        },
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "volunteers", members)


class NameForm(forms.Form):
    volunteer = forms.TypedChoiceField(
        label=_("再请一名队员"),
        coerce=UUID,
        error_messages={
            "required": _("请至少选择一名队员。"),
            "invalid_choice": _("只能选择本队现在的队员。"),
        },
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "volunteer", members)
