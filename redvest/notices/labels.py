"""Channels and states of a message, and what people call them."""

from enum import StrEnum

from django.utils.translation import pgettext_lazy


class Channel(StrEnum):
    IN_APP = "in_app"
    SMS = "sms"
    EMAIL = "email"
    WECHAT = "wechat"


class Status(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"


WAITING = (Status.QUEUED.value, Status.SENDING.value, Status.FAILED.value)

CHANNEL_LABELS = {
    Channel.IN_APP: pgettext_lazy("channel", "站内消息"),
    Channel.SMS: pgettext_lazy("channel", "短信"),
    Channel.EMAIL: pgettext_lazy("channel", "电子邮件"),
    Channel.WECHAT: pgettext_lazy("channel", "微信"),
}

ERRORS = {
    "timeout": pgettext_lazy("delivery", "对方没有及时回应"),
    "gateway_refused": pgettext_lazy("delivery", "短信网关拒收"),
    "host_not_allowed": pgettext_lazy("delivery", "地址不在允许外联的名单里"),
    "channel_is_off": pgettext_lazy("delivery", "这个渠道没有配置"),
    "no_address": pgettext_lazy("delivery", "没有手机号或邮箱"),
    "recipient_is_closed": pgettext_lazy("delivery", "收件账号已停用"),
    "no_wechat_template": pgettext_lazy("delivery", "没有对应的微信模板"),
    "unknown_host": pgettext_lazy("delivery", "找不到这个主机名"),
    "private_address": pgettext_lazy("delivery", "主机名指向内部网络，没有发送"),
    "emptied": pgettext_lazy("delivery", "内容已按保存期限清除"),
}


def error_label(code: str) -> str:
    """Why it did not arrive, in words; a code of the other side stays a code."""
    known = ERRORS.get(code)
    return str(known) if known else str(pgettext_lazy("delivery", "对方系统出错")) + f" ({code})"
