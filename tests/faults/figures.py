"""Keeping the sums goes through the fault loop."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.utils import timezone

from redvest.activities.models import Activity, Session
from redvest.engines.roles import Role
from redvest.insight import services
from redvest.insight.models import OwnIndicator, Tally
from redvest.insight.services import ValueCard, rolling
from redvest.people.actors import Actor
from redvest.venues.models import Venue
from tests.faults.harness import Act, case
from tests.faults.services import DISTRICT, actor_for, an_account, fresh_phone

Made = tuple[Actor, Act]


def noted() -> Actor:
    """Somebody, and a venue that no tally knows yet."""
    region = f"{DISTRICT}{Venue.objects.count():06d}"
    Venue.objects.create(district=DISTRICT, region=region, level="station", name="站")
    return actor_for(an_account(), Role.SYSTEM)


@case("insight.fold_changes")
def folding() -> Made:
    return noted(), rolling.fold_changes


@case("insight.rebuild_tallies")
def reading_again() -> Made:
    actor = noted()
    Tally.objects.update(n=0)
    return actor, rolling.rebuild_tallies


def a_center() -> Actor:
    return actor_for(an_account(), Role.CENTRE_ADMIN)


def an_own_indicator() -> OwnIndicator:
    return OwnIndicator.objects.create(
        district=DISTRICT,
        name=f"公厕{OwnIndicator.objects.count()}",
        unit="座",
        definition="新建和改造的公厕",
        created_at=timezone.now(),
    )


CARD = ValueCard(DISTRICT, date(2024, 1, 1), date(2024, 12, 31), Decimal(10), "年度总结")


@case("insight.add_own_indicator")
def adding_an_indicator() -> Made:
    words = {"name": fresh_phone(), "unit": "座", "definition": "新建和改造的"}
    actor = a_center()
    return actor, partial(services.add_own_indicator, actor=actor, **words)


@case("insight.retire_own_indicator")
def retiring_an_indicator() -> Made:
    actor, row = a_center(), an_own_indicator()
    return actor, partial(services.retire_own_indicator, actor=actor, indicator_id=row.id)


@case("insight.enter_own_value")
def entering_a_value() -> Made:
    actor, row = a_center(), an_own_indicator()
    services.enter_own_value(actor=actor, indicator_id=row.id, card=CARD)
    return actor, partial(services.enter_own_value, actor=actor, indicator_id=row.id, card=CARD)


@case("insight.withdraw_own_value")
def withdrawing_a_value() -> Made:
    actor, row = a_center(), an_own_indicator()
    value = services.enter_own_value(actor=actor, indicator_id=row.id, card=CARD)
    return actor, partial(services.withdraw_own_value, actor=actor, value_id=value.id)


@case("insight.enter_headcount")
def entering_a_headcount() -> Made:
    actor, now = a_center(), timezone.now()
    times = {"starts_at": now - timedelta(hours=3), "ends_at": now - timedelta(hours=1)}
    region = f"{DISTRICT}{Venue.objects.count():06d}"
    host = Venue.objects.create(district=DISTRICT, region=region, level="station", name="站")
    activity = Activity.objects.create(
        district=DISTRICT,
        region=region,
        host=host,
        kind="performance",
        title="演出",
        status="archived",
        status_since=now,
        created_at=now,
        **times,
    )
    session = Session.objects.create(district=DISTRICT, activity=activity, **times)
    return actor, partial(
        services.enter_headcount,
        actor=actor,
        session_id=session.id,
        people=80,
        method="counted",
    )


@case("insight.publish_figures")
def publishing() -> Made:
    actor = a_center()
    words = {"title": "一年", "key": "2024", "keys": ["orders", "volunteers"]}
    return actor, partial(services.publish_figures, actor=actor, **words)
