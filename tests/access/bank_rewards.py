"""The bank's catalogue and merchants: desks of the place, and the center for what costs points."""

from datetime import timedelta

from django.utils import timezone

from redvest.bank.models import (
    Account,
    Adjustment,
    EarningRule,
    Entry,
    Merchant,
    MerchantAgreement,
    MerchantClerk,
    Redemption,
    Reward,
    RewardGrant,
    RewardStock,
)
from redvest.bank.services.accounts import person_account, place_account
from redvest.bank.services.book import Slip, Source, post
from redvest.engines.earning import Terms
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.ids import uuid7
from redvest.people.actors import system
from tests.access import EVERYBODY, SIGNED_IN, WITHIN, Place, Row, Who, World
from tests.access.meals import canteen_at
from tests.access.orders import DESK, HERE, NOBODYS, POST, RESIDENTS, person_at

CENTRE = frozenset({Who.CENTRE})
LOOKING = DESK | {Who.AUDITOR}
EVERY_DESK = {Who.STATION: HERE, Who.OFFICE: HERE}


def merchant_at(world: World, place: Place) -> Merchant:
    def make() -> Merchant:
        return Merchant.objects.create(
            district=place.district, region=place.value, name="惠民便利店"
        )

    return world.once(("merchant", place), make)  # type: ignore[return-value]


def reward_at(world: World, place: Place) -> Reward:
    def make() -> Reward:
        name = f"洗衣液{list(Place).index(place)}"
        return Reward.objects.create(
            district=place.district, name=name, kind="goods", field="daily", points=10
        )

    return world.once(("reward", place), make)  # type: ignore[return-value]


def stock_at(world: World, place: Place) -> RewardStock:
    def make() -> RewardStock:
        return RewardStock.objects.create(
            district=place.district,
            reward=reward_at(world, place),
            venue=canteen_at(world, place),
            left=1000,
        )

    return world.once(("reward stock", place), make)  # type: ignore[return-value]


def merchant(world: World, place: Place) -> dict[str, object]:
    return {"merchant_id": merchant_at(world, place).id}


def clerk(world: World, place: Place) -> dict[str, object]:
    def make() -> MerchantClerk:
        return MerchantClerk.objects.create(
            district=place.district,
            merchant=merchant_at(world, place),
            account=world.accounts[Who.PARTNER],
            added_at=timezone.now(),
        )

    found: MerchantClerk = world.once(("clerk", place), make)  # type: ignore[assignment]
    return {**merchant(world, place), "clerk_id": found.id}


def agreement(world: World, place: Place) -> dict[str, object]:
    def make() -> MerchantAgreement:
        today = timezone.localdate()
        return MerchantAgreement.objects.create(
            district=place.district,
            merchant=merchant_at(world, place),
            terms="满十分换一份",
            first_on=today,
            last_on=today + timedelta(days=300),
            proposed_by=world.accounts[Who.STATION].id,
            proposed_at=timezone.now(),
        )

    found: MerchantAgreement = world.once(("agreement", place), make)  # type: ignore[assignment]
    return {"agreement_id": found.id, "action": "agree"}


def reward(world: World, place: Place) -> dict[str, object]:
    return {"reward_id": reward_at(world, place).id}


def closing(world: World, place: Place) -> dict[str, object]:
    return {**reward(world, place), "action": "close"}


def stock(world: World, place: Place) -> dict[str, object]:
    return {"stock_id": stock_at(world, place).id, "action": "count"}


def pieces(_world: World, _place: Place) -> dict[str, object]:
    return {"found": "1000"}


def redemption_at(world: World, place: Place) -> Redemption:
    """The resident's, to be fetched at a place; in another district somebody else's."""

    def make() -> Redemption:
        here = place.district == Place.OWN.district
        now = timezone.now()
        return Redemption.objects.create(
            district=place.district,
            number=f"DH{list(Place).index(place):05d}",
            person=world.persons[Who.RESIDENT] if here else person_at(world, place),
            stock=stock_at(world, place),
            points=10,
            state="disputed",
            state_since=now,
            reserved_at=now,
            ends_at=now + timedelta(days=7),
        )

    return world.once(("redemption", place), make)  # type: ignore[return-value]


