"""What the pages of the list show, made through the services, and where that is."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from redvest.districts.models import DistrictPolicy, Region
from redvest.journal import sealing
from redvest.notices.models import Message
from redvest.orders.models import QualityCase, ServiceItem, ServiceOrder
from redvest.orders.pages.standing import movable
from redvest.orders.queries.standing import days_of
from redvest.orders.services import pool_order, rate_order
from redvest.orders.services.feedback import give_safety_feedback
from redvest.orders.services.links import make_link
from redvest.orders.services.pairings import set_pair
from redvest.orders.services.series import offer_series
from redvest.orders.services.standing_days import move_day
from redvest.people.actors import system
from redvest.people.models import Person, PersonMerge, Volunteer
from redvest.people.services.merging import ask_merge
from redvest.venues.models import NextVenues, Venue
from redvest.venues.services import find_next
from tests.browser.stage import Stage
from tests.orders.cast import DISTRICT, HOME, NEXT_DOOR, Cast, an_order
from tests.orders.doors import brought, shown
from tests.orders.many import many_orders
from tests.orders.menu import a_bundle, a_standing_order, a_wish
from tests.venues.build import furnished_station

BUSY = ("submitted", "accepted", "disputed", "rework")


def order(until: str, pattern: str) -> Callable[[Stage], str]:
    """The address of a page about an order that has come this far."""

    def address(stage: Stage) -> str:
        found = stage.once(f"order {until}", lambda cast: an_order(cast, until))
        return pattern.format(found.id)

    return address


def linked(pattern: str) -> Callable[[Stage], str]:
    """The address of a page about an order that somebody shares by a link."""

    def make(cast: Cast) -> object:
        found = an_order(cast, "agreed")
        make_link(actor=cast.granny, order_id=found.id)
        return found.id

    return lambda stage: pattern.format(stage.once("linked", make))


def pool(pattern: str) -> Callable[[Stage], str]:
    """The address of a page about an order that anybody may take."""

    def make(cast: Cast) -> ServiceOrder:
        return pool_order(actor=cast.desk, order_id=an_order(cast, "accepted").id)

    return lambda stage: pattern.format(stage.once("pooled", make).id)


def team(pattern: str) -> Callable[[Stage], str]:
    return lambda stage: pattern.format(stage.cast.team.id)


def venue(name: str, *more: object) -> Callable[[Stage], str]:
    """The address of a page about a station that has everything a venue can have."""

    def address(stage: Stage) -> str:
        found = stage.once("station", lambda _cast: furnished_station())
        return reverse(f"venues:{name}", args=[found.id, *more])

    return address


def among_venues(path: str) -> Callable[[Stage], str]:
    def address(stage: Stage) -> str:
        stage.once("station", lambda _cast: furnished_station())
        return path

    return address


def where_next(stage: Stage) -> str:
    """The address of an answer to where three more venues help most, were only twenty open."""

    def ask(_cast: object) -> NextVenues:
        furnished_station()
        stations = Venue.objects.filter(level="station", status="open")
        waiting = stations.exclude(id__in=stations.order_by("id").values("id")[:20])
        moved = list(waiting.values_list("id", flat=True))
        Venue.objects.filter(id__in=moved).update(status="planned")
        found = find_next(actor=system(DISTRICT), wanted=3)
        Venue.objects.filter(id__in=moved).update(status="open")
        return found

    return reverse("venues:circle_next", args=[stage.once("where next", ask).id])


def resident(pattern: str) -> Callable[[Stage], str]:
    return lambda stage: pattern.format(stage.cast.persons["granny"].id)


def poor_rating(pattern: str) -> Callable[[Stage], str]:
    """The address of a page about a service somebody was not content with."""

    def make(cast: Cast) -> QualityCase:
        rated = an_order(cast, "confirmed")
        rate_order(actor=cast.granny, order_id=rated.id, grade=1, tags=["unsolved"], text="没修好")
        return QualityCase.objects.get(order=rated)

    def address(stage: Stage) -> str:
        case = stage.once("poor rating", make)
        return pattern.format(case=case.id, order=case.order_id)

    return address


def entered_again(cast: Cast) -> Person:
    """Granny once more, as a relative entered her."""
    granny = cast.persons["granny"]
    again = Person(district=granny.district, home_community=granny.home_community, name="李桂兰")
    again.phone, again.address = "13900004321", "酒泉路街道畅家巷社区甘南路十二号三单元一楼东户"
    again.save(force_insert=True)
    return again


def an_entry_twice(stage: Stage) -> str:
    again = stage.once("granny again", entered_again)
    return f"/desk/residents/{stage.cast.persons['granny'].id}/merge/{again.id}/"


def merge_asked(stage: Stage) -> str:
    again = stage.once("granny again", entered_again)

    def ask(cast: Cast) -> PersonMerge:
        return ask_merge(
            actor=cast.centre,
            kept_id=cast.persons["granny"].id,
            gone_id=again.id,
            reason="本人持身份证到站",
            taken=["address"],
        )

    stage.once("merge asked", ask)
    return "/desk/merges/"


def sixty(path: str) -> Callable[[Stage], str]:
    """An inbox with more than fits a page, in every state and with every clock."""

    def address(stage: Stage) -> str:
        stage.once("sixty orders", lambda cast: many_orders(cast, 60, states=BUSY))
        return path

    return address


def told(path: str) -> Callable[[Stage], str]:
    """Granny has messages and a sealed trace; one text message did not arrive."""

    def make(cast: Cast) -> bool:
        an_order(cast, "claimed")
        Message.objects.filter(channel="sms", to_person=cast.persons["granny"]).update(
            status="dead", next_try_at=None, error="timeout", attempts=8
        )
        sealing.seal_all(since=None)
        return True

    def address(stage: Stage) -> str:
        stage.once("told", make)
        return path

    return address


def station_menu(path: str) -> Callable[[Stage], str]:
    def address(stage: Stage) -> str:
        found = stage.once("station", lambda _cast: furnished_station())
        return f"/desk/menu/at/{found.id}/{path}"

    return address


def bundle(pattern: str) -> Callable[[Stage], str]:
    """Three residents want a haircut: one afternoon at the station."""

    def address(stage: Stage) -> str:
        stage.once("station", lambda _cast: furnished_station())
        return pattern.format(stage.once("bundle", a_bundle).id)

    return address


def bundled_order(stage: Stage) -> str:
    bundle("")(stage)
    granny = stage.cast.persons["granny"].id
    order = stage.once("bundle", a_bundle).orders.get(requester_id=granny)
    return f"/orders/{order.id}/bundle/own/"


def a_public_wish(path: str) -> Callable[[Stage], str]:
    def address(stage: Stage) -> str:
        stage.once("wish", a_wish)
        return path

    return address


def suggestions(path: str) -> Callable[[Stage], str]:
    """Orders that wait, on a map, and teams that could go; one needs what nobody has."""

    def make(cast: Cast) -> ServiceOrder:
        for number, code in enumerate((HOME, NEXT_DOOR)):
            Region.objects.filter(code=code).update(lat=36.061 + number / 500, lon=103.834)
        Volunteer.objects.update(availability=(1 << 21) - 1, skills=["plumbing", "haircut"])
        # Other pages leave the team many orders in hand; it still has room for these.
        DistrictPolicy.objects.create(
            district=DISTRICT,
            version=998,
            data={"match_open_most": 60},
            effective_from=timezone.now(),
        )
        an_order(cast, "accepted")
        needy = an_order(cast, "accepted")
        law = ServiceItem.objects.get(district=DISTRICT, code="law")
        ServiceOrder.objects.filter(id=needy.id).update(item=law)
        pool_order(actor=cast.desk, order_id=an_order(cast, "accepted").id)
        return an_order(cast, "accepted")

    return lambda stage: path.format(stage.once("suggestions", make).id)


def own_team(stage: Stage) -> str:
    return f"/desk/teams/{stage.cast.team.id}/matching/"


def papers(stage: Stage) -> str:
    return f"/desk/volunteers/{stage.cast.volunteers['wang'].id}/papers/"


def badge_waiting(stage: Stage) -> str:
    """Wang brought a photo of himself."""
    found = stage.once("badge", lambda cast: brought(cast))
    return f"/desk/badges/{found.id}/"


def on_the_way(pattern: str) -> Callable[[Stage], str]:
    """Somebody with a photo is expected at granny's."""

    def make(cast: Cast) -> object:
        shown(cast, "li")
        return an_order(cast, "agreed").id

    return lambda stage: pattern.format(stage.once("on the way", make))


