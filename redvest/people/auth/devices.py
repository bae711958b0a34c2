"""Browsers in which somebody has signed in before, so that a stranger's guesses lock only the
stranger out."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from redvest.people.models import Account

SALT = "redvest.device"
AGE_SECONDS = 180 * 24 * 3600


def cookie_name() -> str:
    return "__Host-device" if settings.PRODUCTION else "device"


def _fingerprint(account: Account) -> str:
    """Changes with the password, so that a new one forgets every device."""
    return salted_hmac(SALT, f"{account.pk}{account.password}", algorithm="sha256").hexdigest()[:32]


def remember(response: HttpResponse, account: Account) -> None:
    value = {"device": secrets.token_hex(8), "mark": _fingerprint(account)}
    response.set_cookie(
        cookie_name(),
        signing.dumps(value, salt=SALT),
        max_age=AGE_SECONDS,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, account: Account | None) -> str:
    """The name of this device if the account has signed in on it, else an empty string."""
    raw = request.COOKIES.get(cookie_name(), "")
    if not raw or account is None:
        return ""
    try:
        value = signing.loads(raw, salt=SALT, max_age=AGE_SECONDS)
    except signing.BadSignature:
        return ""
    if not constant_time_compare(value.get("mark", ""), _fingerprint(account)):
        return ""
    return str(value.get("device", ""))
