"""Points on somebody's account for the tests of redeeming, and what the books say afterwards."""

from datetime import date

from django.db.models import Sum
from django.utils import timezone

from redvest.bank.models import Account, Entry, Redemption, StockMove
from redvest.bank.queries.books import balance_of, held_of
from redvest.bank.services.accounts import person_account, place_account
from redvest.bank.services.book import Source, post
from redvest.bank.services.redeeming import issue, reserve
from redvest.bank.services.slips import Slip
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.ids import uuid7
from redvest.people.actors import system
from redvest.people.models import Person
from tests.bank.shop import Shop


def earn(person: Person, points: int, *, on: date | None = None) -> None:
    """So many points came in, as service would bring them."""
    account = person_account(person, Unit.POINTS)
    source = place_account(person.district, account.region, Holder.ISSUE, Unit.POINTS)
    slip = Slip(
        kind=Kind.EARN,
        debit=source.id,
        credit=account.id,
        amount=points,
        source=Source("test", uuid7()),
        day=on or timezone.localdate(),
        rule=1,
    )
    post(actor=system(person.district), slips=[slip])


def donate(person: Person, points: int) -> None:
    """Given to the pool of the place, out of one's own."""
    account = person_account(person, Unit.POINTS)
    pool = place_account(person.district, account.region, Holder.POOL, Unit.POINTS)
    slip = Slip(
        kind=Kind.DONATE,
        debit=account.id,
        credit=pool.id,
        amount=points,
        source=Source("test", uuid7()),
        day=timezone.localdate(),
    )
    post(actor=system(person.district), slips=[slip])


def points_of(person: Person) -> int:
    return balance_of(person.id, person.district, Unit.POINTS)


def held(person: Person) -> int:
    return held_of(person_account(person, Unit.POINTS))


def issued(shop: Shop, who: str = "wang") -> Redemption:
    """Reserved and confirmed by whoever pays."""
    row = reserve(actor=shop.cast.actor(who), stock_id=shop.soap.id)
    return issue(actor=shop.cast.actor(who), redemption_id=row.id)


def books() -> dict[str, object]:
    """Everything a refusal must leave as it was."""
    return {
        "accounts": list(Account.objects.order_by("id").values_list("id", "balance", "version")),
        "moves": StockMove.objects.count(),
        "redemptions": list(Redemption.objects.order_by("id").values_list("state", "version")),
    }


def balanced() -> bool:
    """Entries add up to nothing, and every place holds what its movements say."""
    total = Entry.objects.aggregate(sum=Sum("delta"))["sum"] or 0
    places = StockMove.objects.values_list("stock_id", "stock__left").annotate(sum=Sum("pieces"))
    return total == 0 and all(left == found for _stock, left, found in places)
