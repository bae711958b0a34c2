"""Handing a text message to whoever delivers it (``settings.SMS_SENDER``)."""

import json
import sys
import time

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from redvest.core import cells
from redvest.engines.masks import mask_phone
from redvest.errors import Unavailable

KEPT_MAX, KEPT_SECONDS, KEPT_KEY = 20, 3600, "demo:sms"

# What a message may say; the wording lives with the delivery, where operators approve it.
LOGIN_CODE, NO_ACCOUNT, PHONE_CHANGED = "login_code", "no_account", "phone_changed"


def send(*, phone: str, kind: str, code: str = "", district: str = "") -> None:
    """Send one message to a phone, or to the demo's own inbox."""
    if settings.DEMO:
        _keep(phone, kind, code)
        return
    import_string(settings.SMS_SENDER)(phone=phone, kind=kind, code=code, district=district)


def print_message(*, phone: str, kind: str, code: str = "", district: str = "") -> None:
    """The sender of a developer's machine: the terminal. Refuses where real people sign in."""
    if settings.PRODUCTION:
        raise Unavailable(
            _("短信暂时发不出去，请改用密码登录，或到社区站点办理。"), code="sms_unavailable"
        )
    sys.stderr.write(f"SMS {kind} to {mask_phone(phone)}: {code}\n")


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