def redemption(world: World, place: Place) -> dict[str, object]:
    return {"redemption_id": redemption_at(world, place).id}


def upholding(world: World, place: Place) -> dict[str, object]:
    return {**redemption(world, place), "action": "uphold"}


def taking(world: World, place: Place) -> dict[str, object]:
    return {"stock_id": stock_at(world, place).id}


def ward_or_resident(world: World, place: Place) -> dict[str, object]:
    """Somebody who lives at a place; nobody's ward and nobody's own."""
    return {"person_id": person_at(world, place).id}


def book_line(world: World, place: Place) -> dict[str, object]:
    """A line in the book of somebody who lives at a place."""

    def make() -> Entry:
        account = person_account(person_at(world, place), Unit.POINTS)
        return earned_on(account, "people.personmerge")  # A line that is told by its parts.

    found: Entry = world.once(("line of a book", place), make)  # type: ignore[assignment]
    return {"entry_id": found.id}


def earned_on(account: Account, source_type: str = "test") -> Entry:
    issue = place_account(account.district, account.region, Holder.ISSUE, Unit.POINTS)
    slip = Slip(kind=Kind.EARN, debit=issue.id, credit=account.id, amount=7,
                source=Source(source_type, uuid7()), day=timezone.localdate())  # fmt: skip
    (row,) = post(actor=system(account.district), slips=[slip])
    return Entry.objects.get(transfer=row, account=account)


def granting(world: World, place: Place) -> dict[str, object]:
    def make() -> RewardGrant:
        return RewardGrant.objects.create(
            district=place.district,
            person=person_at(world, place),
            amount=5,
            reason="ill",
            asked_by=world.accounts[Who.STATION].id,
            asked_at=timezone.now(),
        )

    found: RewardGrant = world.once(("reward grant", place), make)  # type: ignore[assignment]
    return {"grant_id": found.id, "action": "refuse"}


def cancelling(world: World, place: Place) -> dict[str, object]:
    return {**redemption(world, place), "action": "cancel"}


def takes(who: Who, place: Place) -> str:
    """Whoever is a person of the district may try; the points are missing."""
    return "in" if who in RESIDENTS and place in HERE else "404"


def cancels(who: Who, place: Place) -> str:
    """The owner and the desk of the place; whoever audits looks and touches nothing."""
    if who is Who.AUDITOR and place in HERE:
        return "403"
    owner = who is Who.RESIDENT and place in HERE
    return "in" if owner or (who in DESK and place in WITHIN[who]) else "404"


def drafted_rule(world: World, place: Place) -> dict[str, object]:
    def make() -> EarningRule:
        return EarningRule.objects.create(
            district=place.district,
            version=list(Place).index(place) + 1,
            from_day=timezone.localdate() + timedelta(days=30),
            terms=Terms().row(),
            drafted_by=world.accounts[Who.STATION].id,
            drafted_at=timezone.now(),
        )

    return {"rule_id": world.once(("earning rule", place), make).id}  # type: ignore[attr-defined]


def adjustment(world: World, place: Place) -> dict[str, object]:
    """Proposed by somebody else, of an account of the place."""

    def make() -> Adjustment:
        now = timezone.now()
        return Adjustment.objects.create(
            district=place.district,
            account=person_account(person_at(world, place), Unit.POINTS),
            gives=True,
            amount=5,
            reason="ruling",
            document="1",
            state_since=now,
            asked_by=world.accounts[Who.STATION].id,
            asked_at=now,
        )

    return {"adjustment_id": world.once(("adjustment", place), make).id}  # type: ignore[attr-defined]


def refusing(world: World, place: Place) -> dict[str, object]:
    return {**adjustment(world, place), "action": "refuse"}


def a_code(_world: World, _place: Place) -> dict[str, object]:
    """One that opens nothing."""
    return {"code": "00000000"}


