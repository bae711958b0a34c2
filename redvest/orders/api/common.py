"""What the endpoints of orders share: the error shape, cursors, versions, submissions."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Annotated, Any, cast
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from ninja import Field, Header, Schema
from ninja.security import django_auth

from redvest.core.refusals import REFUSED
from redvest.errors import Invalid
from redvest.http import Request, once
from redvest.orders.models import ServiceOrder

__all__ = [
    "REFUSED",
    "SIGNED_IN",
    "Cursor",
    "IfMatch",
    "Receipt",
    "etag",
    "page_of",
    "shown_version",
    "submit",
]
LIMIT_MAX = 100
SIGNED_IN = django_auth


class Receipt(Schema):
    """What a step answers: where the order stands now."""

    id: UUID
    number: str
    state: str
    version: int


class Cursor(Schema):
    cursor: str = Field("", max_length=200, description="`next` of the page before; empty first.")
    limit: int = Field(30, ge=1, le=LIMIT_MAX)


IfMatch = Annotated[
    str | None,
    Header(
        None,
        alias="If-Match",
        max_length=40,
        description="The version (ETag) that was shown; refused with 409 when it has moved on.",
    ),
]


def shown_version(if_match: str | None) -> str | None:
    """The version in an ``If-Match`` header: ``"7"``, ``W/"7"`` or ``7``; ``*`` means any."""
    text = (if_match or "").strip().removeprefix("W/").strip('"')
    return None if text in ("", "*") else text


def etag(order: ServiceOrder) -> str:
    return f'"{order.version}"'


def submit(
    request: HttpRequest, act: Callable[[], Any], order_id: UUID | None = None, status: int = 200
) -> HttpResponse:
    """Run a step once per ``Idempotency-Key`` and answer with the receipt of its order."""

    def answer() -> HttpResponse:
        order = act()
        if not isinstance(order, ServiceOrder):
            assert order_id is not None
            order = ServiceOrder.objects.get(id=order_id)
        said: dict[str, Any] = {"id": str(order.id), "number": order.number}
        said |= {"state": order.state, "version": order.version}
        response = JsonResponse(said, status=status, headers={"ETag": etag(order)})
        # Ids and a state: it may be kept and given again, whatever was read on the way.
        response.is_receipt = True  # type: ignore[attr-defined]
        return response

    return once(cast("Request", request), answer)


def page_of(
    rows: QuerySet[Any], by: str, asked: Cursor, *, newest_first: bool = False
) -> tuple[list[Any], str]:
    """One page of rows by a moment and the id, and the cursor of the next one.

    Rows that come or go meanwhile neither repeat nor hide others.
    """
    column, path = by, by.replace("__", ".")
    if asked.cursor:
        at, row_id = _opened(asked.cursor)
        side = "lt" if newest_first else "gt"
        rows = rows.filter(
            Q(**{f"{column}__{side}": at}) | Q(**{column: at, f"id__{side}": row_id})
        )
    sign = "-" if newest_first else ""
    found = list(rows.order_by(f"{sign}{column}", f"{sign}id")[: asked.limit + 1])
    if len(found) <= asked.limit:
        return found, ""
    last = found[asked.limit - 1]
    return found[: asked.limit], _closed(last, path)


def _closed(row: Model, path: str) -> str:
    value: Any = row
    for part in path.split("."):
        value = getattr(value, part)
    text = json.dumps([value.isoformat(), str(row.pk)])
    return base64.urlsafe_b64encode(text.encode()).decode()


def _opened(cursor: str) -> tuple[Any, UUID]:
    try:
        at, row_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        moment = parse_datetime(at)
        if moment is None or moment.tzinfo is None:
            raise ValueError(at)
        return moment, UUID(row_id)
    except (ValueError, TypeError, AttributeError, binascii.Error):
        message = _("这个 cursor 不对，请从第一页重新取。")
        raise Invalid(message, code="bad_cursor", fields={"cursor": message}) from None
