"""What residents fill in: the order and the rating."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.orders.forms.common import communities, text
from redvest.orders.labels import GRADES, SLOTS, TAGS
from redvest.orders.services.asking import TEXT_MAX
from redvest.orders.services.placing import ADDRESS_MAX, AHEAD_DAYS_MAX, DESCRIPTION_MAX, RISK_MAX


class OrderForm(forms.Form):
    """One screen: what, where, when, whom to call. ``requester`` only when there is a choice."""

    requester = forms.ChoiceField(
        label=_("为谁点单"),
        required=False,
        error_messages={"required": _("请选择为谁点单。")},
    )
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
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": _("请选择一个方便的时段。")},
    )
    risk_note = text(
        _("有什么要志愿者留意？"),
        RISK_MAX,
        help_text=_("例如要登高、家里有狗、老人听不清。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    # Asked on the check page, and only where neighbors wait for the same thing.
    may_bundle = forms.BooleanField(required=False, widget=forms.HiddenInput)
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
            offer(self, "requester", [("", _("请选择")), *requesters])
            self.fields["requester"].required = True
        else:
            del self.fields["requester"]
        today = timezone.localdate()
        picker = self.fields["preferred_on"].widget
        picker.attrs["min"] = today.isoformat()
        picker.attrs["max"] = (today + timedelta(days=AHEAD_DAYS_MAX)).isoformat()


class SentenceForm(forms.Form):
    """One sentence, typed or dictated."""

    sentence = text(
        _("用一句话说您要什么帮助"),
        DESCRIPTION_MAX,
        _("请说一句您需要什么帮助，例如：阳台灯坏了，这周六上午来。"),
        help_text=_("可以连时间、住址、电话一起说；用输入法的话筒，直接说话也行。"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


class SaidForm(OrderForm):
    """What was understood from a sentence, to be corrected; what is needed is chosen, not set."""

    sentence = forms.CharField(required=False, widget=forms.HiddenInput)
    item = forms.ChoiceField(
        label=_("您要的是哪一项？"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请选一项服务。"),
            "invalid_choice": _("没有这项服务，请另选一项。"),
        },
    )
    field_order = ("sentence", "item")

    def __init__(self, *args: Any, items: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "item", items)


class LinkCodeForm(forms.Form):
    """The six digits that go with a link."""

    code = text(
        _("6位查询码"),
        20,
        _("请填6位查询码，在服务单或短信上。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
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
