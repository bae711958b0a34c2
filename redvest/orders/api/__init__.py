"""Orders as JSON: every step of the loop, by the same services as the pages.

Whoever is signed in uses it with the session and the form token (``X-CSRFToken``). A submission
takes an ``Idempotency-Key`` and, as ``If-Match``, the version that was shown.
"""

from ninja import Router

from redvest.orders.api.lists import router as lists
from redvest.orders.api.menu import router as menu
from redvest.orders.api.one import router as one
from redvest.orders.api.steps import router as steps

router = Router(tags=["orders"])
router.add_router("", one)
router.add_router("", steps)

__all__ = ["lists", "menu", "router"]
