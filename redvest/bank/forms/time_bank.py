"""What somebody fills in to use saved time, to give it away, and to name for whom."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.labels import UNITS
from redvest.bank.services.time_receivers import Named
from redvest.bank.services.time_uses import Asked
from redvest.bank.time_labels import BASES, CONSENTS, NEEDS, PROOFS, TIES, VERIFICATIONS
from redvest.core.forming import PICK, offer
from redvest.engines.ledger import Unit
from redvest.engines.time_bank import Basis, Limits
from redvest.orders.labels import SLOTS
from redvest.orders.services.calls import Told
from redvest.orders.services.placing import ADDRESS_MAX, AHEAD_DAYS_MAX, DESCRIPTION_MAX, RISK_MAX

WHOLE = dict.fromkeys(("required", "invalid", "min_value"), _("请填写大于零的整数。"))
STEP = 30


def lengths(limits: Limits) -> list[tuple[str, Any]]:
    """From the least to the most that a visit may take, by half hours."""
    found = sorted({limits.least, *range(STEP, limits.most + 1, STEP), limits.most})
    words = _("%(minutes)d分钟")
    return [(str(n), words % {"minutes": n}) for n in found if limits.least <= n <= limits.most]


def _verified() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("您怎样核实了本人？"),
        choices=list(VERIFICATIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择您怎样核实了本人。")},
    )


class UseForm(forms.Form):
    """One screen: for whom, what, when, for how long at most. Who helps at the desk says more."""

    receiver = forms.ChoiceField(label=_("给谁用"), required=False, error_messages=PICK)
    item = forms.TypedChoiceField(label=_("服务项目"), coerce=UUID, error_messages=PICK)
    minutes = forms.TypedChoiceField(
        label=_("最多用多久"),
        coerce=int,
        help_text=_("先留出这么多，做完按实际时长结算，多留的退回。"),
        error_messages=PICK,
    )
    description = forms.CharField(
        label=_("需要什么帮助？"),
        max_length=DESCRIPTION_MAX,
        help_text=_("一句话就够，例如：阳台灯坏了，请人来换。"),
        error_messages={"required": _("请写下需要什么帮助，一句话就够。")},
    )
    preferred_on = forms.DateField(
        label=_("哪一天方便？"),
        error_messages={
            "required": _("请选择日期。"),
            "invalid": _("请按 2026-03-05 的样子填写日期。"),
        },
    )
    preferred_slot = forms.ChoiceField(
        label=_("什么时候方便？"), choices=list(SLOTS.items()), initial="any", error_messages=PICK
    )
    address = forms.CharField(
        label=_("上门地址"),
        max_length=ADDRESS_MAX,
        required=False,
        help_text=_("只有答应前来的志愿者，在上门期间能看到。"),
    )
    contact_phone = forms.CharField(label=_("联系电话"), max_length=30, required=False)
    risk_note = forms.CharField(
        label=_("有什么要志愿者留意？"), max_length=RISK_MAX, required=False
    )
    consented = forms.BooleanField(
        label=_("同意用存的时间，并把地址和电话告诉答应前来的志愿者"),
        error_messages={"required": _("请先勾选同意。")},
    )

    def __init__(
        self,
        *args: Any,
        limits: Limits,
        items: list[tuple[str, str]],
        receivers: list[tuple[str, Any]],
        by_desk: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_desk = by_desk
        offer(self, "item", [("", _("请选择")), *items])
        offer(self, "minutes", lengths(limits))
        if receivers:
            offer(self, "receiver", receivers)
        else:
            del self.fields["receiver"]
        today = timezone.localdate()
        picker = self.fields["preferred_on"].widget
        picker.attrs["min"] = today.isoformat()
        picker.attrs["max"] = (today + timedelta(days=AHEAD_DAYS_MAX)).isoformat()
        if by_desk:
            self.fields["verified_by"] = _verified()
            self.fields["caller_phone"] = forms.CharField(
                label=_("来电号码"),
                max_length=30,
                required=False,
                help_text=_("单号和进度链接发到这个手机。不是打电话来的不用填。"),
            )
            self.fields["not_the_same"] = forms.BooleanField(
                label=_("不是同一件事，另建一单"), required=False
            )
            self.fields["consented"].label = _(
                "已念给对方听；对方同意用存的时间点单，并同意把地址和电话告诉答应前来的志愿者"
            )
            self.fields["address"].help_text = _("打电话来的可以不填，用登记的地址和电话。")
            self.order_fields(["verified_by", "caller_phone", "receiver"])

    def asked(self) -> Asked:
        """What the service takes."""
        values = self.cleaned_data
        names = ("preferred_on", "preferred_slot", "address", "contact_phone", "risk_note")
        told = Told(
            item_id=values["item"],
            description=values["description"],
            consented=values["consented"],
            not_the_same=values.get("not_the_same", False),
            **{name: values[name] for name in names},
        )
        receiver = values.get("receiver") or None
        return Asked(
            told,
            values["minutes"],
            receiver_id=UUID(receiver) if receiver else None,
            caller_phone=values.get("caller_phone", ""),
        )


class CoverForm(forms.Form):
    """Pay for an order that waits already."""

    number = forms.CharField(
        label=_("单号"),
        max_length=20,
        help_text=_("您自己的单，或名单里的人点的单，例如 20260305-0042。"),
        error_messages={"required": _("请填写单号。")},
    )
    minutes = forms.TypedChoiceField(label=_("最多用多久"), coerce=int, error_messages=PICK)

    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "minutes", lengths(limits))


class GiveForm(forms.Form):
    """捐给爱心银行."""

    unit = forms.ChoiceField(
        label=_("捐什么"),
        choices=[(Unit.MINUTES.value, _("时间（分钟）")), (Unit.POINTS.value, UNITS[Unit.POINTS])],
        initial=Unit.MINUTES.value,
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    amount = forms.IntegerField(label=_("捐多少"), min_value=1, error_messages=WHOLE)
    agreed = forms.BooleanField(
        label=_("我知道捐出后不能收回"),
        error_messages={"required": _("捐出后不能收回，请先勾选。")},
    )


class GiveForForm(GiveForm):
    """The desk gives for somebody who told it to."""

    verified_by = _verified()


class NameForm(forms.Form):
    """For whom somebody's minutes may be used."""

    typed = forms.CharField(
        label=_("对方的手机号、证件号或志愿者编号"),
        max_length=40,
        error_messages={"required": _("请输入完整的号码。")},
    )
    basis = forms.ChoiceField(
        label=_("给谁用"),
        choices=[(one.value, BASES[one]) for one in (Basis.RELATIVE, Basis.ELDER)],
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    tie = forms.ChoiceField(
        label=_("什么关系，或有什么困难"),
        choices=[
            ("", _("请选择")),
            (_("家人"), list(TIES.items())),
            (_("困难老人"), list(NEEDS.items())),
        ],
        error_messages=PICK,
    )
    proof = forms.ChoiceField(
        label=_("看过什么材料"),
        choices=list(PROOFS.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )
    consent = forms.ChoiceField(
        label=_("对方怎样同意的"),
        choices=list(CONSENTS.items()),
        widget=forms.RadioSelect,
        error_messages=PICK,
    )

    def named(self, receiver_id: UUID) -> Named:
        """What the service takes."""
        values = self.cleaned_data
        names = ("basis", "tie", "proof", "consent")
        return Named(receiver_id=receiver_id, **{name: values[name] for name in names})
