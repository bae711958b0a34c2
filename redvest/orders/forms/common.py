"""What several forms of orders share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.districts.models import Region

TOO_LONG = _("最多%(limit_value)d个字，现在有%(show_value)d个字，请缩短。")


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
