"""What residents, shops and desks fill in when something is redeemed."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.bank.reward_labels import GRANT_REASONS, NOTES
from redvest.bank.services.love_bank import POINTS_MAX
from redvest.core.forming import PICK, offer, whole_number
from redvest.engines.ledger import Unit


class CodeForm(forms.Form):
    """The one-time code, scanned or typed."""

    code = forms.CharField(
        label=_("八位取货码"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "data-code-from-address": True}
        ),
        error_messages={"required": _("请扫码，或输入对方手机上的八位数字。")},
    )


class DisputeForm(forms.Form):
    note = forms.ChoiceField(
        label=_("哪里不对？"),
        choices=list(NOTES.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )


class FindForm(forms.Form):
    typed = forms.CharField(
        label=_("手机号、证件号或志愿者编号"),
        max_length=40,
        error_messages={"required": _("请输入完整的号码。")},
    )


class TakeForm(forms.Form):
    """What somebody at the desk takes along."""

    stock = forms.TypedChoiceField(
        label=_("换什么"), coerce=UUID, widget=forms.RadioSelect, error_messages=PICK
    )
    agreed = forms.BooleanField(
        label=_("本人在场，同意用自己的积分换"),
        error_messages={"required": _("请先问本人是否同意，再勾选。")},
    )
    guardian_there = forms.BooleanField(label=_("14岁以下：监护人在场"), required=False)

    def __init__(self, *args: Any, stocks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "stock", stocks)


class GrantForm(forms.Form):
    """爱心银行."""

    unit = forms.ChoiceField(
        label=_("赠予什么"),
        choices=[(Unit.POINTS.value, _("积分")), (Unit.MINUTES.value, _("时间（小时）"))],
        initial=Unit.POINTS.value,
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    amount = whole_number(_("赠予多少（积分或小时）"), 1, POINTS_MAX)
    reason = forms.ChoiceField(
        label=_("为什么赠予"),
        choices=list(GRANT_REASONS.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )

    def asked(self) -> dict[str, Any]:
        """What the service takes: hours become minutes."""
        values = dict(self.cleaned_data)
        if values["unit"] == Unit.MINUTES.value:
            values["amount"] *= 60
        return values
