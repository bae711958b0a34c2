"""What the desk takes out, and why."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.templatetags.redvest import STATES
from redvest.engines.order_flow import State
from redvest.orders.forms.common import text

DAYS_MAX = 366
DATE = {"required": _("请选择日期。"), "invalid": _("请按 2026-03-05 的样子填写日期。")}


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=DATE)


class ExportForm(forms.Form):
    since = _day(_("从哪天提交的"))
    until = _day(_("到哪天"))
    state = forms.ChoiceField(label=_("状态"), required=False)
    kind = forms.ChoiceField(
        label=_("文件格式"),
        choices=[("csv", "CSV"), ("xlsx", "Excel")],
        initial="csv",
        widget=forms.RadioSelect(attrs={"chips": True}),
    )
    reason = text(_("为什么导出？"), 200, _("请写明为什么导出，会记入日志。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["since"].initial = today - timedelta(days=30)
        self.fields["until"].initial = today
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)
        every = [(one.value, STATES[one.value][1]) for one in State if one.value in STATES]
        field.choices = [("", _("全部")), *every]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and not since <= until <= since + timedelta(days=DAYS_MAX):
            self.add_error("until", _("结束要在开始之后，一次最多导出一年。"))
        return found
