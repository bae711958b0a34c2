"""What the desk and the team fill in about a bundle."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import PICK, offer
from redvest.orders.forms.common import text
from redvest.orders.labels import DECLINE_REASONS


class BundleForm(forms.Form):
    """Who, where, when, and which team is asked."""

    orders = forms.TypedMultipleChoiceField(
        label=_("并入哪几单？"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={**PICK, "required": _("请至少勾选两单。")},
    )
    title = text(_("名称"), 60, _("请给这场集中服务起个名字。"), help_text=_("例如：周三义剪"))
    venue = forms.TypedChoiceField(label=_("在哪里"), coerce=UUID, error_messages=PICK)
    starts_at = forms.DateTimeField(
        label=_("什么时候开始"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={
            "required": _("请选择时间。"),
            "invalid": _("请按 2026-03-05 15:30 的样子填写时间。"),
        },
    )
    minutes = forms.TypedChoiceField(
        label=_("大约多久"),
        coerce=int,
        choices=[(60, _("1小时")), (120, _("2小时")), (180, _("3小时")), (240, _("4小时"))],
        initial=120,
    )
    team = forms.TypedChoiceField(
        label=_("请哪支队伍"), coerce=UUID, widget=forms.RadioSelect, error_messages=PICK
    )
    note_text = text(_("告诉居民的话"), 200, help_text=_("例如：请带一条毛巾。"))

    def __init__(
        self,
        *args: Any,
        orders: list[tuple[str, str]],
        venues: list[tuple[str, str]],
        teams: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "orders", orders)
        offer(self, "venue", venues)
        offer(self, "team", teams)

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        starts_at: datetime = found["starts_at"]
        return {
            "order_ids": found["orders"],
            "title": found["title"],
            "venue_id": found["venue"],
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=found["minutes"]),
            "team_id": found["team"],
            "note_text": found["note_text"],
        }


class DeclineBundleForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("为什么拒单？"),
        choices=list(DECLINE_REASONS.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择拒单的原因。")},
    )


class NameBundleForm(forms.Form):
    volunteers = forms.TypedMultipleChoiceField(
        label=_("谁去（第一位是现场负责人）"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={**PICK, "required": _("请至少选择一名队员。")},
    )

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "volunteers", members)


class ServedForm(forms.Form):
    orders = forms.TypedMultipleChoiceField(
        label=_("哪些居民来了并办好了？"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={**PICK, "required": _("请勾选来了的居民。")},
    )
    outcome = text(_("做了什么？"), 200, help_text=_("例如：理发。请不要写居民的姓名和电话。"))

    def __init__(self, *args: Any, orders: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "orders", orders)
