"""The menu, papers, calendars, lists and bundles in the fault loop. In ``make check ALL=1``."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from redvest.orders import services
from redvest.orders.models import (
    OrderBundle,
    Pairing,
    ServiceItem,
    ServiceOrder,
    VenueItem,
)
from redvest.orders.services import (
    bundling,
    calendars,
    catalog,
    exporting,
    menu,
    pairings,
    papers,
)
from redvest.people.actors import Actor
from redvest.venues.models import Venue
from tests.faults.harness import Act, case
from tests.faults.orders import stage
from tests.orders.cast import DISTRICT, HOME, Cast, an_order
from tests.orders.menu import a_bundle, haircuts
from tests.orders.test_menu import a_card


def rest(name: str, who: str) -> Callable[[Callable[[Cast, Actor], Act]], None]:
    """A case without a single order of its own to begin with."""

    def add(make: Callable[[Cast, Actor], Act]) -> None:
        @case(f"orders.{name}", long=True)
        def arrange() -> tuple[Actor, Act]:
            cast = stage()
            actor = cast.actor(who)
            return actor, make(cast, actor)

    return add


# --- The menu, papers, calendars, lists ----------------------------------------------------------
def fresh_item(cast: Cast) -> str:
    return menu.add_item(actor=cast.centre, card=a_card()).code


def station() -> Venue:
    found = Venue.objects.filter(district=DISTRICT, region=HOME, status="open").first()
    return found or Venue.objects.create(
        district=DISTRICT, region=HOME, level="station", name="畅家巷站"
    )


@rest("add_item", "centre")
def adding(cast: Cast, actor: Actor) -> Act:
    return lambda: menu.add_item(actor=actor, card=a_card())


@rest("edit_item", "centre")
def editing(cast: Cast, actor: Actor) -> Act:
    code = fresh_item(cast)
    return lambda: menu.edit_item(actor=actor, code=code, card=a_card(minutes=30), version=1)


@rest("set_item_active", "centre")
def retiring(cast: Cast, actor: Actor) -> Act:
    code = fresh_item(cast)
    return lambda: menu.set_item_active(actor=actor, code=code, active=False)


@rest("move_item", "centre")
def moving(cast: Cast, actor: Actor) -> Act:
    code = fresh_item(cast)
    return lambda: menu.move_item(actor=actor, code=code, up=True)


@rest("adapt_item", "desk")
def adapting(cast: Cast, actor: Actor) -> Act:
    venue = station()
    row = VenueItem.objects.filter(venue=venue, item__code="class").first()
    version = row.version if row is not None else 0
    return lambda: menu.adapt_item(
        actor=actor,
        venue_id=venue.id,
        code="class",
        hidden=False,
        note=f"第{version}次",
        hours="",
        version=version,
    )


@rest("set_team_offer", "zhao")
def offering(cast: Cast, actor: Actor) -> Act:
    menu.set_team_offer(actor=actor, team_id=cast.team.id, offers={})
    return lambda: menu.set_team_offer(
        actor=actor, team_id=cast.team.id, offers={"lecture": ["防诈骗"]}
    )


@rest("seed_catalog", "centre")
def seeding(cast: Cast, actor: Actor) -> Act:
    codes = iter(range(100, 999))

    while ServiceItem.objects.filter(district=f"999{(code := next(codes))}").exists():
        pass
    return lambda: catalog.seed_catalog(f"999{code}")


def a_paper(cast: Cast):  # type: ignore[no-untyped-def]
    return papers.record_paper(
        actor=cast.desk,
        volunteer_id=cast.volunteers["wang"].id,
        kind="training",
        code="first_aid",
        valid_from=date(2024, 1, 1),
        valid_until=None,
    )


@rest("record_paper", "desk")
def seeing_a_paper(cast: Cast, actor: Actor) -> Act:
    return lambda: a_paper(cast)


@rest("withdraw_paper", "desk")
def ending_a_paper(cast: Cast, actor: Actor) -> Act:
    paper = a_paper(cast)
    return lambda: papers.withdraw_paper(actor=actor, paper_id=paper.id)


def a_pair(cast: Cast) -> Pairing:
    return pairings.set_pair(
        actor=cast.desk,
        order_id=an_order(cast, "agreed").id,
        who=f"team:{cast.team.id}",
        kind="apart",
        reason="resident_asked",
    )


@rest("set_pair", "desk")
def keeping_apart(cast: Cast, actor: Actor) -> Act:
    order = an_order(cast, "agreed")
    return lambda: pairings.set_pair(
        actor=actor,
        order_id=order.id,
        who=f"volunteer:{cast.volunteers['wang'].id}",
        kind="apart",
        reason="safety",
    )


@rest("end_pair", "desk")
def keeping_apart_no_more(cast: Cast, actor: Actor) -> Act:
    pair = a_pair(cast)
    return lambda: pairings.end_pair(actor=actor, pair_id=pair.id)


@rest("make_calendar_link", "wang")
def linking(cast: Cast, actor: Actor) -> Act:
    return lambda: calendars.make_calendar_link(actor=actor)


@rest("end_calendar_link", "wang")
def unlinking(cast: Cast, actor: Actor) -> Act:
    calendars.make_calendar_link(actor=actor)
    return lambda: calendars.end_calendar_link(actor=actor)


@rest("note_orders_export", "centre")
def listing(cast: Cast, actor: Actor) -> Act:
    return lambda: exporting.note_orders_export(
        actor=actor, reason="月报", kind="csv", state="", rows=1
    )


# --- Bundles -------------------------------------------------------------------------------------
def offered(cast: Cast) -> OrderBundle:
    return a_bundle(cast)


def claimed(cast: Cast) -> OrderBundle:
    return bundling.claim_bundle(actor=cast.zhao, bundle_id=offered(cast).id)


def named(cast: Cast) -> OrderBundle:
    return bundling.name_for_bundle(
        actor=cast.zhao,
        bundle_id=claimed(cast).id,
        volunteer_ids=[cast.volunteers["wang"].id],
    )


def agreed(cast: Cast) -> tuple[OrderBundle, ServiceOrder]:
    bundle = named(cast)
    bundling.agree_to_bundle(actor=cast.wang, bundle_id=bundle.id)
    order = ServiceOrder.objects.get(bundle=bundle, requester=cast.persons["granny"])
    services.answer_time(actor=cast.granny, order_id=order.id, agrees=True)
    return bundle, order


@rest("compile_bundle", "desk")
def compiling(cast: Cast, actor: Actor) -> Act:
    orders, venue = [row.id for row in haircuts(cast)], station()
    starts = timezone.now() + timedelta(days=2)
    return lambda: bundling.compile_bundle(
        actor=actor,
        order_ids=orders,
        title="义剪",
        venue_id=venue.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        team_id=cast.team.id,
    )


@rest("claim_bundle", "zhao")
def claiming(cast: Cast, actor: Actor) -> Act:
    bundle = offered(cast)
    return lambda: bundling.claim_bundle(actor=actor, bundle_id=bundle.id)


@rest("decline_bundle", "zhao")
def declining(cast: Cast, actor: Actor) -> Act:
    bundle = offered(cast)
    return lambda: bundling.decline_bundle(actor=actor, bundle_id=bundle.id, reason="other")


@rest("name_for_bundle", "zhao")
def naming(cast: Cast, actor: Actor) -> Act:
    bundle = claimed(cast)
    return lambda: bundling.name_for_bundle(
        actor=actor, bundle_id=bundle.id, volunteer_ids=[cast.volunteers["wang"].id]
    )


@rest("agree_to_bundle", "wang")
def agreeing(cast: Cast, actor: Actor) -> Act:
    bundle = named(cast)
    return lambda: bundling.agree_to_bundle(actor=actor, bundle_id=bundle.id)


@rest("serve_in_bundle", "wang")
def serving(cast: Cast, actor: Actor) -> Act:
    bundle, order = agreed(cast)
    return lambda: bundling.serve_in_bundle(
        actor=actor, bundle_id=bundle.id, order_ids=[order.id], outcome="理发"
    )


@rest("keep_own_order", "granny")
def keeping_own(cast: Cast, actor: Actor) -> Act:
    bundle = offered(cast)
    order = ServiceOrder.objects.get(bundle=bundle, requester=cast.persons["granny"])
    return lambda: bundling.keep_own_order(actor=actor, order_id=order.id)


@rest("cancel_bundle", "desk")
def calling_off(cast: Cast, actor: Actor) -> Act:
    bundle = claimed(cast)
    return lambda: bundling.cancel_bundle(actor=actor, bundle_id=bundle.id)
