"""Links to orders: what they are called, and which order one opens."""

import base64
import hmac
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from redvest.core.keyring import blind_index
from redvest.orders.models import OrderLink, ServiceOrder

TOKEN_BYTES, CODE_DIGITS = 10, 6
WRONG_MAX = 5


def token_of(link_id: UUID) -> str:
    """What stands in the address: 16 letters and digits, 80 bits nobody can guess."""
    raw = blind_index("order_link", str(link_id))[:TOKEN_BYTES]
    return base64.b32encode(raw).decode().lower()


def code_of(link_id: UUID) -> str:
    """The six digits that open the link."""
    raw = blind_index("order_link_code", str(link_id))
    return f"{int.from_bytes(raw[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def token_hash(token: str) -> bytes:
    return blind_index("order_link_token", token.strip().lower())


def code_fits(link: OrderLink, code: str) -> bool:
    typed = "".join(str(int(mark)) for mark in code if mark.isdecimal())
    return hmac.compare_digest(typed, code_of(link.id))


def is_live(link: OrderLink, now: datetime | None = None) -> bool:
    """Whether the link may still be opened: not taken back, not outlived, not guessed at."""
    now = now or timezone.now()
    return link.closed_at is None and link.ends_at > now and link.wrong < WRONG_MAX


def link_of(order: ServiceOrder) -> OrderLink | None:
    """The order's link that opens today, if there is one."""
    found = OrderLink.objects.filter(
        district=order.district, order_id=order.id, closed_at=None
    ).first()
    return found if found is not None and is_live(found) else None


def link_by_token(token: str, *, lock: bool = False) -> OrderLink | None:
    """The link of an address, whatever has become of it."""
    rows = OrderLink.objects.select_related("order__item", "order__requester")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    # The token says the district: it is as unguessable across districts as within one.
    return rows.filter(token_hash=token_hash(token)).first()
