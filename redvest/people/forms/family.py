"""About children, guardians and relatives."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.people.forms import fields
from redvest.people.labels import RELATIONS, SEXES
from redvest.people.services.checks import ADDRESS_MAX


class ChildForm(forms.Form):
    name = fields.text(_("孩子的姓名"), 60, required=True)
    id_kind = fields.papers_kind()
    id_number = fields.text(_("证件号码"), 40, required=True)
    birth_date = fields.birth_date()
    sex = fields.one_of(_("性别"), SEXES, required=False)
    relation = fields.one_of(_("您是孩子的"), RELATIONS)
    agrees = fields.agreement(
        _("我已阅读上面的监护人须知，同意登记孩子的信息并参加适合的志愿服务。")
    )


class GuardianForm(forms.Form):
    phone = fields.phone(_("监护人的手机号"))
    relation = fields.one_of(_("监护人是您的"), RELATIONS)


class GuardianAnswerForm(forms.Form):
    agrees = forms.ChoiceField(
        label=_("您的答复"),
        choices=[("yes", _("我是监护人，我同意")), ("no", _("不同意"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择一项。")},
    )


class RelativeForm(forms.Form):
    name = fields.text(_("家人的姓名"), 60, required=True)
    phone = fields.phone(
        _("家人的电话"),
        help_text=_("验证码会发到这个手机，请家人念给您听。座机请到社区站点当面办理。"),
    )
    home_community = fields.community(_("家人所在社区"))
    address = fields.text(_("家人的地址"), ADDRESS_MAX)

    def __init__(self, *args: Any, district: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer_communities(self.fields["home_community"], district)


class CodeForm(forms.Form):
    code = fields.text(
        _("家人收到的6位验证码"),
        12,
        required=True,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
