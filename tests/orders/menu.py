"""Situations around the menu, made through the services: for pages and for the fault loop."""

from datetime import timedelta

from django.utils import timezone

from redvest.orders.models import ServiceItem, StandingOrder
from redvest.orders.services.standing import StandingCard, skip_days, start_standing
from tests.orders.cast import DISTRICT, HOME, Cast


def meal_card(**changes: object) -> StandingCard:
    today = timezone.localdate()
    values: dict[str, object] = {
        "item_id": ServiceItem.objects.get(district=DISTRICT, code="meal").id,
        "community": HOME,
        "description": "中午送一份软饭",
        "address": "畅家巷3号楼2单元501室",
        "contact_phone": "19900000001",
        "weekdays": (1, 2, 3, 4, 5),
        "first_day": today,
        "last_day": today + timedelta(days=60),
        "consent_to_share": True,
    }
    return StandingCard(**{**values, **changes})  # type: ignore[arg-type]


def a_standing_order(cast: Cast) -> StandingOrder:
    """Lunch on working days with three days left out."""
    standing = start_standing(
        actor=cast.granny, requester_id=cast.persons["granny"].id, card=meal_card()
    )
    first = timezone.localdate() + timedelta(days=3)
    skip_days(
        actor=cast.granny,
        standing_id=standing.id,
        first_day=first,
        last_day=first + timedelta(days=2),
    )
    return standing
