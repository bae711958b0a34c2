"""The points of a redemption in the books: held, then paid once or given back once."""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Redemption, Transfer
from redvest.bank.services import holding
from redvest.bank.services.accounts import person_account, place_account
from redvest.bank.services.book import Source
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.errors import Conflict
from redvest.people.actors import Actor

SPARE = timedelta(days=30)
"""The redemption ends first, by its own clock; the hold's end is for what was left behind."""


def hold(actor: Actor, row: Redemption) -> UUID:
    """Set the points aside.

    Raises
    ------
    Conflict
        If there are too few, or something is owed.
    """
    account = person_account(row.person, Unit.POINTS)
    try:
        found = holding.hold(
            actor=actor,
            account=account,
            amount=row.points,
            source=Source("bank.redemption", row.id),
            until=row.reserved_at + SPARE,
        )
    except Conflict as refusal:
        if refusal.code != "too_little":
            raise
        message = _("积分不够：这一项要%(points)d分。多参加几次服务再来。")
        raise Conflict(message % {"points": row.points}, code="too_few_points") from None
    return found.id


def spend(actor: Actor, row: Redemption) -> None:
    """Pay: to the merchant who handed over, or as redeemed."""
    assert row.hold is not None
    merchant, to = row.stock.merchant, None
    if merchant is not None:
        to = place_account(row.district, merchant.region, Holder.MERCHANT, Unit.POINTS, merchant.id)
    holding.post_hold(actor=actor, hold_id=row.hold, to=to)


def give_back(actor: Actor, row: Redemption) -> None:
    """All of it returns to the lots it came from. What lapsed by itself has returned already."""
    assert row.hold is not None
    try:
        holding.void_hold(actor=actor, hold_id=row.hold)
    except Conflict as refusal:
        lapsed = Transfer.objects.filter(answers_id=row.hold, kind=Kind.LAPSE.value)
        if refusal.code != "already_answered" or not lapsed.exists():
            raise


def refund(actor: Actor, row: Redemption, second: UUID | None) -> None:
    """Take the payment back, exactly and once."""
    paid = Transfer.objects.get(district=row.district, answers_id=row.hold, kind=Kind.POST.value)
    holding.reverse(actor=actor, transfer_id=paid.id, second=second)
