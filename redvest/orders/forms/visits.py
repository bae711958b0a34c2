"""What volunteers and teams fill in around a visit."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.orders.forms.common import VisitTime, text, visit_time
from redvest.orders.labels import (
    BADGE_REASONS,
    CONCERNS,
    GIVE_BACK_REASONS,
    REACH_METHODS,
    READINGS,
)
from redvest.orders.services.feedback import TEXT_MAX
from redvest.orders.services.outcomes import TALLY
from redvest.orders.services.visiting import OUTCOME_MAX

NUMBER = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
TALLY_LABELS = {
    "persons": _("服务了几个人？"),
    "times": _("做了几次（件）？"),
    "kg": _("多少公斤？"),
}


class ArriveForm(forms.Form):
    code = forms.CharField(
        label=_("居民的口令"),
        required=False,
        max_length=20,
        help_text=_("六位数字，请居民告诉您。没有口令也可以直接签到。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class OutcomeForm(forms.Form):
    """What was done: a sentence is enough; figures where there are any."""

    outcome = text(
        _("做了什么？"),
        OUTCOME_MAX,
        help_text=_("例如：换了两个灯泡。请不要写居民的姓名和电话。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, measures: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TALLY:
            self.fields[name] = forms.CharField(
                label=TALLY_LABELS[name], required=False, max_length=10, widget=NUMBER
            )
        self.measures = tuple(READINGS) if measures else ()
        for name in self.measures:
            label, unit, _low, _high = READINGS[name]
            self.fields[name] = forms.CharField(
                label=f"{label} ({unit})", required=False, max_length=10, widget=NUMBER
            )

    def tally(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in TALLY}

    def readings(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self.measures}


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("照片"),
        help_text=_("拍做好的东西，不要拍到人。位置等附带信息会自动去掉。"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": _("请选一张照片。")},
    )


class BadgePhotoForm(PhotoForm):
    """The volunteer's own face."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].help_text = _(
            "正面、看得清脸、只有您一个人。位置等附带信息会自动去掉。"
        )


class BadgeRefusalForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("为什么不能用？"),
        choices=list(BADGE_REASONS.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择不能用的原因。")},
    )


class VisitorForm(forms.Form):
    """Who is at the door: the number of one's order and the digits on the visitor's badge."""

    number = text(_("您的单号"), 20, _("请填单号，在服务单或短信上。"))
    code = text(
        _("来人胸牌上的6位数字"),
        20,
        _("请来人出示胸牌，把上面的6位数字填在这里。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class SafetyForm(forms.Form):
    felt_safe = forms.TypedChoiceField(
        label=_("这次去，您觉得安全吗？"),
        choices=[("yes", _("安全")), ("no", _("有不安全的地方"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选一项。")},
    )
    concerns = forms.MultipleChoiceField(
        label=_("哪里不安全？"),
        choices=list(CONCERNS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
    )
    text = text(
        _("还想告诉站点什么？"),
        TEXT_MAX,
        help_text=_("只有站点和区中心看得到，居民看不到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReachForm(forms.Form):
    method = forms.ChoiceField(
        label=_("怎么联系的？"),
        choices=list(REACH_METHODS.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选一项。")},
    )


class GiveBackForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("为什么退单？"),
        choices=list(GIVE_BACK_REASONS.items()),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择退单的原因。")},
    )


class OtherTimeForm(VisitTime):
    """Another time, which the other side has to agree to."""

    starts_at = visit_time(_("改到什么时候？"))


class TakeForm(forms.Form):
    """For whom somebody takes an order from the pool."""

    who = forms.ChoiceField(
        label=_("由谁来接？"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请选择由谁来接。"),
            "invalid_choice": _("请选择由谁来接。"),
        },
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "who", choices)
        if len(choices) == 1:
            self.fields["who"].initial = choices[0][0]
            self.fields["who"].widget = forms.HiddenInput()

    def team_id(self) -> UUID | None:
        chosen = self.cleaned_data["who"]
        return None if chosen == "alone" else UUID(chosen)
