"""How often somebody may try, and how long they wait afterwards. Counters are shared by all
processes through the database cache."""

import math
import time

from allauth.core import context
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from redvest.core.failures import failure_page
from redvest.people.auth import devices
from redvest.people.models import Account

APP = "allauth.account"


def consume(
    request: HttpRequest, action: str, phone: str, account: Account | None
) -> ratelimit.RateLimitUsage | None:
    """Count one try. A known device has counters of its own; None when there are none left."""
    action, key = _counter(request, action, phone, account)
    return ratelimit.consume(request, app=APP, action=action, key=key)


def minutes_left(request: HttpRequest, action: str, phone: str, account: Account | None) -> int:
    action, key = _counter(request, action, phone, account)
    wait = 0.0
    for rate in ratelimit.get_rates(app=APP, action=action):
        counter = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
        history = cache.get(counter, [])
        if len(history) >= rate.amount:
            wait = max(wait, history[-1] + rate.duration - time.time())
    return max(1, math.ceil(wait / 60))


def _counter(
    request: HttpRequest, action: str, phone: str, account: Account | None
) -> tuple[str, str]:
    device = devices.known(request, account)
    return (f"{action}_known", f"{phone}:{device}") if device else (action, phone)


def forgive(phone: str) -> None:
    """Forget the failures counted against one phone. What an address has failed stays counted."""
    for action in ("login_failed", "request_login_code", "verify_phone"):
        for rate in ratelimit.get_rates(app=APP, action=action):
            if rate.per == "key":
                counter = ratelimit.get_cache_key(
                    context.request, app=APP, action=action, rate=rate, key=phone
                )
                cache.delete(counter)


def locked(minutes: int) -> ValidationError:
    message = _(
        "密码输错次数过多，为保护账号，请 %(minutes)d 分钟后再试；也可以改用短信验证码登录。"
    )
    return ValidationError(message % {"minutes": minutes}, code="locked")


def codes_exhausted(minutes: int) -> ValidationError:
    message = _("验证码发得太频繁，请 %(minutes)d 分钟后再试。")
    return ValidationError(message % {"minutes": minutes}, code="too_many_codes")


def too_many(request: HttpRequest) -> object:
    """The page for everybody who is too fast; named in the URL configuration for allauth."""
    return failure_page(request, 429, _("操作太频繁，请一分钟后再试。"), "too_many")
