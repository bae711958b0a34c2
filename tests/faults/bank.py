"""The books in the fault loop: earning, holding, answering, taking back, making rules."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from redvest.bank.models import EarningRule, Referral
from redvest.bank.services import earning, expiring, holding, referring, ruling
from redvest.bank.services.book import Source
from redvest.districts.models import District
from redvest.engines.earning import Terms
from redvest.engines.roles import Role
from redvest.ids import uuid7
from redvest.people.actors import Actor, Grant
from tests.bank.cast import DISTRICT, MACHINE, an_account, earn, set_aside
from tests.bank.service import a_record, a_rule, a_volunteer
from tests.faults.harness import Act, case


def held() -> Any:
    account = an_account()
    earn(account, 50)
    return set_aside(account, 30)


@case("bank.hold")
def setting_aside() -> tuple[Actor, Act]:
    account = an_account()
    earn(account, 50)
    source = uuid7()
    until = timezone.now() + timedelta(hours=1)
    return MACHINE, lambda: holding.hold(
        actor=MACHINE, account=account, amount=30, source=Source("test", source), until=until
    )


@case("bank.post_hold")
def paying() -> tuple[Actor, Act]:
    row = held()
    return MACHINE, lambda: holding.post_hold(actor=MACHINE, hold_id=row.id, actual=20)


@case("bank.void_hold")
def giving_back() -> tuple[Actor, Act]:
    row = held()
    return MACHINE, lambda: holding.void_hold(actor=MACHINE, hold_id=row.id)


@case("bank.lapse_hold")
def ending_a_hold() -> tuple[Actor, Act]:
    account = an_account()
    earn(account, 50)
    row = set_aside(account, 30, until=timezone.now() - timedelta(minutes=1))
    return MACHINE, lambda: holding.lapse_hold(hold_id=row.id, district=DISTRICT)


@case("bank.reverse")
def taking_back() -> tuple[Actor, Act]:
    account = an_account()
    row = earn(account, 50)
    return MACHINE, lambda: holding.reverse(actor=MACHINE, transfer_id=row.id)


@case("bank.post")
def earning_points() -> tuple[Actor, Act]:
    account, source = an_account(), uuid7()
    return MACHINE, lambda: earn(account, 50, source=source)


@case("bank.settle_each")
def settling() -> tuple[Actor, Act]:
    if not EarningRule.objects.filter(district=DISTRICT).exists():
        a_rule()
    ids = [a_record().id, a_record().id]
    return MACHINE, lambda: earning.settle_each(record_ids=ids, district=DISTRICT)


@case("bank.say_who_brought")
def saying_who_brought() -> tuple[Actor, Act]:
    old, new = a_volunteer(), a_volunteer()
    actor = Actor(uuid7(), DISTRICT, volunteer_id=new.id)
    return actor, lambda: referring.say_who_brought(actor=actor, volunteer_no=old.volunteer_no)


@case("bank.settle_referral")
def counting_who_was_brought() -> tuple[Actor, Act]:
    a_rule(Terms(referral_points=20, referral_hours=1))
    old, new = a_volunteer(), a_volunteer()
    row = Referral.objects.create(
        district=DISTRICT, newcomer=new, bringer=old, named_at=timezone.now()
    )
    a_record(new)
    return MACHINE, lambda: referring.settle_referral(referral_id=row.id)


@case("bank.expire_batch")
def ending_lots() -> tuple[Actor, Act]:
    today = timezone.localdate()
    account = an_account()
    earn(account, 50, last_day=today - timedelta(days=1))
    return MACHINE, lambda: expiring.expire_batch(
        district=DISTRICT, account_ids=[account.id], today=today
    )


def center() -> Actor:
    District.objects.get_or_create(
        code=DISTRICT, defaults={"name": "区", "full_name": "区", "province": "", "city": ""}
    )
    return Actor(uuid7(), DISTRICT, grants=(Grant(Role.CENTRE_ADMIN, DISTRICT),))


def next_year() -> date:
    return timezone.localdate() + timedelta(days=365)


@case("bank.draft_rule")
def drafting_rules() -> tuple[Actor, Act]:
    actor = center()
    return actor, lambda: ruling.draft_rule(actor=actor, terms=Terms(), from_day=next_year())


@case("bank.decide_rule")
def deciding_rules() -> tuple[Actor, Act]:
    row = ruling.draft_rule(actor=center(), terms=Terms(), from_day=next_year())
    actor = center()
    return actor, lambda: ruling.decide_rule(actor=actor, rule_id=row.id)
