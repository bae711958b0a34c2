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
