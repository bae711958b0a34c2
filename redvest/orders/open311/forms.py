"""Asking for a key."""

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.orders.open311.writing import NAME_MAX


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("给哪个系统用？"),
        max_length=NAME_MAX,
        help_text=_("例如：12345热线平台。"),
        error_messages={"required": _("请写明给哪个系统用。")},
    )
