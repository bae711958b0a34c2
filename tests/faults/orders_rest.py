"""What remains of orders in the fault loop: triage, visits, menu, papers, bundles, wishes, talks,
standing orders and what hangs on them. In ``make check ALL=1``."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from redvest.orders import services
from redvest.orders.models import (
    Assignment,
    MicroWish,
    OrderBundle,
    OrderTask,
    ServiceOrder,
    StandingOrder,
    VenueItem,
)
from redvest.orders.services import (
    bundling,
    calendars,
    catalog,
    exporting,
    feedback,
    links,
    menu,
    papers,
    photos,
    revealing,
    series,
    standing,
    standing_days,
    talks,
    wishes,
)
from redvest.orders.services.desk import refuse_appeal
from redvest.orders.services.tasks import finish_task
from redvest.people.actors import Actor
from redvest.venues.models import Venue
from tests.faults.harness import Act, case
from tests.faults.orders import stage
from tests.faults.orders_more import contacted, poor, simply, step
from tests.orders.cast import DISTRICT, HOME, Cast, an_order
from tests.orders.doors import picture
from tests.orders.menu import a_bundle, haircuts, meal_card, wish_card
from tests.orders.test_menu import a_card
from tests.orders.test_wishes import talk_card


def rest(name: str, who: str) -> Callable[[Callable[[Cast, Actor], Act]], None]:
    """A case without a single order of its own to begin with."""

    def add(make: Callable[[Cast, Actor], Act]) -> None:
        @case(f"orders.{name}", long=True)
        def arrange() -> tuple[Actor, Act]:
            cast = stage()
            actor = cast.actor(who)
            return actor, make(cast, actor)

    return add


# --- Triage and what teams, volunteers and residents say -----------------------------------------


def rejected(cast: Cast, row: ServiceOrder) -> None:
    services.reject_order(actor=cast.desk, order_id=row.id, reason="market")


def appealed(cast: Cast, row: ServiceOrder) -> None:
    services.appeal_rejection(actor=cast.granny, order_id=row.id, text="请再看看")


def returned(cast: Cast, row: ServiceOrder) -> None:
    services.return_order(actor=cast.desk, order_id=row.id, reason="need_unclear")


def escalated(cast: Cast, row: ServiceOrder) -> None:
    services.escalate_order(actor=cast.desk, order_id=row.id, reason="department")


def began(cast: Cast, row: ServiceOrder) -> None:
    """The visit should have begun an hour ago."""
    starts = timezone.now() - timedelta(hours=1)
    ServiceOrder.objects.filter(id=row.id).update(
        scheduled_from=starts, scheduled_to=starts + timedelta(hours=3)
    )


def tried(cast: Cast, row: ServiceOrder) -> None:
    for method in ("phone", "door"):
        services.log_contact_attempt(actor=cast.wang, order_id=row.id, method=method)


def linked(cast: Cast, row: ServiceOrder) -> None:
    links.make_link(actor=cast.granny, order_id=row.id)


TEXT = {"text": "请打社区电话"}
ADD = {"data": picture()}
step("decline", "dispatched", "zhao", simply(services.decline_order, reason="other"), long=True)
step("reject", "submitted", "desk", simply(services.reject_order, reason="market"), long=True)
step("return", "submitted", "desk", simply(services.return_order, reason="need_unclear"), long=True)
step(
    "appeal", "submitted", "granny", simply(services.appeal_rejection, **TEXT), rejected, long=True
)
step(
    "reinstate",
    "submitted",
    "centre",
    simply(services.reinstate_order),
    rejected,
    appealed,
    long=True,
)
step(
    "refuse_appeal",
    "submitted",
    "centre",
    simply(refuse_appeal, **TEXT),
    rejected,
    appealed,
    long=True,
)
step(
    "escalate", "accepted", "desk", simply(services.escalate_order, reason="department"), long=True
)
step("resume", "accepted", "desk", simply(services.resume_order), escalated, long=True)
step(
    "give_up",
    "accepted",
    "centre",
    simply(services.give_up_order, reason="no_skill", **TEXT),
    long=True,
)
step(
    "complain",
    "done",
    "granny",
    simply(services.complain_order, reason="attitude", **TEXT),
    long=True,
)
step("take_case", "confirmed", "desk", simply(services.take_case), poor, contacted, long=True)
step("refuse_assignment", "planned", "wang", simply(services.refuse_assignment), long=True)
step("no_show", "agreed", "granny", simply(services.report_no_show), began, long=True)
step(
    "contact_attempt",
    "agreed",
    "wang",
    simply(services.log_contact_attempt, method="phone"),
    began,
    long=True,
)
step("absent", "agreed", "wang", simply(services.report_absent), began, tried, long=True)
step("close_link", "agreed", "granny", simply(links.close_link), linked, long=True)
step("reveal", "agreed", "wang", simply(revealing.reveal_contact, reason="上门服务"), long=True)
step("add_photo", "in_service", "wang", simply(photos.add_photo, **ADD), long=True)
step(
    "feedback",
    "done",
    "wang",
    simply(feedback.give_safety_feedback, felt_safe=False, concerns=["animal"]),
    long=True,
)
step(
    "resubmit",
    "submitted",
    "granny",
    lambda cast, row, actor: (
        lambda: services.resubmit_order(
            actor=actor, order_id=row.id, card=cast.card(description="厨房灯坏了")
        )
    ),
    returned,
    long=True,
)


def merging(cast: Cast, row: ServiceOrder, actor: Actor) -> Act:
    other = an_order(cast)
    return lambda: services.merge_order(actor=actor, order_id=row.id, into_id=other.id)


step("merge", "submitted", "desk", merging, long=True)
step(
    "reassign",
    "dispatched",
    "desk",
    lambda cast, row, actor: (
        lambda: services.reassign_order(
            actor=actor, order_id=row.id, reason="no_answer", team_id=cast.other_team.id
        )
    ),
    long=True,
)


def one_planned(cast: Cast, row: ServiceOrder) -> None:
    Assignment.objects.filter(order=row, volunteer=cast.volunteers["li"]).delete()


step(
    "name_volunteer",
    "planned",
    "zhao",
    lambda cast, row, actor: (
        lambda: services.name_volunteer(
            actor=actor, order_id=row.id, volunteer_id=cast.volunteers["li"].id
        )
    ),
    one_planned,
    long=True,
)


def looking_at_photo(cast: Cast, row: ServiceOrder, actor: Actor) -> Act:
    photo = photos.add_photo(actor=cast.wang, order_id=row.id, data=picture())
    return lambda: photos.look_at_photo(
        actor=actor, order_id=row.id, photo_id=photo.id, reason="看看"
    )


step("look_at_photo", "in_service", "granny", looking_at_photo, long=True)


def handed_back(cast: Cast, row: ServiceOrder) -> None:
    services.give_back_order(actor=cast.zhao, order_id=row.id, reason="ill")


def finishing(cast: Cast, row: ServiceOrder, actor: Actor) -> Act:
    task = OrderTask.objects.get(order=row, kind="phone_resident", done_at=None)
    return lambda: finish_task(actor=actor, task_id=task.id, result="done")


step("finish_task", "agreed", "desk", finishing, handed_back, long=True)


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
    from redvest.orders.models import ServiceItem

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


# --- Wishes and talks ----------------------------------------------------------------------------
def none_waits(cast: Cast) -> None:
    """One wish at a time: the one of the case before was fulfilled."""
    ServiceOrder.objects.filter(district=DISTRICT, kind="wish").exclude(state="closed").update(
        state="closed"
    )


def wished(cast: Cast, until: str) -> MicroWish:
    none_waits(cast)
    wish = wishes.make_wish(
        actor=cast.granny, requester_id=cast.persons["granny"].id, card=wish_card()
    )
    order_id = wish.order_id
    services.accept_order(actor=cast.desk, order_id=order_id)
    at = timezone.now() + timedelta(hours=1)
    steps: dict[str, Callable[[], object]] = {
        "accepted": lambda: None,
        "public": lambda: wishes.publish_wish(
            actor=cast.desk, order_id=order_id, title="一位老人想要一床厚被子"
        ),
        "granted": lambda: wishes.grant_wish(actor=cast.wang, order_id=order_id),
        "planned": lambda: wishes.plan_bringing(actor=cast.wang, order_id=order_id, at=at),
        "brought": lambda: wishes.bring_goods(actor=cast.wang, order_id=order_id),
        "received": lambda: wishes.receive_goods(actor=cast.desk, order_id=order_id),
        "handed": lambda: wishes.hand_over(actor=cast.desk, order_id=order_id),
    }
    for name, act in steps.items():
        act()
        if name == until:
            return MicroWish.objects.get(id=wish.id)
    raise AssertionError(until)


@rest("make_wish", "granny")
def wishing(cast: Cast, actor: Actor) -> Act:
    none_waits(cast)
    person = cast.persons["granny"].id
    return lambda: wishes.make_wish(actor=actor, requester_id=person, card=wish_card())


@rest("publish_wish", "desk")
def publishing(cast: Cast, actor: Actor) -> Act:
    row = wished(cast, "accepted").order_id
    return lambda: wishes.publish_wish(actor=actor, order_id=row, title="一位老人想要一床被子")


@rest("grant_wish", "wang")
def granting(cast: Cast, actor: Actor) -> Act:
    row = wished(cast, "public").order_id
    return lambda: wishes.grant_wish(actor=actor, order_id=row)


@rest("plan_bringing", "wang")
def planning(cast: Cast, actor: Actor) -> Act:
    row, at = wished(cast, "granted").order_id, timezone.now() + timedelta(hours=1)
    return lambda: wishes.plan_bringing(actor=actor, order_id=row, at=at)


@rest("bring_goods", "wang")
def bringing(cast: Cast, actor: Actor) -> Act:
    row = wished(cast, "planned").order_id
    return lambda: wishes.bring_goods(actor=actor, order_id=row)


@rest("receive_goods", "desk")
def receiving(cast: Cast, actor: Actor) -> Act:
    row = wished(cast, "brought").order_id
    return lambda: wishes.receive_goods(actor=actor, order_id=row)


@rest("hand_over", "desk")
def handing(cast: Cast, actor: Actor) -> Act:
    row = wished(cast, "received").order_id
    return lambda: wishes.hand_over(actor=actor, order_id=row)


@rest("thank_giver", "granny")
def thanking(cast: Cast, actor: Actor) -> Act:
    row = wished(cast, "handed").order_id
    return lambda: wishes.thank_giver(actor=actor, order_id=row, text="很暖和，谢谢")


@rest("order_talk", "desk")
def talking(cast: Cast, actor: Actor) -> Act:
    venue = station()
    return lambda: talks.order_talk(actor=actor, venue_id=venue.id, card=talk_card())


# --- Standing orders -----------------------------------------------------------------------------
def lunch(cast: Cast) -> StandingOrder:
    """Lunch on every day; the ones of the cases before have ended."""
    StandingOrder.objects.filter(district=DISTRICT, ended_at=None).update(ended_at=timezone.now())
    return standing.start_standing(
        actor=cast.granny,
        requester_id=cast.persons["granny"].id,
        card=meal_card(weekdays=(1, 2, 3, 4, 5, 6, 7), skip_holidays=False),
    )


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


@rest("start_standing", "granny")
def starting(cast: Cast, actor: Actor) -> Act:
    StandingOrder.objects.filter(district=DISTRICT, ended_at=None).update(ended_at=timezone.now())
    person, card = cast.persons["granny"].id, meal_card()
    return lambda: standing.start_standing(actor=actor, requester_id=person, card=card)


@rest("skip_days", "granny")
def skipping(cast: Cast, actor: Actor) -> Act:
    row = lunch(cast)
    return lambda: standing.skip_days(
        actor=actor, standing_id=row.id, first_day=tomorrow(), last_day=tomorrow()
    )


@rest("end_pause", "granny")
def resuming(cast: Cast, actor: Actor) -> Act:
    row = lunch(cast)
    pause = standing.skip_days(
        actor=actor, standing_id=row.id, first_day=tomorrow(), last_day=tomorrow()
    )
    return lambda: standing.end_pause(actor=actor, pause_id=pause.id)


@rest("stop_standing", "granny")
def stopping(cast: Cast, actor: Actor) -> Act:
    row = lunch(cast)
    return lambda: standing.stop_standing(actor=actor, standing_id=row.id)


@rest("change_standing", "granny")
def changing(cast: Cast, actor: Actor) -> Act:
    row, card = lunch(cast), meal_card(first_day=tomorrow(), weekdays=(1,))
    return lambda: standing.change_standing(actor=actor, standing_id=row.id, card=card)


@rest("move_day", "granny")
def moving_a_day(cast: Cast, actor: Actor) -> Act:
    row = lunch(cast)
    return lambda: standing_days.move_day(
        actor=actor, standing_id=row.id, day=tomorrow(), slot="morning"
    )


@rest("make_due_days", "granny")
def making_days(cast: Cast, actor: Actor) -> Act:
    row = lunch(cast)
    StandingOrder.objects.filter(id=row.id).update(made_until=timezone.localdate())
    ServiceOrder.objects.filter(standing=row, preferred_on__gt=tomorrow()).update(standing=None)
    return lambda: standing_days.make_due_days(district=DISTRICT, standing_id=row.id)


def asked(cast: Cast):  # type: ignore[no-untyped-def]
    return series.offer_series(actor=cast.desk, standing_id=lunch(cast).id, team_id=cast.team.id)


@rest("offer_series", "desk")
def asking_for_all(cast: Cast, actor: Actor) -> Act:
    row = lunch(cast)
    return lambda: series.offer_series(actor=actor, standing_id=row.id, team_id=cast.team.id)


@rest("answer_series", "zhao")
def taking_all(cast: Cast, actor: Actor) -> Act:
    row = asked(cast)
    return lambda: series.answer_series(actor=actor, series_id=row.id, accepts=True)


@rest("leave_series", "zhao")
def leaving_all(cast: Cast, actor: Actor) -> Act:
    row = asked(cast)
    series.answer_series(actor=actor, series_id=row.id, accepts=True)
    return lambda: series.leave_series(actor=actor, series_id=row.id)