BOOKKEEPERS = CENTRE | {Who.AUDITOR}
HANDING = DESK | {Who.PARTNER}
NOT_DESK = dict.fromkeys(SIGNED_IN - DESK, NOBODYS)
OWNERS = dict.fromkeys(SIGNED_IN, NOBODYS) | {Who.RESIDENT: HERE}
ROWS = {
    "bank:rewards": Row(EVERYBODY),
    "bank:reward": Row(EVERYBODY, kwargs=reward, sees=dict.fromkeys(EVERYBODY, HERE)),
    "bank:solvency": Row(EVERYBODY),
    "bank:take": Row(SIGNED_IN, kwargs=taking, methods=POST, answers=takes),
    "bank:redemptions_mine": Row(SIGNED_IN),
    "bank:redemption": Row(SIGNED_IN, kwargs=redemption, sees=OWNERS),
    "bank:redemption_step": Row(
        SIGNED_IN, kwargs=cancelling, sees=OWNERS, methods=POST, answers=cancels
    ),
    "bank:passbook": Row(SIGNED_IN),
    "bank:passbook_of": Row(SIGNED_IN, kwargs=ward_or_resident, sees=NOT_DESK),
    "bank:passbook_line": Row(SIGNED_IN, kwargs=book_line, sees=NOT_DESK),
    "bank:booklet": Row(SIGNED_IN, kwargs=ward_or_resident, sees=NOT_DESK),
    "bank:shop": Row(HANDING),
    "POST bank:shop": Row(HANDING, methods=POST),
    "bank:shop_hand": Row(HANDING, methods=POST),
    "bank:shop_out": Row(HANDING, methods=POST),
    "bank:redemptions_desk": Row(LOOKING),
    "bank:redemption_desk": Row(LOOKING, kwargs=redemption),
    "bank:desk_step": Row(DESK, kwargs=upholding, methods=POST),
    "bank:counter": Row(DESK),
    "POST bank:counter": Row(DESK, methods=POST),
    "bank:counter_for": Row(DESK, kwargs=ward_or_resident),
    "POST bank:counter_for": Row(DESK, kwargs=ward_or_resident, methods=POST),
    "bank:love_bank_ask": Row(DESK, kwargs=ward_or_resident, methods=POST),
    "bank:love_bank": Row(LOOKING),
    "bank:love_bank_step": Row(CENTRE, kwargs=granting, methods=POST),
    "bank:catalogue_desk": Row(LOOKING),
    "bank:reward_new": Row(CENTRE, methods=("GET", "POST")),
    "bank:reward_desk": Row(LOOKING, kwargs=reward, sees=EVERY_DESK),
    "bank:reward_edit": Row(CENTRE, kwargs=reward, methods=("GET", "POST")),
    "bank:reward_offered": Row(CENTRE, kwargs=closing, methods=POST),
    "bank:reward_place": Row(DESK, kwargs=reward, sees=EVERY_DESK, methods=POST),
    "bank:stocking": Row(DESK, kwargs=stock, data=pieces, methods=POST),
    "bank:merchants": Row(LOOKING),
    "bank:merchant_new": Row(DESK, methods=("GET", "POST")),
    "bank:merchant": Row(LOOKING, kwargs=merchant),
    "bank:merchant_edit": Row(DESK, kwargs=merchant, methods=("GET", "POST")),
    "bank:clerk_add": Row(CENTRE, kwargs=merchant, methods=POST),
    "bank:clerk_drop": Row(CENTRE, kwargs=clerk, methods=POST),
    "bank:agreement_propose": Row(DESK, kwargs=merchant, methods=POST),
    "bank:agreement_step": Row(CENTRE, kwargs=agreement, methods=POST),
    "bank:adjustments": Row(BOOKKEEPERS),
    "bank:adjustment_new": Row(CENTRE, kwargs=ward_or_resident, methods=("GET", "POST")),
    "bank:adjustment": Row(BOOKKEEPERS, kwargs=adjustment),
    "bank:adjustment_step": Row(CENTRE, kwargs=refusing, methods=POST),
    "api:vending_hand_over": Row(HANDING, methods=POST, data=a_code),
    "api:vending_sold_out": Row(HANDING, methods=POST, data=a_code),
    "bank:rules": Row(SIGNED_IN, methods=("GET", "POST")),
    "bank:rules_desk": Row(CENTRE, methods=("GET", "POST")),
    "bank:rule_decide": Row(CENTRE, kwargs=drafted_rule, methods=POST),
}
