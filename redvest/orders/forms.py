"""What people fill in about orders."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.districts.models import Region
from redvest.engines.order_flow import Urgency
from redvest.orders.labels import DECLINE_REASONS, GRADES, SLOTS, TAGS, URGENCIES
from redvest.orders.services.asking import TEXT_MAX
from redvest.orders.services.placing import ADDRESS_MAX, AHEAD_DAYS_MAX, DESCRIPTION_MAX, RISK_MAX
from redvest.orders.services.visiting import OUTCOME_MAX

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


class OrderForm(forms.Form):
    """One screen: what, where, when, whom to call. ``requester`` only when there is a choice."""

    requester = forms.ChoiceField(label=_("为谁点单"), required=False)
    description = text(
        _("您需要什么帮助？"),
        DESCRIPTION_MAX,
        _("请写下您需要什么帮助，一句话就够。"),
        help_text=_("一句话就够，例如：阳台灯坏了，请人来换。"),
        widget=forms.Textarea(attrs={"rows": 3}),
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
    preferred_on = forms.DateField(
        label=_("哪一天方便？"),
        error_messages={
            "required": _("请选择日期。"),
            "invalid": _("请按 2026-03-05 的样子填写日期。"),
        },
    )
    preferred_slot = forms.ChoiceField(
        label=_("什么时候方便？"),
        choices=list(SLOTS.items()),
        initial="any",
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择一个方便的时段。")},
    )
    risk_note = text(
        _("有什么要志愿者留意？"),
        RISK_MAX,
        help_text=_("例如要登高、家里有狗、老人听不清。"),
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
        within: list[str] | None = None,
        requesters: list[tuple[str, str]] | None = None,
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
        picker = self.fields["preferred_on"].widget
        picker.attrs["min"] = today.isoformat()
        picker.attrs["max"] = (today + timedelta(days=AHEAD_DAYS_MAX)).isoformat()


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


class AcceptForm(forms.Form):
    """How urgent the desk finds it."""

    urgency = forms.ChoiceField(
        label=_("紧急程度"),
        choices=[(key.value, label) for key, label in URGENCIES.items()],
        initial=Urgency.NORMAL.value,
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择紧急程度。")},
    )


class DispatchForm(forms.Form):
    """Which team is asked."""

    team = forms.TypedChoiceField(
        label=_("派给哪支队伍"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请从列表里选择一支队伍。"),
            "invalid_choice": _("请从列表里选择一支队伍。"),
        },
    )

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", teams)


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


class CompleteForm(forms.Form):
    outcome = text(
        _("做了什么？"),
        OUTCOME_MAX,
        help_text=_("例如：换了两个灯泡。请不要写居民的姓名和电话。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RateForm(forms.Form):
    grade = forms.TypedChoiceField(
        label=_("这次服务怎么样？"),
        coerce=int,
        choices=list(GRADES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个评价。"), "invalid_choice": _("请选一个评价。")},
    )
    tags = forms.MultipleChoiceField(
        label=_("哪里好，哪里不好？"),
        choices=list(TAGS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
    )
    text = text(_("还想说什么？"), TEXT_MAX, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    reason = text(_("查看原因"), 200, _("请填写查看原因"))


class InboxFilter(forms.Form):
    q = forms.CharField(label=_("编号"), required=False, max_length=20)
