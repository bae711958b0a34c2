"""How somebody wants to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PreferenceForm(forms.Form):
    """Channels and quiet hours. The address stays as it is when the field is left empty."""

    wants_sms = forms.BooleanField(label=_("发短信给我"), required=False)
    wants_wechat = forms.BooleanField(label=_("发微信给我"), required=False)
    wants_email = forms.BooleanField(label=_("发邮件给我"), required=False)
    email = forms.EmailField(
        label=_("邮箱地址"),
        required=False,
        max_length=200,
        help_text=_("只用来发通知。已填过的不再显示，不改就留空。"),
        error_messages={"invalid": _("邮箱地址不完整，请检查，例如 name@example.com。")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    quiet_from = forms.TimeField(
        label=_("免打扰从几点"),
        required=False,
        help_text=_("这段时间里不发短信、微信和邮件，紧急的除外。留空则按本区规定。"),
        error_messages={"invalid": _("请按24小时制填写，例如 22:00。")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_to = forms.TimeField(
        label=_("到几点"),
        required=False,
        error_messages={"invalid": _("请按24小时制填写，例如 07:00。")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
