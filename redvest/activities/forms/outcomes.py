"""What a kind asks beforehand, and one value afterwards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.activities.forms.planning import text, tick
from redvest.activities.programme_labels import ASKS as QUESTIONS
from redvest.activities.programme_labels import GUARDINGS
from redvest.core.forming import PICK, offer
from redvest.engines.activity_asks import ASKS, Form
from redvest.engines.activity_rules import ActivityKind


class DetailsForm(forms.Form):
    """The questions of one kind of activity."""

    def __init__(self, *args: Any, kind: ActivityKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for ask in ASKS[kind]:
            label: Any = QUESTIONS[ask.key]
            if ask.form is Form.GUARDIAN:
                self.fields[ask.key] = forms.ChoiceField(
                    label=label,
                    choices=list(GUARDINGS.items()),
                    widget=forms.RadioSelect,
                    required=False,
                    error_messages=PICK,
                )
            else:
                rows = {"widget": forms.Textarea(attrs={"rows": 3})} if ask.most > 200 else {}
                self.fields[ask.key] = text(label, ask.most, **rows)

    def answers(self) -> dict[str, str]:
        return {key: str(value) for key, value in self.cleaned_data.items()}


class OutcomeForm(forms.Form):
    """One value of one measure."""

    measure = forms.ChoiceField(label=_("记什么"), error_messages=PICK)
    value = text(_("数值"), 20, _("请填写数字，例如 35.5。"))
    spot = text(_("在哪一段"), 60, help_text=_("例如：东门到二号桥。请不要写门牌。"))
    sure = tick(_("我核对过，这个数没有错"))

    def __init__(self, *args: Any, measures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "measure", measures)
        self.fields["value"].widget.attrs["inputmode"] = "decimal"


class WithdrawForm(forms.Form):
    reason = text(_("为什么撤回？"), 200, _("请写明为什么撤回。"))
