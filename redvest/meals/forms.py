"""What desks and volunteers fill in about meals."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.engines.geodesy import Datum
from redvest.orders.labels import REACH_METHODS

PICK = {"invalid_choice": _("请从列表里选择。")}
NUMBER = {
    "required": _("请在地图上点一下，或填写坐标。"),
    "invalid": _("请填写数字，例如 36.0612。"),
}
DATUMS = [
    (Datum.WGS84.value, _("手机定位、天地图（WGS-84）")),
    (Datum.GCJ02.value, _("高德、腾讯地图（GCJ-02）")),
    (Datum.BD09.value, _("百度地图（BD-09）")),
]


class PlanForm(forms.Form):
    """Who is there to carry, on foot and by bike."""

    walkers = forms.TypedMultipleChoiceField(
        label=_("谁走着送？"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=PICK,
    )
    cyclists = forms.TypedMultipleChoiceField(
        label=_("谁骑车送？"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=PICK,
    )

    def __init__(self, *args: Any, helpers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "walkers", helpers)
        offer(self, "cyclists", helpers)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not (found.get("walkers") or found.get("cyclists")):
            self.add_error("walkers", _("请至少选择一位志愿者。"))
        return found


class HomeForm(forms.Form):
    """A pin: latitude, longitude, and which map they come from."""

    lat = forms.FloatField(label=_("纬度"), error_messages=NUMBER)
    lon = forms.FloatField(label=_("经度"), error_messages=NUMBER)
    datum = forms.ChoiceField(
        label=_("坐标来自哪里"), choices=DATUMS, initial=Datum.WGS84.value, error_messages=PICK
    )


class NobodyForm(forms.Form):
    """What was tried before leaving again."""

    methods = forms.MultipleChoiceField(
        label=_("怎样联系过？至少两种"),
        choices=list(REACH_METHODS.items()),
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
        error_messages={
            **PICK,
            "required": _("请先用两种办法联系（敲门、打电话或问邻居），再勾选。"),
        },
    )


class PaperForm(forms.Form):
    reason = forms.CharField(
        label=_("为什么要打印？"),
        max_length=200,
        help_text=_("例如：志愿者没有手机，需要纸质路线单。"),
        error_messages={"required": _("请写下打印的原因。")},
    )
