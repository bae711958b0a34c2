"""How a message leaves: one small adapter for each channel, chosen by what is configured.

Every adapter hands the message's id to the other side, so that a message sent twice (the worker
was killed between sending and noting it) can be recognized there.
"""

import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

import httpx
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from redvest.engines.masks import mask_phone
from redvest.notices import outbound
from redvest.notices.labels import CHANNEL_LABELS, Channel


class SendError(Exception):
    """It was not sent. ``retry`` says whether trying again may help; ``code`` holds no data."""

    def __init__(self, code: str, *, retry: bool) -> None:
        super().__init__(code)
        self.code, self.retry = code, retry


@dataclass(frozen=True)
class Outgoing:
    """A message in its final words."""

    id: UUID
    to: str
    template: str
    title: str
    text: str
    url: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


class Adapter(Protocol):
    keeps: bool

    def send(self, message: Outgoing) -> None: ...


class Console:
    """For demonstrations and development: prints the words, and leaves them readable."""

    keeps = True

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def send(self, message: Outgoing) -> None:
        to = mask_phone(message.to) if self.channel is Channel.SMS else "＊＊＊"
        label = CHANNEL_LABELS[self.channel]
        print(f"[{label} → {to}] {message.title}：{message.text}", file=sys.stderr, flush=True)


def _filled(value: Any, places: Mapping[str, str]) -> Any:
    """Replace ``{name}`` in every text of a JSON value, and nothing else."""
    if isinstance(value, str):
        for name, text in places.items():
            value = value.replace("{" + name + "}", text)
        return value
    if isinstance(value, dict):
        return {key: _filled(item, places) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, places) for item in value]
    return value


@dataclass
class HttpSms:
    """Any gateway that takes one JSON request per message.

    ``body`` is the gateway's JSON with ``{phone}``, ``{text}``, ``{id}``, ``{template}`` and the
    message's own parameters in it. ``success`` names a field of the answer and the value it has
    when the gateway took the message, such as ``code=0``.
    """

    url: str
    headers: Mapping[str, str]
    body: Any
    success: str = ""
    transport: httpx.BaseTransport | None = None
    keeps: bool = False

    def send(self, message: Outgoing) -> None:
        places = {name: str(value) for name, value in message.params.items()}
        places |= {"phone": message.to, "text": message.text, "template": message.template}
        places |= {"id": str(message.id)}
        answer = _call(
            "POST",
            self.url,
            json=_filled(self.body, places),
            headers={**self.headers, "Idempotency-Key": str(message.id)},
            transport=self.transport,
        )
        if self.success:
            name, _equals, wanted = self.success.partition("=")
            said = answer.get(name) if isinstance(answer, dict) else None
            if str(said) != wanted:
                raise SendError("gateway_refused", retry=False)


@dataclass
class Mail:
    """E-mail through Django's SMTP backend."""

    keeps: bool = False

    def send(self, message: Outgoing) -> None:
        text = f"{message.text}\n"
        if message.url and settings.SITE_URL:
            text += f"\n{settings.SITE_URL}{message.url}\n"
        mail = EmailMessage(
            message.title,
            text,
            settings.DEFAULT_FROM_EMAIL,
            [message.to],
            headers={"Message-ID": f"<{message.id}@{settings.EMAIL_DOMAIN}>"},
            connection=get_connection(timeout=10),
        )
        try:
            mail.send()
        except OSError as error:  # smtplib's errors are OSErrors too.
            raise SendError(type(error).__name__, retry=True) from None


@dataclass
class Wechat:
    """Subscribe messages of a service account.

    ``templates`` maps our template to WeChat's: ``{"id": ..., "data": {"thing1": "{title}"}}``.
    """

    app_id: str
    secret: str
    templates: Mapping[str, Any]
    transport: httpx.BaseTransport | None = None
    keeps: bool = False
    host: str = "https://api.weixin.qq.com"
    _token: tuple[str, float] = ("", 0.0)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    STALE = (40001, 40014, 42001)
    BUSY = (-1, 45009)

    def send(self, message: Outgoing) -> None:
        known = self.templates.get(message.template)
        if known is None:
            raise SendError("no_wechat_template", retry=False)
        places = {name: str(value)[:20] for name, value in message.params.items()}
        places |= {"title": message.title[:20], "text": message.text[:20]}
        body = {
            "touser": message.to,
            "template_id": known["id"],
            "page": f"{settings.SITE_URL}{message.url}" if settings.SITE_URL else "",
            "data": {
                name: {"value": _filled(text, places)} for name, text in known["data"].items()
            },
            "client_msg_id": str(message.id),
        }
        for last in (False, True):
            answer = _call(
                "POST",
                f"{self.host}/cgi-bin/message/subscribe/bizsend",
                params={"access_token": self._access_token(renew=last)},
                json=body,
                transport=self.transport,
            )
            code = answer.get("errcode", 0)
            if code == 0:
                return
            if code not in self.STALE or last:
                raise SendError(f"wechat_{code}", retry=code in (*self.BUSY, *self.STALE))

    def _access_token(self, *, renew: bool) -> str:
        """The token, kept in memory only, asked for again shortly before it ends."""
        with self._lock:
            token, ends = self._token
            if token and not renew and time.monotonic() < ends:
                return token
            answer = _call(
                "POST",
                f"{self.host}/cgi-bin/stable_token",
                json={
                    "grant_type": "client_credential",
                    "appid": self.app_id,
                    "secret": self.secret,
                    "force_refresh": renew,
                },
                transport=self.transport,
            )
            if "access_token" not in answer:
                raise SendError(f"wechat_token_{answer.get('errcode', '')}", retry=True)
            ends = time.monotonic() + int(answer.get("expires_in", 7200)) - 300
            self._token = (str(answer["access_token"]), ends)
            return self._token[0]


def _call(method: str, url: str, **arguments: Any) -> Any:
    try:
        return outbound.call(method, url, **arguments)
    except outbound.Refused:
        raise SendError("host_not_allowed", retry=False) from None
    except outbound.CallFailed as error:
        raise SendError(error.code, retry=error.retry) from None


_made: dict[Channel, Adapter | None] = {}


def adapter_for(channel: Channel) -> Adapter | None:
    """The adapter of a channel, or None when it is not set up (and this is no demonstration)."""
    if channel not in _made:
        _made[channel] = _make(channel)
    return _made[channel]


def forget_adapters() -> None:
    """Look at the settings again."""
    _made.clear()


def _make(channel: Channel) -> Adapter | None:
    if channel is Channel.SMS and settings.SMS["url"]:
        made = settings.SMS
        return HttpSms(made["url"], made["headers"], made["body"], made["success"])
    if channel is Channel.EMAIL and settings.EMAIL_HOST:
        return Mail()
    if channel is Channel.WECHAT:
        made = settings.WECHAT_NOTICES
        ready = made["app_id"] and made["secret"] and made["templates"]
        return Wechat(made["app_id"], made["secret"], made["templates"]) if ready else None
    if channel is Channel.IN_APP or settings.PRODUCTION:
        return None
    return Console(channel)