def unsafe(stage: Stage) -> str:
    def make(cast: Cast) -> object:
        found = an_order(cast, "done")
        return give_safety_feedback(
            actor=cast.wang, order_id=found.id, felt_safe=False, concerns=["animal"]
        )

    stage.once("unsafe", make)
    return "/desk/orders/worries/"


def standing(pattern: str) -> Callable[[Stage], str]:
    """Granny has her lunch brought on working days, one of which is left out."""

    def address(stage: Stage) -> str:
        found = stage.once("standing", a_standing_order)
        return pattern.format(found.id)

    return address


def series(pattern: str) -> Callable[[Stage], str]:
    """All of granny's lunches are offered to one team; one of them comes in the evening."""

    def make(cast: Cast) -> dict[str, UUID]:
        found = a_standing_order(cast)
        card = {"actor": cast.granny, "standing_id": found.id}
        day, _label = movable(days_of(found, timezone.localdate()))[-1]
        move_day(**card, day=date.fromisoformat(day), slot="evening")
        offered = offer_series(actor=cast.desk, standing_id=found.id, team_id=cast.team.id)
        return {"standing": found.id, "series": offered.id}

    return lambda stage: pattern.format(**stage.once("series", make))


def paired(stage: Stage) -> str:
    """Who rather goes to granny from now on."""

    def make(cast: Cast) -> UUID:
        found = an_order(cast, "agreed")
        # NB: nobody is kept apart here: the stage is everybody's, and others send both of them.
        for who, reason in (("wang", "resident_asked"), ("li", "get_on")):
            set_pair(
                actor=cast.desk,
                order_id=found.id,
                who=f"volunteer:{cast.volunteers[who].id}",
                kind="rather",
                reason=reason,
            )
        return found.id

    return f"/desk/orders/{stage.once('paired', make)}/pairs/"
