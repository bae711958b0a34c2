"""继承: minutes of somebody who died, or closed their account, for a relative who asks.

The station sees the papers and asks, the district center decides; never the same person, and never
for oneself. What the dead saved keeps its days.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import TimeInheritance, TimeUse
from redvest.bank.queries.books import balance_of
from redvest.bank.queries.time_moves import inheritance_seen_by, left_behind
from redvest.bank.services.accounts import person_account
from redvest.bank.services.book import Slip, Source, post
from redvest.bank.services.payers import lock_people, payer_for
from redvest.bank.time_labels import HEIRS, INHERITANCE_PROOFS
from redvest.db import transact
from redvest.engines.ledger import Kind, Unit
from redvest.engines.roles import Role
from redvest.engines.time_bank import State
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.services.checks import signed_in

SOURCE = "bank.timeinheritance"


@dataclass(frozen=True)
class Left:
    """Whose minutes, by the volunteer number, and on what papers."""

    volunteer_no: str
    relation: str
    proof: str


@transact
def ask_inheritance(*, actor: Actor, heir_id: UUID, left: Left) -> TimeInheritance:
    """The desk of the heir's place asks, having seen the papers. Nothing moves yet."""
    person = left_behind(actor.district, left.volunteer_no)
    if person is None:
        message = _("没有找到这个编号，或还没有登记去世或注销。请先到居民页登记。")
        raise Invalid(message, code="unknown", fields={"volunteer_no": message})
    lock_people(actor.district, {heir_id, person.id})
    payer = _heir(actor, heir_id)
    wrong: dict[str, object] = {}
    if left.relation not in HEIRS:
        wrong["relation"] = _("请选择是什么关系。")
    if left.proof not in INHERITANCE_PROOFS:
        wrong["proof"] = _("请选择看过什么材料。")
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)
    _check_left(person)
    row = TimeInheritance(
        district=actor.district,
        person=person,
        heir=payer,
        relation=left.relation,
        proof=left.proof,
        asked_by=signed_in(actor),
        asked_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这份时间已有人申请继承，等着批准。"), code="asked_already") from None
    _trace(actor, row, "time_inheritance.asked")
    return row


def _heir(actor: Actor, heir_id: UUID) -> Person:
    """Somebody of the desk's place; nobody does it for themselves."""
    rows = payer_for(actor, heir_id, minors=True)
    if not rows.by_desk or rows.person.account_id == actor.account_id:
        raise NotAllowed(_("不能为自己申请，请由另一位同事办理。"), code="same_hand")
    return rows.person


def _check_left(person: Person) -> int:
    """How much there is to inherit; nothing may still wait for an order."""
    waiting = TimeUse.objects.filter(
        district=person.district, person=person, state=State.HELD.value
    )
    if waiting.exists():
        raise Conflict(_("还有用这份时间的单没有办完，请先办完或撤单。"), code="still_open")
    left = balance_of(person.id, person.district, Unit.MINUTES)
    if left <= 0:
        raise Conflict(_("这个账户里没有可以继承的时间。"), code="nothing_left")
    return left


@transact
def decide_inheritance(
    *, actor: Actor, inheritance_id: UUID, agree: bool, version: object = None
) -> TimeInheritance:
    """The center agrees, and all of it moves at once; or it does not, and nothing does."""
    row = inheritance_seen_by(actor, inheritance_id)
    lock_people(actor.district, {row.person_id, row.heir_id})
    row = inheritance_seen_by(actor, inheritance_id, lock=True)
    if version is not None:
        check_version(version, row.version)
    if not actor.has(Role.CENTRE_ADMIN, region=row.district):
        raise NotAllowed(_("继承由区中心管理员批准。"), code="not_allowed")
    if actor.account_id in (row.asked_by, row.heir.account_id):
        raise NotAllowed(_("不能批准自己的申请，请由另一位同事办理。"), code="same_hand")
    if row.state != "asked":
        raise Conflict(_("这份申请已经办理过，请刷新页面。"), code="wrong_state")
    if agree:
        row.minutes = _check_left(row.person)
        slip = Slip(
            kind=Kind.INHERIT,
            debit=person_account(row.person, Unit.MINUTES).id,
            credit=person_account(row.heir, Unit.MINUTES).id,
            amount=row.minutes,
            source=Source(SOURCE, row.id),
            day=timezone.localdate(),
            second=row.asked_by,
        )
        post(actor=actor, slips=[slip])
    row.state = "agreed" if agree else "refused"
    row.decided_by, row.decided_at = signed_in(actor), timezone.now()
    row.version += 1
    row.save(update_fields=["state", "minutes", "decided_by", "decided_at", "version"])
    _trace(actor, row, f"time_inheritance.{row.state}")
    return row


def _trace(actor: Actor, row: TimeInheritance, kind: str) -> None:
    record_event(
        actor=actor,
        kind=kind,
        subject=row,
        region=row.heir.home_community or row.district,
        after={
            "state": row.state,
            "relation": row.relation,
            "proof": row.proof,
            "minutes": row.minutes,
        },
    )
