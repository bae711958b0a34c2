"""How somebody wants to be told, and which other systems are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.journal.labels import KINDS
from redvest.notices.hooking import NAME_MAX, URL_MAX
from redvest.notices.webhooks import kinds_offered


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
        help_text=_(
            "这段时间里不发短信、微信和邮件，紧急的除外。盖住整个上午、下午或晚上的，"
            "那段时间也不推荐您去服务。留空则按本区规定。"
        ),
        error_messages={"invalid": _("请按24小时制填写，例如 22:00。")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_to = forms.TimeField(
        label=_("到几点"),
        required=False,
        error_messages={"invalid": _("请按24小时制填写，例如 07:00。")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class WebhookForm(forms.Form):
    """Which system, where, and what it is told."""

    name = forms.CharField(
        label=_("对接哪个系统？"),
        max_length=NAME_MAX,
        help_text=_("例如：区数据中台。"),
        error_messages={"required": _("请写明对接哪个系统。")},
    )
    url = forms.CharField(
        label=_("接收地址"),
        max_length=URL_MAX,
        help_text=_("以 https:// 开头。主机名要先由系统管理员列入允许外联的名单。"),
        error_messages={"required": _("请填写接收地址。")},
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("推送哪些事件？"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请至少选择一种事件。"),
            "invalid_choice": _("请至少选择一种事件。"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kinds", list(kinds_offered(KINDS)))
