"""What staff fill in about the catalogue and about merchants."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Merchant, Reward
from redvest.bank.reward_labels import FIELDS, KINDS_OF_REWARD
from redvest.bank.services.catalogue import LIMIT_MAX, PIECES_MAX, POINTS_MAX, RewardCard
from redvest.bank.services.merchants import MerchantCard
from redvest.core.forming import PICK, TOO_LONG, offer, whole_number
from redvest.districts.models import Region


def _text(label: Any, most: int, *, required: bool = True, **more: Any) -> forms.CharField:
    errors = {"required": _("请填写这一项。"), "max_length": TOO_LONG}
    return forms.CharField(
        label=label, max_length=most, required=required, error_messages=errors, **more
    )


class RewardForm(forms.Form):
    """One line of the catalogue."""

    name = _text(_("名称"), 40)
    name_en = _text(_("英文名称"), 80, required=False)
    about = _text(_("说明"), 300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(
        label=_("是什么"),
        choices=[(key.value, label) for key, label in KINDS_OF_REWARD.items()],
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages=PICK,
    )
    field = forms.ChoiceField(
        label=_("用在哪方面"),
        choices=[(key.value, label) for key, label in FIELDS.items()],
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages=PICK,
    )
    points = whole_number(_("要多少积分"), 1, POINTS_MAX)
    month_limit = whole_number(
        _("每人每月最多几份"), 0, LIMIT_MAX, initial=0, help_text=_("0是不限。")
    )
    adults_only = forms.BooleanField(label=_("只给成年人（烟、酒等）"), required=False)
    merchant = forms.TypedChoiceField(
        label=_("由哪家商家提供"),
        coerce=UUID,
        empty_value=None,
        required=False,
        error_messages=PICK,
    )

    def __init__(self, *args: Any, district: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Merchant.objects.filter(district=district).order_by("name", "id")
        listed = [(str(one.id), one.name) for one in rows]
        offer(self, "merchant", [("", _("站点自己准备")), *listed])

    def card(self) -> RewardCard:
        values = dict(self.cleaned_data)
        return RewardCard(merchant_id=values.pop("merchant"), **values)

    @staticmethod
    def shown(reward: Reward) -> dict[str, Any]:
        plain = (
            "name", "name_en", "about", "kind", "field", "points", "month_limit", "adults_only",
        )  # fmt: skip
        return {name: getattr(reward, name) for name in plain} | {"merchant": reward.merchant_id}


class PlaceForm(forms.Form):
    """Where a reward is fetched."""

    place = forms.TypedChoiceField(
        label=_("领取点"), coerce=UUID, empty_value=None, required=False, error_messages=PICK
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", places)


class PiecesForm(forms.Form):
    """How many came in."""

    pieces = whole_number(_("几份"), 1, PIECES_MAX)


class DonationForm(PiecesForm):
    donor = _text(
        _("哪个单位捐的"),
        60,
        required=False,
        help_text=_("只写单位名称，会公开；个人捐赠请留空，公示为“热心市民”。"),
    )


class CountForm(forms.Form):
    found = whole_number(_("现场实有几份（不算已被预约的）"), 0, PIECES_MAX)


class MerchantForm(forms.Form):
    """What hangs at the door."""

    name = _text(_("商家名称"), 60)
    region = forms.ChoiceField(label=_("所在街道或社区"), error_messages=PICK)
    address = _text(_("地址"), 120, required=False)
    phone = _text(_("营业电话"), 30, required=False, help_text=_("会公开，请不要写个人手机号。"))

    def __init__(self, *args: Any, district: str, within: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Region.objects.filter(district=district, valid_to=None, is_administrative=True)
        listed = [
            (code, ("　" * (len(code) // 3 - 2)) + name)
            for code, name in rows.order_by("code").values_list("code", "name")
            if any(code.startswith(prefix) for prefix in within)
        ]
        offer(self, "region", [("", _("请选择")), *listed])

    def card(self) -> MerchantCard:
        return MerchantCard(**self.cleaned_data)

    @staticmethod
    def shown(row: Merchant) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("name", "region", "address", "phone")}


class ClerkForm(forms.Form):
    phone = _text(_("对方的手机号"), 20, help_text=_("对方要先用这个手机号注册。"))


class AgreementForm(forms.Form):
    """What was agreed, from when to when."""

    terms = _text(
        _("协议内容"),
        500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("商家提供什么、数量、由谁承担费用、怎样退换。"),
    )
    first_on = forms.DateField(
        label=_("从哪天"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("请选择日期。"), "invalid": _("请选择日期。")},
    )
    last_on = forms.DateField(
        label=_("到哪天"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("请选择日期。"), "invalid": _("请选择日期。")},
    )
