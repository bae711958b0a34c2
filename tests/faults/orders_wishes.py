"""Wishes, talks, standing orders and who serves them in the fault loop. In ``make check ALL=1``."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from redvest.orders import services
from redvest.orders.models import (
    MicroWish,
    ServiceOrder,
    StandingOrder,
)
from redvest.orders.services import (
    series,
    standing,
    standing_days,
    talks,
    wishes,
)
from redvest.people.actors import Actor
from tests.faults.harness import Act
from tests.faults.orders_menu import rest, station
from tests.orders.cast import DISTRICT, Cast, soon
from tests.orders.menu import meal_card, wish_card
from tests.orders.test_wishes import talk_card


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
    at = soon()
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
    row, at = wished(cast, "granted").order_id, soon()
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
