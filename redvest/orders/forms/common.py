"""What several forms of orders share."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import TOO_LONG
from redvest.districts.models import Region


def text(label: Any, most: int, required: Any = "", **more: Any) -> forms.CharField:
    """A text field whose messages say what to do."""
    messages = {"max_length": TOO_LONG, "required": required}
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        error_messages={name: words for name, words in messages.items() if words},
        **more,
    )


def communities(district: str, within: list[str] | None = None) -> list[Any]:
    """Choices of communities by street, those that exist now."""
    rows = Region.objects.filter(district=district, valid_to=None, is_administrative=True)
    names = dict(rows.order_by("code").values_list("code", "name"))
    streets: dict[str, list[tuple[str, str]]] = {}
    for code, name in names.items():
        wanted = within is None or any(code.startswith(prefix) for prefix in within)
        if len(code) == 12 and wanted:
            streets.setdefault(code[:9], []).append((code, name))
    groups = [(names.get(street, street), found) for street, found in streets.items()]
    return [("", _("请选择")), *groups]


class ReasonForm(forms.Form):
    reason = text(_("查看原因"), 200, _("请填写查看原因"))


def visit_time(label: Any) -> forms.DateTimeField:
    """When somebody comes."""
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={
            "required": _("请选择上门时间。"),
            "invalid": _("请按 2026-03-05 15:30 的样子填写时间。"),
        },
    )


class VisitTime(forms.Form):
    """When somebody comes, and for about how long."""

    starts_at = visit_time(_("上门时间"))
    minutes = forms.TypedChoiceField(
        label=_("大约多久"),
        coerce=int,
        choices=[(30, _("30分钟")), (60, _("1小时")), (120, _("2小时")), (240, _("4小时"))],
        initial=60,
    )

    def ends_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        return starts_at + timedelta(minutes=self.cleaned_data["minutes"])
