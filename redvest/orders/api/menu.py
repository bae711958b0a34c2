"""What residents of a district may order: public, like the page of the menu."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from redvest.orders.api.common import REFUSED
from redvest.orders.api.schemas import MenuOut
from redvest.orders.labels import named
from redvest.orders.queries import catalog

router = Router(tags=["orders"])
PLAIN = ("code", "name", "name_en", "hint", "kind", "minutes", "asks", "risk", "referral")


@router.get("/{code}/menu", response={200: MenuOut, **REFUSED}, url_name="menu")
def menu(request: HttpRequest, code: str) -> dict[str, Any]:
    """Items in the order of the menu."""
    rows = [
        {**{name: getattr(row, name) for name in PLAIN}, "category": named(row.category)}
        for row in catalog(code[:6])
    ]
    return {"items": rows}
