"""For whom else minutes may be used: named at the desk, with papers seen and both agreeing."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import TimeReceiver
from redvest.bank.queries.time_bank import age_of, receiver_seen_by, receivers_of
from redvest.bank.services.payers import lock_people, payer_for
from redvest.bank.time_labels import CONSENTS, NEEDS, PROOFS, TIES
from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.time_bank import RECEIVERS_MAX, Basis
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.services.checks import signed_in


@dataclass(frozen=True)
class Named:
    """Who is named, as what, on what papers, and how they agreed."""

    receiver_id: UUID
    basis: str
    tie: str
    proof: str
    consent: str


@transact
def name_receiver(*, actor: Actor, giver_id: UUID, named: Named) -> TimeReceiver:
    """The desk enters for whom somebody's minutes may be used; nobody does it for themselves."""
    lock_people(actor.district, {giver_id, named.receiver_id})
    payer = payer_for(actor, giver_id)
    if not payer.by_desk:
        raise NotAllowed(_("不能办理自己的名单，请由另一位同事办理。"), code="same_hand")
    receiver = Person.objects.filter(
        district=actor.district, id=named.receiver_id, closed_at=None
    ).first()
    if receiver is None or receiver.id == payer.person.id:
        raise NotSeen(_("没有找到这位居民。"))
    if receiver.account_id is not None and receiver.account_id == actor.account_id:
        raise NotAllowed(_("不能办理自己的名单，请由另一位同事办理。"), code="same_hand")
    _check(receiver, named)
    if len(receivers_of(payer.person)) >= RECEIVERS_MAX:
        message = _("最多登记%(most)d个人，请先去掉一个。") % {"most": RECEIVERS_MAX}
        raise Conflict(message, code="too_many_receivers")
    row = TimeReceiver(
        district=actor.district,
        giver=payer.person,
        receiver=receiver,
        basis=named.basis,
        tie=named.tie,
        proof=named.proof,
        consent=named.consent,
        named_by=signed_in(actor),
        named_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这个人已经在名单里。"), code="named_already") from None
    _trace(actor, row, "time_receiver.named")
    return row


def _check(receiver: Person, named: Named) -> None:
    known = TIES if named.basis == Basis.RELATIVE.value else NEEDS
    wrong: dict[str, object] = {}
    if named.basis not in (Basis.RELATIVE.value, Basis.ELDER.value):
        wrong["basis"] = _("请选择是家人还是困难老人。")
    elif named.tie not in known:
        wrong["tie"] = _("请选择是什么关系，或有什么困难。")
    if named.proof not in PROOFS:
        wrong["proof"] = _("请选择看过什么材料。")
    if named.consent not in CONSENTS:
        wrong["consent"] = _("请选择对方怎样同意的。")
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)
    if named.basis == Basis.ELDER.value:
        most, age = policy_of(receiver.district).time_elder_age, age_of(receiver)
        if age is None or age < most:
            message = _("困难老人要满%(age)d岁，并登记了出生日期。") % {"age": most}
            raise Invalid(message, code="too_young", fields={"basis": message})


@transact
def drop_receiver(*, actor: Actor, receiver_id: UUID, version: object = None) -> TimeReceiver:
    """Who gives, who receives, or the desk ends it. Orders that wait are served as agreed."""
    row = receiver_seen_by(actor, receiver_id, lock=True)
    if version is not None:
        check_version(version, row.version)
    if row.ended_at is not None:
        raise Conflict(_("这个人已经不在名单里，请刷新页面。"), code="wrong_state")
    row.ended_at = timezone.now()
    row.version += 1
    row.save(update_fields=["ended_at", "version"])
    _trace(actor, row, "time_receiver.ended")
    return row


def _trace(actor: Actor, row: TimeReceiver, kind: str) -> None:
    record_event(
        actor=actor,
        kind=kind,
        subject=row,
        region=row.giver.home_community or row.district,
        after={"basis": row.basis, "tie": row.tie, "proof": row.proof, "consent": row.consent},
    )
