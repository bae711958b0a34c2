"""What residents fill in for a need on many days."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.orders.forms.common import communities, text
from redvest.orders.labels import SLOTS
from redvest.orders.services.placing import ADDRESS_MAX, DESCRIPTION_MAX, RISK_MAX
from redvest.people.labels import WEEKDAYS

YES_NO = (("yes", _("节假日不用来")), ("no", _("节假日也要来")))
A_DAY = {
    "required": _("请选择日期。"),
    "invalid": _("请按 2026-03-05 的样子填写日期。"),
}


class StandingForm(forms.Form):
    """What, on which days, where, whom to call. ``requester`` only when there is a choice."""

    requester = forms.ChoiceField(label=_("为谁点单"), required=False)
    description = text(
        _("您需要什么帮助？"),
        DESCRIPTION_MAX,
        _("请写下您需要什么帮助，一句话就够。"),
        help_text=_("一句话就够，例如：中午送一份软饭，不放辣。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("星期几要？"),
        coerce=int,
        choices=[(number, name) for number, name in enumerate(WEEKDAYS, start=1)],
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
        error_messages={"required": _("请至少选一个星期几。")},
    )
    slot = forms.ChoiceField(
        label=_("什么时候方便？"),
        choices=list(SLOTS.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择一个方便的时段。")},
    )
    skip_holidays = forms.ChoiceField(
        label=_("节假日怎么办？"),
        choices=YES_NO,
        widget=forms.RadioSelect(attrs={"chips": True}),
        help_text=_("周一至周五的，调休上班的周末也会来。"),
        error_messages={"required": _("请选择节假日要不要来。")},
    )
    first_day = forms.DateField(label=_("从哪天开始？"), error_messages=A_DAY)
    last_day = forms.DateField(
        label=_("到哪天为止？"),
        help_text=_("最多一年，随时可以停。"),
        error_messages=A_DAY,
    )
    community = forms.ChoiceField(
        label=_("所在社区"), error_messages={"required": _("请选择所在社区。")}
    )
    address = text(
        _("上门地址"),
        ADDRESS_MAX,
        _("请填写上门地址，例如几号楼几单元。"),
        help_text=_("只有答应前来的志愿者，在上门期间能看到。"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    contact_phone = text(
        _("联系电话"),
        30,
        _("请填联系电话，例如 13800001234。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    risk_note = text(
        _("有什么要志愿者留意？"),
        RISK_MAX,
        help_text=_("例如敲门后请等一会儿、老人听不清。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    consent_to_share = forms.BooleanField(
        label=_("我同意把地址和电话告诉答应前来的志愿者"),
        error_messages={"required": _("请先勾选同意，志愿者才能找到您。")},
    )

    def __init__(
        self,
        *args: Any,
        district: str,
        requesters: list[tuple[str, str]] | None = None,
        within: list[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "community", communities(district, within))
        if requesters and len(requesters) > 1:
            offer(self, "requester", requesters)
            self.fields["requester"].required = True
        else:
            del self.fields["requester"]
        today = timezone.localdate()
        for name in ("first_day", "last_day"):
            self.fields[name].widget.attrs["min"] = today.isoformat()

    def values(self) -> dict[str, Any]:
        """The answers as the service takes them."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "requester"}
        found["weekdays"] = tuple(found["weekdays"])
        found["skip_holidays"] = found["skip_holidays"] == "yes"
        return found


class MoveForm(forms.Form):
    """One day at another time of day; the others stay."""

    day = forms.ChoiceField(label=_("哪一天？"), error_messages={"required": _("请选择日期。")})
    slot = forms.ChoiceField(
        label=_("这天什么时候方便？"),
        choices=list(SLOTS.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择一个方便的时段。")},
    )

    def __init__(self, *args: Any, days: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "day", days)


class SeriesForm(forms.Form):
    """Which team is asked for all the days."""

    team = forms.ChoiceField(
        label=_("请哪支队伍？"), error_messages={"required": _("请选择一支队伍。")}
    )

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", [("", _("请选择")), *teams])


class SkipForm(forms.Form):
    """A stretch of days without: hospital, a visit to the children."""

    first_day = forms.DateField(label=_("从哪天起不用来？"), error_messages=A_DAY)
    last_day = forms.DateField(label=_("到哪天为止？"), error_messages=A_DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = timezone.localdate() + timedelta(days=1)
        for field in self.fields.values():
            field.widget.attrs["min"] = first.isoformat()
