"""The resident's codes: told at the door on arrival, and another one when the work is done.

They follow from the order and the agreed time, so that nothing is stored and a new time makes new
codes. Who knows the first cannot know the second.
"""

import hmac
from typing import Literal

from django.utils.translation import gettext_lazy as _

from redvest.core.keyring import blind_index
from redvest.errors import Invalid
from redvest.orders.models import ServiceOrder

Purpose = Literal["arrive", "done"]


def order_code(order: ServiceOrder, purpose: Purpose) -> str:
    """Six digits for the resident's eyes; show them to nobody who serves."""
    when = order.scheduled_from.isoformat() if order.scheduled_from else ""
    digest = blind_index("orders.ServiceOrder.code", f"{order.id}:{purpose}:{when}")
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def check_code(order: ServiceOrder, purpose: Purpose, given: str) -> None:
    """Compare what the resident said with what it should be.

    Raises
    ------
    Invalid
        If it is something else.
    """
    digits = "".join(str(int(mark)) for mark in given if mark.isdigit())
    if not hmac.compare_digest(digits, order_code(order, purpose)):
        message = _("口令不对，请和居民再核对一次；没有口令可以直接签到。")
        raise Invalid(message, code="wrong_code", fields={"code": message})
