"""The resident's codes: told at the door on arrival, and another one when the work is done.

They follow from the order and the agreed time, so that nothing is stored and a new time makes new
codes. Who knows the first cannot know the second.
"""

import hmac
from typing import Literal

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from redvest.core.keyring import blind_index
from redvest.db import even_if_undone
from redvest.errors import Invalid, TooMany
from redvest.orders.models import ServiceOrder
from redvest.people.actors import Actor

Purpose = Literal["arrive", "done"]
WRONG_MAX, WAIT_MINUTES = 5, 15


def order_code(order: ServiceOrder, purpose: Purpose) -> str:
    """Six digits for the resident's eyes; show them to nobody who serves."""
    when = order.scheduled_from.isoformat() if order.scheduled_from else ""
    digest = blind_index("orders.ServiceOrder.code", f"{order.id}:{purpose}:{when}")
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def check_code(order: ServiceOrder, purpose: Purpose, given: str, actor: Actor) -> None:
    """Compare what the resident said with what it should be.

    A wrong one counts although the submission is undone; after five, nobody tries this code from
    this account for a while. The resident is not locked out: her word needs no code.

    Raises
    ------
    Invalid
        If it is something else.
    TooMany
        After five wrong ones.
    """
    counter = f"order_code:{order.id}:{purpose}:{actor.account_id}"
    if cache.get(counter, 0) >= WRONG_MAX:
        message = _(
            "口令输错太多次，请%(minutes)d分钟后再试；没有口令可以直接签到，由居民自己确认。"
        )
        raise TooMany(message % {"minutes": WAIT_MINUTES}, code="too_many_codes")
    digits = "".join(str(int(mark)) for mark in given if mark.isdigit())
    if not hmac.compare_digest(digits, order_code(order, purpose)):
        even_if_undone(lambda: cache.set(counter, cache.get(counter, 0) + 1, WAIT_MINUTES * 60))
        message = _("口令不对，请和居民再核对一次；没有口令可以直接签到。")
        raise Invalid(message, code="wrong_code", fields={"code": message})
