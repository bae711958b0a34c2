"""About oneself: profile, service, consents, claims, leaving."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.people.forms import fields
from redvest.people.labels import (
    CATEGORIES,
    LANGUAGES,
    POLITICAL_STATUSES,
    SERVICE_CATEGORIES,
    SEXES,
    SKILLS,
)
from redvest.people.models import Person
from redvest.people.services.checks import ADDRESS_MAX


class ProfileForm(forms.Form):
    """What is on record appears as a mask in the hint; a field left empty keeps it."""

    name = fields.text(_("姓名"), 60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    id_kind = fields.papers_kind()
    id_number = fields.text(
        _("证件号码"), 40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth_date = fields.birth_date()
    sex = fields.one_of(_("性别"), SEXES, required=False)
    home_community = fields.community(_("所在社区"))
    address = fields.text(
        _("详细地址"),
        ADDRESS_MAX,
        help_text=_("上门服务时才用到，写到门牌号。"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    forget_address = forms.BooleanField(label=_("删除已登记的地址"), required=False)
    categories = fields.chips(_("您属于"), CATEGORIES)
    political_status = fields.one_of(
        _("政治面貌"),
        POLITICAL_STATUSES,
        required=False,
        help_text=_("自愿填写，加密保存，只用于党员到社区报到。"),
    )
    agrees_real_name = forms.BooleanField(
        label=_("我同意核验姓名和证件号码（可随时在“我的同意”里撤回）"), required=False
    )

    def __init__(self, *args: Any, person: Person | None, district: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_communities(self.fields["home_community"], district)
        self.needs_consent = True
        self.fields["name"].required = person is None
        self.fields["name"].error_messages["required"] = _("请填写姓名。")
        if person is None or not person.address:
            del self.fields["forget_address"]
        for field in ("name", "id_number", "address"):
            cell = getattr(person, field, None)
            if cell:
                self.fields[field].help_text = _("已登记：%(mask)s。不改就留空。") % {"mask": cell}

    def without_consent(self) -> None:
        """For those who agreed before: the box is not shown again."""
        self.needs_consent = False
        del self.fields["agrees_real_name"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = cleaned.get("id_number") and self.needs_consent
        if given and not cleaned.get("agrees_real_name"):
            self.add_error(
                "agrees_real_name", _("填写证件号码要先同意核验；不想核验就把证件号码留空。")
            )
        return cleaned


class ServiceForm(forms.Form):
    """What one can do, likes to do, and when."""

    skills = fields.chips(_("您的特长"), SKILLS)
    languages = fields.chips(
        _("除了普通话还会说"), LANGUAGES, help_text=_("有的老人只听得懂方言或本民族语言。")
    )
    service_categories = fields.chips(_("想参加的服务"), SERVICE_CATEGORIES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields.day_fields())

    def values(self) -> dict[str, Any]:
        return {
            "skills": self.cleaned_data["skills"],
            "languages": self.cleaned_data["languages"],
            "service_categories": self.cleaned_data["service_categories"],
            "availability": fields.slots_of(self.cleaned_data),
        }


class PledgeForm(forms.Form):
    pledges = fields.agreement(
        _("我愿意成为一名志愿者，践行“奉献、友爱、互助、进步”的志愿精神。"),
        _("请勾选承诺，再提交。"),
    )


class ClaimForm(forms.Form):
    """The last four of the number, or the name, as others entered it."""

    answer = fields.text(_("证件号码后四位"), 40, required=True)

    def __init__(self, *args: Any, asks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks == "name":
            self.fields["answer"].label = _("您的姓名")


class CloseForm(forms.Form):
    """Password or code, whichever one has; and the box that says it is meant."""

    code = fields.text(
        _("短信验证码"),
        12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    password = fields.text(
        _("登录密码"), 128, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    sure = fields.agreement(
        _("我知道注销后个人信息会被清除，不能恢复。"), _("请确认您知道后果，再注销。")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("code") and not cleaned.get("password"):
            self.add_error("code", _("请填写短信验证码，或登录密码。"))
        return cleaned
