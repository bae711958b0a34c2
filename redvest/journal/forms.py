"""What a reader of the journal may ask for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.journal.labels import GROUPS
from redvest.journal.queries import DAYS_MAX, DAYS_SHOWN


class JournalFilter(forms.Form):
    """Kind, subject, account and days. Without days: the last seven."""

    group = forms.ChoiceField(
        label=_("事项"), choices=[("", _("全部")), *GROUPS.items()], required=False
    )
    first = forms.DateField(
        label=_("从哪天"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("到哪天"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    subject_id = forms.UUIDField(
        label=_("对象编号"),
        required=False,
        error_messages={"invalid": _("对象编号不完整，请从列表里复制整个编号。")},
    )
    account_id = forms.UUIDField(
        label=_("账号编号"),
        required=False,
        error_messages={"invalid": _("账号编号不完整，请从列表里复制整个编号。")},
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        last = found.get("last") or timezone.localdate()
        first = found.get("first")
        if first is None:
            # One thing is looked at through all its time, the whole journal by the week.
            narrow = found.get("subject_id") or found.get("account_id")
            first = last - timedelta(days=DAYS_MAX if narrow else DAYS_SHOWN - 1)
        if first > last:
            self.add_error("last", _("结束日期早于开始日期，请改一下。"))
        elif (last - first).days > DAYS_MAX:
            self.add_error("first", _("一次最多查看一年，请缩短时间。"))
        found["first"], found["last"] = first, last
        return found
