"""What somebody fills in when minutes pass on."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.bank.forms.time_bank import WHOLE
from redvest.bank.services.inheriting import Left
from redvest.bank.time_labels import HEIRS, INHERITANCE_PROOFS
from redvest.core.forming import PICK, offer


class LeftForm(forms.Form):
    """Whose time, for whom, on what papers."""

    volunteer_no = forms.CharField(
        label=_("去世或注销的人的志愿者编号"),
        max_length=40,
        help_text=_("在存折封面或志愿者证上。"),
        error_messages={"required": _("请填写志愿者编号。")},
    )
    relation = forms.ChoiceField(
        label=_("来的人是其什么人"),
        choices=list(HEIRS.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    proof = forms.ChoiceField(
        label=_("看过什么材料"),
        choices=list(INHERITANCE_PROOFS.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )

    def left(self) -> Left:
        return Left(**self.cleaned_data)


class TeamGiveForm(forms.Form):
    """A team gives what it saved."""

    team = forms.TypedChoiceField(
        label=_("哪支队伍"), coerce=UUID, widget=forms.RadioSelect, error_messages=PICK
    )
    amount = forms.IntegerField(label=_("捐多少分钟"), min_value=1, error_messages=WHOLE)
    agreed = forms.BooleanField(
        label=_("队伍商量过，知道捐出后不能收回"),
        error_messages={"required": _("捐出后不能收回，请先勾选。")},
    )

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", teams)


class SendForm(forms.Form):
    """To oneself in another district."""

    other = forms.ChoiceField(label=_("转到哪个区"), widget=forms.RadioSelect, error_messages=PICK)
    minutes = forms.IntegerField(label=_("转多少分钟"), min_value=1, error_messages=WHOLE)
    agreed = forms.BooleanField(
        label=_("转出后从这里扣，在那个区用"), error_messages={"required": _("请先勾选同意。")}
    )

    def __init__(self, *args: Any, districts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "other", districts)

    def sent(self) -> dict[str, Any]:
        """What the service takes."""
        return {"other": self.cleaned_data["other"], "minutes": self.cleaned_data["minutes"]}
