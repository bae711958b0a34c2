"""Situations around the menu, made through the services: for pages and for the fault loop."""

from datetime import timedelta

from django.utils import timezone

from redvest.orders.models import MicroWish, OrderBundle, ServiceItem, ServiceOrder, StandingOrder
from redvest.orders.services import accept_order, place_order
from redvest.orders.services.bundling import compile_bundle
from redvest.orders.services.standing import StandingCard, skip_days, start_standing
from redvest.orders.services.wishes import WishCard, make_wish, publish_wish
from redvest.venues.models import Venue
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


def haircuts(cast: Cast) -> list[ServiceOrder]:
    """Three residents who each want a haircut, taken in by the desk."""
    item = ServiceItem.objects.get(district=DISTRICT, code="haircut")
    found = []
    for name in ("granny", "stranger", "qian"):
        order = place_order(
            actor=cast.actor(name),
            requester_id=cast.persons[name].id,
            card=cast.card(item_id=item.id, description="想剪头发", may_bundle=True),
        )
        accept_order(actor=cast.desk, order_id=order.id)
        found.append(ServiceOrder.objects.get(id=order.id))
    return found


def a_bundle(cast: Cast) -> OrderBundle:
    """An afternoon of haircuts at the station, offered to the team."""
    venue = Venue.objects.filter(district=DISTRICT, region=HOME, status="open").first()
    if venue is None:
        venue = Venue.objects.create(
            district=DISTRICT, region=HOME, level="station", name="畅家巷站"
        )
    day = timezone.localtime() + timedelta(days=2)  # Another one than they wished for.
    starts = day.replace(hour=14, minute=0, second=0)
    return compile_bundle(
        actor=cast.desk,
        order_ids=[order.id for order in haircuts(cast)],
        title="周三义剪",
        venue_id=venue.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        team_id=cast.team.id,
        note_text="请带一条毛巾",
    )


def wish_card(**changes: object) -> WishCard:
    values: dict[str, object] = {
        "item_id": ServiceItem.objects.get(district=DISTRICT, code="wish_daily").id,
        "community": HOME,
        "goods": "一床厚被子",
        "yuan_most": 150,
        "description": "冬天冷，旧被子破了",
    }
    return WishCard(**{**values, **changes})  # type: ignore[arg-type]


def a_wish(cast: Cast, *, public: bool = True) -> MicroWish:
    """A quilt for granny; public in words that say nothing about her."""
    wish = make_wish(actor=cast.granny, requester_id=cast.persons["granny"].id, card=wish_card())
    if public:
        accept_order(actor=cast.desk, order_id=wish.order_id)
        publish_wish(actor=cast.desk, order_id=wish.order_id, title="一位老人想要一床厚被子")
    return MicroWish.objects.get(id=wish.id)


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
