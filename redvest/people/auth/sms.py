"""Handing a text message to whoever delivers it (``settings.SMS_SENDER``)."""

import json
import time

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string

from redvest.core import cells
from redvest.engines.masks import mask_phone

KEPT_MAX, KEPT_SECONDS, KEPT_KEY = 20, 3600, "demo:sms"

# What a message may say; the wording lives with the delivery, where operators approve it.
LOGIN_CODE, NO_ACCOUNT = "login_code", "no_account"
PHONE_CHANGED, PASSWORD_CHANGED = "phone_changed", "password_changed"


def send(*, phone: str, kind: str, code: str = "", district: str = "") -> None:
    """Send one message to a phone, or to the demo's own inbox.

    ``code`` is the code, or the last four digits of the number that replaced this one.
    """
    if settings.DEMO:
        _keep(phone, kind, code)
        return
    import_string(settings.SMS_SENDER)(phone=phone, kind=kind, code=code, district=district)


def _keep(phone: str, kind: str, code: str) -> None:
    line = {"phone": mask_phone(phone), "kind": kind, "code": code, "at": time.time()}
    text = json.dumps([line, *kept()][:KEPT_MAX])
    cache.set(KEPT_KEY, cells.seal(text, KEPT_KEY).hex(), KEPT_SECONDS)


def kept() -> list[dict[str, object]]:
    """The demo's last messages, newest first."""
    stored = cache.get(KEPT_KEY)
    if not stored:
        return []
    found: list[dict[str, object]] = json.loads(cells.unseal(bytes.fromhex(stored), KEPT_KEY))
    return found
