"""The hotline's screen: one number, one line, then what the line was taken to mean."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.orders.forms.common import communities, text
from redvest.orders.labels import SLOTS
from redvest.orders.services.placing import ADDRESS_MAX, AHEAD_DAYS_MAX, DESCRIPTION_MAX, RISK_MAX

NOBODY = "new"


class CallForm(forms.Form):
    caller = text(
        _("来电号码"),
        40,
        _("请输入来电号码，例如 13800001234。"),
        help_text=_("也可以输入身份证号。按回车查找。"),
        widget=forms.TextInput(
            attrs={"autofocus": True, "autocomplete": "off", "inputmode": "tel"}
        ),
    )


class HotlineForm(forms.Form):
    """Everything on one screen. The line is read by the server; each field may be corrected."""

    resident = forms.ChoiceField(
        label=_("为谁点单"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择是哪位居民。")},
    )
    name = text(_("姓名"), 40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    community = forms.ChoiceField(label=_("所在社区"), required=False)
    line = text(
        _("对方说了什么？"),
        DESCRIPTION_MAX,
        _("请写下对方的话，一句就够。"),
        help_text=_("例如：周六上午想理发，畅家巷3号楼501。按回车读取。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    item = forms.TypedChoiceField(
        label=_("服务项目"),
        coerce=UUID,
        error_messages={
            "required": _("请选择服务项目。"),
            "invalid_choice": _("请选择服务项目。"),
        },
    )
    preferred_on = forms.DateField(
        label=_("哪一天"),
        error_messages={
            "required": _("请选择日期。"),
            "invalid": _("请按 2026-03-05 的样子填写日期。"),
        },
    )
    preferred_slot = forms.ChoiceField(label=_("时段"), choices=list(SLOTS.items()), initial="any")
    address = text(_("上门地址"), ADDRESS_MAX, help_text=_("不填就用登记的地址。"))
    contact_phone = text(_("联系电话"), 30, help_text=_("不填就用登记的电话。"))
    risk_note = text(_("请志愿者留意"), RISK_MAX)
    not_the_same = forms.BooleanField(label=_("不是同一件事，另建一单"), required=False)
    consented = forms.BooleanField(
        label=_("已念给对方听；对方同意代为点单，并同意把地址和电话告诉答应前来的志愿者"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        district: str,
        within: list[str],
        residents: list[tuple[str, str]],
        items: list[Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "resident", [*residents, (NOBODY, _("没有登记过的居民"))])
        offer(self, "community", communities(district, within))
        offer(self, "item", [("", _("请选择")), *items])
        today = timezone.localdate()
        picker = self.fields["preferred_on"].widget
        picker.attrs["min"] = today.isoformat()
        picker.attrs["max"] = (today + timedelta(days=AHEAD_DAYS_MAX)).isoformat()
