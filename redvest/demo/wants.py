"""What people want again, together, or once: a standing order, a bundle, a wish, and orders that
wait at the desk for somebody to be suggested."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redvest.demo.names import PHONE_BLOCK, RESIDENTS_FROM
from redvest.demo.stage import Stage, address_of
from redvest.orders.models import ServiceItem
from redvest.orders.services import OrderCard, accept_order, place_order
from redvest.orders.services.bundling import compile_bundle
from redvest.orders.services.standing import StandingCard, start_standing
from redvest.orders.services.wishes import WishCard, make_wish, publish_wish
from redvest.people.models import Person, Volunteer
from redvest.people.services.volunteering import set_service
from redvest.teams.models import Team
from redvest.venues.models import Venue

TOGETHER = 3
WAITING = (
    ("repair", "阳台灯不亮了", ""),
    ("visit", "想有人陪着说说话，普通话听不大懂", "local_dialect"),
)


def wants(stage: Stage) -> None:
    """All of it in the community where most of the demo happens."""
    with transaction.atomic():
        _again(stage)
        _speaks(stage)
        elders = list(_elders(stage))
        if not elders:
            return
        _together(stage, elders[:TOGETHER])
        _wish(stage, elders[-1])
        for index, (code, words, language) in enumerate(WAITING):
            order = _ordered(stage, elders[index % len(elders)], code, words, index)
            accept_order(actor=stage.actor("station"), order_id=order, language=language)


def _speaks(stage: Stage) -> None:
    """One volunteer of the team around speaks as the old people do."""
    actor = stage.actor("volunteer")
    assert actor.volunteer_id is not None
    own = Volunteer.objects.get(id=actor.volunteer_id)
    set_service(
        actor=actor,
        skills=own.skills,
        service_categories=own.service_categories,
        availability=own.availability,
        languages=["local_dialect"],
    )


def _elders(stage: Stage) -> list[Person]:
    """Those the station may order for, the last who came first: lunch is for the first ones."""
    station = stage.actor("station")
    rows = Person.objects.filter(
        district=stage.district,
        account=None,
        home_community=stage.home,
        proxies__proxy=station.account_id,
        proxies__ended_at=None,
    )
    return list(rows.order_by("-created_at", "-id").distinct()[:6])


def _item(stage: Stage, code: str) -> ServiceItem:
    return ServiceItem.objects.get(district=stage.district, code=code)


def _again(stage: Stage) -> None:
    """Somebody looks in twice a week."""
    resident = stage.actor("resident")
    assert resident.person_id is not None
    home = Person.objects.get(id=resident.person_id).home_community
    today = timezone.localdate()
    start_standing(
        actor=resident,
        requester_id=resident.person_id,
        card=StandingCard(
            item_id=_item(stage, "visit").id,
            community=home,
            description="每周来坐坐两次，说说话",
            address=address_of(0),
            contact_phone=f"{PHONE_BLOCK}{RESIDENTS_FROM:04d}",
            weekdays=(2, 5),
            first_day=today + timedelta(days=1),
            last_day=today + timedelta(days=60),
            slot="afternoon",
            skip_holidays=False,
            consent_to_share=True,
        ),
    )


def _ordered(stage: Stage, elder: Person, code: str, words: str, index: int) -> UUID:
    return place_order(
        actor=stage.actor("station"),
        requester_id=elder.id,
        card=OrderCard(
            item_id=_item(stage, code).id,
            community=stage.home,
            description=words,
            address=address_of(40 + index),
            contact_phone=f"{PHONE_BLOCK}{RESIDENTS_FROM + 40 + index:04d}",
            preferred_on=timezone.localdate() + timedelta(days=3),
            consent_to_share=True,
            may_bundle=code == "haircut",
        ),
    ).id


def _together(stage: Stage, elders: list[Person]) -> None:
    """An afternoon of haircuts at the station, offered to the team of the community."""
    station = stage.actor("station")
    team = Team.objects.filter(district=stage.district, region=stage.home).first()
    venue = Venue.objects.filter(
        district=stage.district, region=stage.home, level="station", status="open"
    ).first()
    if team is None or venue is None or len(elders) < 2:
        return
    found = [
        _ordered(stage, elder, "haircut", "想剪头发", 10 + index)
        for index, elder in enumerate(elders)
    ]
    for order in found:
        accept_order(actor=station, order_id=order)
    day = timezone.localtime() + timedelta(days=3)
    starts = day.replace(hour=14, minute=0, second=0, microsecond=0)
    compile_bundle(
        actor=station,
        order_ids=found,
        title="周末义剪",
        venue_id=venue.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        team_id=team.id,
    )


def _wish(stage: Stage, elder: Person) -> None:
    """A quilt before winter, public in words that say nothing about her."""
    station = stage.actor("station")
    wish = make_wish(
        actor=station,
        requester_id=elder.id,
        card=WishCard(
            item_id=_item(stage, "wish_daily").id,
            community=stage.home,
            goods="一床厚被子",
            yuan_most=150,
            description="旧被子不暖和了",
        ),
    )
    accept_order(actor=station, order_id=wish.order_id)
    publish_wish(actor=station, order_id=wish.order_id, title="一位老人想要一床厚被子")
