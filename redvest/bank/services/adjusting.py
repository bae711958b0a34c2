"""Adjusting by hand: one proposes with a paper, another agrees, and somebody clears it.

What an adjustment gives or takes comes from the adjust account of the account's place. That
account has to come back to nothing: whoever finds out why the adjustment was needed clears it
(the issue bears it) or has it undone. Nobody adjusts their own account or that of their ward.
"""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Account, Adjustment, Transfer
from redvest.bank.queries.adjusting import adjustment_seen_by
from redvest.bank.services.accounts import person_account, place_account
from redvest.bank.services.book import Slip, Source, post
from redvest.bank.services.holding import reverse
from redvest.core.stepping import decide
from redvest.db import transact
from redvest.engines.adjust_flow import STEPS, Action, State
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.queries.persons import is_guardian, person_seen_by
from redvest.people.services.checks import signed_in

AMOUNT_MAX, DOCUMENT_MAX = 100_000, 80
REASONS = ("not_written", "written_twice", "wrong_amount", "ruling")
FINDINGS = ("missing_paper", "own_mistake", "system_fault", "ruling")
CHANGED = _("这次调整已经办理过，请刷新页面。")
SOURCE = "bank.adjustment"


def _check_hands(actor: Actor, person: Person | None) -> None:
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("人工调整由区中心办理。"), code="not_allowed")
    own = person is not None and person.account_id == signed_in(actor)
    if own or (person is not None and is_guardian(actor, person)):
        raise NotAllowed(_("不能调整自己或自己家人的账户，请由同事办理。"), code="own_account")


@transact
def propose_adjustment(
    *, actor: Actor, person_id: UUID, unit: Unit, gives: bool, amount: int, reason: str,
    document: str,
) -> Adjustment:  # fmt: skip
    """Say what is wrong on somebody's account and on which paper that rests. Nothing moves yet."""
    person = person_seen_by(actor, person_id, lock=True)
    _check_hands(actor, person)
    _check_words(amount, reason, document)
    now = timezone.now()
    row = Adjustment(
        district=actor.district,
        account=person_account(person, unit),
        gives=gives,
        amount=amount,
        reason=reason,
        document=document.strip(),
        state_since=now,
        asked_by=signed_in(actor),
        asked_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这个账户已有一份调整等着批准。"), code="asked_already") from None
    _trace(actor, row, "ask")
    return row


def _check_words(amount: int, reason: str, document: str) -> None:
    wrong: dict[str, Any] = {}
    if not 0 < amount <= AMOUNT_MAX:
        wrong["amount"] = _("请填写1到%(most)d之间的整数。") % {"most": AMOUNT_MAX}
    if reason not in REASONS:
        wrong["reason"] = _("请选择为什么调整。")
    if not 0 < len(document.strip()) <= DOCUMENT_MAX:
        wrong["document"] = _("请填写依据的文号或工单号，最多%(most)d个字。") % {
            "most": DOCUMENT_MAX
        }
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)


@transact
def decide_adjustment(
    *, actor: Actor, adjustment_id: UUID, agree: bool, version: object = None
) -> Adjustment:
    """The second of two people. What is taken must be there; nobody is left in debt by it."""
    row = _opened(actor, adjustment_id, version)
    if row.asked_by == actor.account_id:
        raise NotAllowed(_("不能批准自己提请的调整，请由另一位同事办理。"), code="same_hand")
    row.decided_by, row.decided_at = signed_in(actor), timezone.now()
    _step(actor, row, Action.APPROVE if agree else Action.REFUSE)
    if agree:
        side = _place(row, Holder.ADJUST)
        ends = (side.id, row.account_id) if row.gives else (row.account_id, side.id)
        row.transfer = _post(actor, row, Kind.ADJUST, ends)
    row.save(update_fields=["decided_by", "decided_at", "state", "state_since", "version",
                            "transfer"])  # fmt: skip
    _trace(actor, row, "approve" if agree else "refuse")
    return row


@transact
def clear_adjustment(
    *, actor: Actor, adjustment_id: UUID, finding: str, version: object = None
) -> Adjustment:
    """Somebody found out why it was needed: from now on the issue of the place bears it."""
    row = _ended(actor, adjustment_id, finding, version)
    _step(actor, row, Action.CLEAR)
    adjust, issue = _place(row, Holder.ADJUST).id, _place(row, Holder.ISSUE).id
    _post(actor, row, Kind.CLEAR, (issue, adjust) if row.gives else (adjust, issue))
    return _save_end(actor, row, "clear")


@transact
def undo_adjustment(
    *, actor: Actor, adjustment_id: UUID, finding: str, version: object = None
) -> Adjustment:
    """It should not have been: exactly what it did is taken back."""
    row = _ended(actor, adjustment_id, finding, version)
    _step(actor, row, Action.UNDO)
    assert row.transfer_id is not None
    reverse(actor=actor, transfer_id=row.transfer_id, second=row.asked_by)
    return _save_end(actor, row, "undo")


def _opened(actor: Actor, adjustment_id: UUID, version: object) -> Adjustment:
    row = adjustment_seen_by(actor, adjustment_id, lock=True)
    if version is not None:
        check_version(version, row.version)
    _check_hands(actor, row.account.person)
    return row


def _ended(actor: Actor, adjustment_id: UUID, finding: str, version: object) -> Adjustment:
    row = _opened(actor, adjustment_id, version)
    if row.asked_by == actor.account_id:
        raise NotAllowed(_("提请的人不能结清，请由另一位同事办理。"), code="same_hand")
    if finding not in FINDINGS:
        message = _("请选择查明的原因。")
        raise Invalid(message, fields={"finding": message})
    row.finding, row.cleared_by, row.cleared_at = finding, signed_in(actor), timezone.now()
    return row


def _step(actor: Actor, row: Adjustment, action: Action) -> None:
    row.state = decide(STEPS, State(row.state), action, actor.roles, CHANGED).value
    row.state_since = timezone.now()
    row.version += 1


def _save_end(actor: Actor, row: Adjustment, action: str) -> Adjustment:
    row.save(update_fields=["finding", "cleared_by", "cleared_at", "state", "state_since",
                            "version"])  # fmt: skip
    _trace(actor, row, action)
    return row


def _place(row: Adjustment, holder: Holder) -> Account:
    return place_account(row.district, row.account.region, holder, Unit(row.account.unit))


def _post(actor: Actor, row: Adjustment, kind: Kind, sides: tuple[UUID, UUID]) -> Transfer:
    slip = Slip(
        kind=kind,
        debit=sides[0],
        credit=sides[1],
        amount=row.amount,
        source=Source(SOURCE, row.id),
        day=timezone.localdate(),
        second=row.asked_by,
    )
    return post(actor=actor, slips=[slip])[0]


def _trace(actor: Actor, row: Adjustment, action: str) -> None:
    record_event(
        actor=actor,
        kind=f"adjustment.{action}",
        subject=row,
        region=row.account.region,
        after={
            "state": row.state,
            "gives": row.gives,
            "amount": row.amount,
            "unit": row.account.unit,
            "reason": row.reason,
            "finding": row.finding,
        },
    )
