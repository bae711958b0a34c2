"""What the center fills in to adjust an account, and to say what had happened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.bank.adjust_labels import FINDINGS, REASONS
from redvest.bank.labels import UNITS
from redvest.bank.services.adjusting import AMOUNT_MAX, DOCUMENT_MAX
from redvest.core.forming import PICK, TOO_LONG, whole_number
from redvest.engines.ledger import Unit


class AdjustForm(forms.Form):
    """What to put onto an account or take off it, why, and on which paper that rests."""

    unit = forms.ChoiceField(
        label=_("调整哪一本"),
        choices=[(unit.value, UNITS[unit]) for unit in Unit],
        initial=Unit.POINTS.value,
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    way = forms.ChoiceField(
        label=_("怎样调整"),
        choices=[("give", _("补记")), ("take", _("扣减"))],
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    amount = whole_number(_("多少"), 1, AMOUNT_MAX, help_text=_("积分填分数，时间填分钟数。"))
    reason = forms.ChoiceField(
        label=_("为什么调整"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    document = forms.CharField(
        label=_("依据的文号或工单号"),
        max_length=DOCUMENT_MAX,
        help_text=_("不要写姓名和电话。"),
        error_messages={"required": _("请填写依据的文号或工单号。"), "max_length": TOO_LONG},
    )


class FindingForm(forms.Form):
    """Why an adjustment had been needed."""

    finding = forms.ChoiceField(
        label=_("查明的原因"),
        choices=list(FINDINGS.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
