"""捐给爱心银行: points or minutes of one's own, or of a team, for those who cannot earn."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Account, BankGift
from redvest.bank.services.accounts import person_account, place_account, team_account
from redvest.bank.services.book import Slip, Source, post
from redvest.bank.services.payers import payer_for, verified
from redvest.db import transact
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.errors import Conflict, Invalid, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.services.checks import signed_in
from redvest.teams.models import Team
from redvest.teams.queries import leads

SOURCE = "bank.bankgift"
HOUR = 60


@transact
def give(
    *,
    actor: Actor,
    unit: str,
    amount: int,
    person_id: UUID | None = None,
    verified_by: str = "",
) -> BankGift:
    """What somebody has goes to the pool of their place, for good. The desk does it when told."""
    if person_id is not None and person_id != actor.person_id:
        verified(verified_by)
    payer = payer_for(actor, person_id)
    _check(unit, amount)
    row = BankGift(person=payer.person, **_facts(actor, unit, amount))
    return _give(actor, row, person_account(payer.person, Unit(unit)))


@transact
def give_of_team(*, actor: Actor, team_id: UUID, unit: str, amount: int) -> BankGift:
    """A team gives what it saved; it can do nothing else with it."""
    rows = Team.objects.select_for_update(of=("self",), no_key=True)
    team = rows.filter(district=actor.district, id=team_id).first()
    if team is None or not leads(actor, team):
        raise NotSeen(_("没有找到这支队伍，或您不是它的队长。"))
    _check(unit, amount)
    return _give(
        actor, BankGift(team=team, **_facts(actor, unit, amount)), team_account(team, Unit(unit))
    )


def _check(unit: str, amount: int) -> None:
    if unit not in set(Unit):
        choose = _("请选择捐积分还是捐时间。")
        raise Invalid(choose, fields={"unit": choose})
    if not isinstance(amount, int) or amount <= 0:
        wrong = _("请填写大于零的整数。")
        raise Invalid(wrong, fields={"amount": wrong})


def _facts(actor: Actor, unit: str, amount: int) -> dict[str, object]:
    return {
        "district": actor.district,
        "unit": unit,
        "amount": amount,
        "given_by": signed_in(actor),
        "given_at": timezone.now(),
    }


def _give(actor: Actor, row: BankGift, account: Account) -> BankGift:
    row.save(force_insert=True)
    pool = place_account(row.district, account.region, Holder.POOL, Unit(row.unit))
    slip = Slip(
        kind=Kind.DONATE,
        debit=account.id,
        credit=pool.id,
        amount=row.amount,
        source=Source(SOURCE, row.id),
        day=timezone.localdate(),
    )
    try:
        post(actor=actor, slips=[slip])
    except Conflict as refusal:
        if refusal.code != "too_little":
            raise
        raise Conflict(_("没有那么多可以捐，请改少一些。"), code="too_little") from None
    record_event(
        actor=actor,
        kind="bank_gift.given",
        subject=row,
        region=account.region,
        after={"unit": row.unit, "amount": row.amount, "team": row.team_id is not None},
    )
    return row
