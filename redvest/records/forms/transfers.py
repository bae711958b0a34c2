"""Bringing hours from elsewhere: the shape of what is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.records.forms import chips, line
from redvest.records.labels import TRANSFER_REASONS
from redvest.records.services.transferring import Paper

HOURS_MAX = 5000


class BookForm(forms.Form):
    file = forms.FileField(
        label=_("带签名的工时册"),
        help_text=_("在原来的区下载的“带签名的工时册”，不要改动它。"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        allow_empty_file=True,
        error_messages={"required": _("请选择文件。")},
    )


class PaperForm(forms.Form):
    """What stands on a certificate on paper."""

    issuer = line(_("出具单位"), 60, _("请填写出具单位。"))
    number = line(_("证明编号"), 60, _("请填写证明编号。"))
    first_on = forms.DateField(label=_("从哪天"), error_messages={"required": _("请填写从哪天。")})
    last_on = forms.DateField(label=_("到哪天"), error_messages={"required": _("请填写到哪天。")})
    hours = forms.IntegerField(
        label=_("小时"), min_value=0, max_value=HOURS_MAX, initial=0, required=False
    )
    minutes = forms.IntegerField(
        label=_("分钟"),
        min_value=0,
        max_value=59,
        initial=0,
        required=False,
        help_text=_("和证明上写的一样。请带原件到站点核对。"),
    )

    def paper(self) -> Paper:
        given: dict[str, Any] = self.cleaned_data
        minutes = (given["hours"] or 0) * 60 + (given["minutes"] or 0)
        return Paper(given["issuer"], given["number"], given["first_on"], given["last_on"], minutes)


class TransferReasonForm(forms.Form):
    reason = chips(_("为什么？"), TRANSFER_REASONS, _("请选择原因。"))


class KeyForm(forms.Form):
    name = line(_("单位名称"), 60, _("请填写单位名称。"))
    elsewhere = line(_("对方的6位区划代码"), 6, _("请填写对方的6位区划代码，不是本区的。"))
    public_key = line(
        _("公钥"),
        64,
        _("公钥是64位的0–9、a–f。请向对方索取原文，不要手抄。"),
        help_text=_("由对方运行 redvest verify --print-key 得到，取 certificates 一行。"),
    )
