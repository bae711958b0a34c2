"""What teams and volunteers fill in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.orders.labels import DECLINE_REASONS


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("为什么拒单？"),
        choices=list(DECLINE_REASONS.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择拒单的原因。")},
    )


class ScheduleForm(forms.Form):
    """When, for how long, and who goes; the first named leads."""

    starts_at = forms.DateTimeField(
        label=_("上门时间"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={
            "required": _("请选择上门时间。"),
            "invalid": _("请按 2026-03-05 15:30 的样子填写时间。"),
        },
    )
    minutes = forms.TypedChoiceField(
        label=_("大约多久"),
        coerce=int,
        choices=[(30, _("30分钟")), (60, _("1小时")), (120, _("2小时")), (240, _("4小时"))],
        initial=60,
    )
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

    def ends_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        return starts_at + timedelta(minutes=self.cleaned_data["minutes"])


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
