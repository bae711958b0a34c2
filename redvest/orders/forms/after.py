"""What residents fill in about an order that runs: another time, what is wrong, what is missing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.orders.forms.asking import OrderForm
from redvest.orders.forms.common import VisitTime, text, visit_time
from redvest.orders.labels import COMPLAINT_REASONS, REWORK_REASONS
from redvest.orders.services.asking import TEXT_MAX


class OtherTimeForm(VisitTime):
    """When it would suit better. The team still has to agree."""

    starts_at = visit_time(_("改到什么时候？"))
    minutes = forms.TypedChoiceField(
        label=_("大约多久"),
        coerce=int,
        choices=[(60, _("1小时")), (120, _("2小时")), (240, _("4小时"))],
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择大约多久。")},
    )


def _reason(label: Any, choices: dict[str, Any], required: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(choices.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": required, "invalid_choice": required},
    )


class UnsolvedForm(forms.Form):
    reason = _reason(_("哪里没有解决？"), REWORK_REASONS, _("请选择哪里没有解决。"))
    text = text(_("还有什么要说的？"), TEXT_MAX, widget=forms.Textarea(attrs={"rows": 3}))


class ComplainForm(forms.Form):
    reason = _reason(_("投诉什么？"), COMPLAINT_REASONS, _("请选择投诉的原因。"))
    text = text(
        _("发生了什么？"),
        TEXT_MAX,
        _("请写下发生了什么。"),
        help_text=_("由没有参加这次服务的人核实。投诉不影响您以后点单或服务。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DisagreeForm(forms.Form):
    text = text(
        _("为什么请中心再看一次？"),
        TEXT_MAX,
        _("请写下申诉的理由。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MoreForm(OrderForm):
    """An order that came back. What is sealed stays as it was where nothing new is written."""

    KEPT = ("description", "address", "contact_phone", "risk_note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.KEPT:
            self.fields[name].required = False
            self.fields[name].help_text = _("不用改的，空着就行。")
