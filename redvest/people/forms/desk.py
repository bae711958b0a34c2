"""About residents, filled in by the station."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.people.forms import fields
from redvest.people.labels import (
    BENEFICIARY_CATEGORIES,
    CATEGORIES,
    CONSENT_BASES,
    SEXES,
    ConsentBasis,
)
from redvest.people.services.checks import ADDRESS_MAX
from redvest.people.services.residents import NOTE_MAX

DESK_BASES = {code: label for code, label in CONSENT_BASES.items() if code != ConsentBasis.CODE}


class ResidentForm(forms.Form):
    """Somebody without an account comes to the desk or calls."""

    name = fields.text(_("姓名"), 60, required=True)
    phone = fields.phone(_("联系电话"), required=False)
    home_community = fields.community(_("所在社区"))
    address = fields.text(_("地址"), ADDRESS_MAX)
    id_kind = fields.papers_kind()
    id_number = fields.text(_("证件号码"), 40)
    birth_date = fields.birth_date()
    sex = fields.one_of(_("性别"), SEXES, required=False)
    categories = fields.chips(_("人群"), CATEGORIES)
    consent_basis = fields.one_of(_("居民怎样同意由站点代办"), DESK_BASES)
    consent_note = fields.text(
        _("说明"), 200, help_text=_("例如：本人持身份证到站点；电话里由本人同意。")
    )
    care_categories = fields.chips(
        _("照顾类别"),
        BENEFICIARY_CATEGORIES,
        help_text=_("以下三项是敏感信息，须居民同意，加密保存在保护档案里。"),
    )
    care_note = fields.text(_("注意事项"), NOTE_MAX, widget=forms.Textarea(attrs={"rows": 2}))
    emergency_contact = fields.text(_("紧急联系人"), 100)
    care_agreed = forms.BooleanField(
        label=_("已向居民说明保护档案的内容和用途，居民同意"), required=False
    )

    def __init__(self, *args: Any, district: str, within: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_communities(self.fields["home_community"], district, within)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        care = [cleaned.get(n) for n in ("care_categories", "care_note", "emergency_contact")]
        if any(care) and not cleaned.get("care_agreed"):
            self.add_error("care_agreed", _("填写保护档案要先得到居民同意；没有同意请留空。"))
        return cleaned


class ResidentChangeForm(forms.Form):
    """Blank keeps what is on record."""

    name = fields.text(_("姓名"), 60, help_text=_("不改就留空。"))
    phone = fields.phone(_("联系电话"), required=False, help_text=_("不改就留空。"))
    home_community = fields.community(_("所在社区"), required=False)
    address = fields.text(_("地址"), ADDRESS_MAX, help_text=_("不改就留空。"))

    def __init__(self, *args: Any, district: str, within: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_communities(self.fields["home_community"], district, within)


class CareForm(forms.Form):
    care_categories = fields.chips(_("照顾类别"), BENEFICIARY_CATEGORIES)
    care_note = fields.text(_("注意事项"), NOTE_MAX, widget=forms.Textarea(attrs={"rows": 3}))
    emergency_contact = fields.text(_("紧急联系人"), 100)
    care_agreed = fields.agreement(_("已向居民说明保护档案的内容和用途，居民同意"))


class ReasonForm(forms.Form):
    """Looking at something in full says why."""

    reason = fields.text(
        _("查看原因"), 200, required=True, help_text=_("居民可以看到谁在何时为什么查看。")
    )


class SawForm(forms.Form):
    saw = fields.text(
        _("查看了什么证件"), 100, required=True, help_text=_("例如：居民身份证原件。不要写号码。")
    )


class AttachForm(SawForm):
    phone = fields.phone(_("居民注册用的手机号"))

    field_order = ["phone", "saw"]


class SearchForm(forms.Form):
    """A whole phone, ID or volunteer number: names and parts of numbers find nobody."""

    q = fields.text(
        _("手机号、证件号或志愿者编号"),
        40,
        required=True,
        help_text=_("请输入完整号码，不支持按姓名或部分号码查找。"),
    )


class MergeForm(forms.Form):
    """Which of two particulars to keep, and how staff know that it is one person."""

    taken = forms.MultipleChoiceField(
        label=_("这几项改用另一份的"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不勾选就保留这一份的；这一份没有的，会自动补上。"),
    )
    reason = fields.text(
        _("怎样确认是同一个人"),
        200,
        required=True,
        help_text=_("例如：本人持身份证到站，两份资料都是她的。不要写号码。"),
    )
    sure = fields.agreement(_("我核对过，两份资料是同一个人，知道合并后不能拆开"))

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "taken", choices)
        if not choices:
            del self.fields["taken"]
