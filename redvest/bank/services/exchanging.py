"""跨区转存: minutes go from one's account here to one's account in another district's bank.

Three steps, each in one district's books and each once: here they leave to the clearing account,
there they arrive from the clearing account or are refused, here the answer is written down and
what was refused comes back.
"""

import logging
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Account, TimeExchange, Transfer
from redvest.bank.queries.books import balance_of
from redvest.bank.queries.earning import rule_on
from redvest.bank.queries.time_moves import districts_to, party_of, sent_since
from redvest.bank.services.accounts import person_account, place_account
from redvest.bank.services.book import Slip, Source, post
from redvest.bank.services.holding import reverse
from redvest.bank.services.payers import payer_for
from redvest.core.days import midnight
from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.earning import Terms, surplus
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.errors import Conflict, DomainError, Invalid
from redvest.ids import uuid7
from redvest.journal.services import record_event
from redvest.people.actors import Actor, system
from redvest.people.models import Person
from redvest.people.queries.persons import is_minor_today

log = logging.getLogger("redvest.bank")
SOURCE = "bank.timeexchange"
AT_ONCE = 200


@transact
def send_time(*, actor: Actor, other: str, minutes: int) -> TimeExchange:
    """Send minutes to oneself in another district; they leave at once and wait to be received."""
    person = payer_for(actor, None).person
    if other not in [one.code for one in districts_to(person)]:
        closed = _("请先用同一个账号在那个区填写资料；两个区都开通互转，才能转。")
        raise Invalid(closed, code="not_open", fields={"other": closed})
    if not isinstance(minutes, int) or minutes <= 0:
        wrong = _("请填写大于零的整数。")
        raise Invalid(wrong, fields={"minutes": wrong})
    most = policy_of(actor.district).time_exchange_month_hours
    first = midnight(timezone.localdate().replace(day=1))
    if sent_since(person, first) + minutes > most * 60:
        message = _("一个月最多转出%(most)d小时，这一次会超过。") % {"most": most}
        raise Invalid(message, code="month_is_full", fields={"minutes": message})
    now = timezone.now()
    row = TimeExchange(
        district=actor.district,
        other=other,
        way="out",
        key=uuid7(),
        person=person,
        minutes=minutes,
        state="sent",
        made_at=now,
        state_since=now,
        by=actor.account_id,
    )
    row.save(force_insert=True)
    account = person_account(person, Unit.MINUTES)
    try:
        post(actor=actor, slips=[_slip(row, account.id, _clearing(row).id)])
    except Conflict as refusal:
        if refusal.code != "too_little":
            raise
        raise Conflict(_("没有那么多时间可以转，请改少一些。"), code="too_little") from None
    _trace(actor, row, "time_exchange.sent")
    return row


def _clearing(row: TimeExchange) -> Account:
    return place_account(
        row.district, row.district, Holder.CLEARING, Unit.MINUTES, party_of(row.other)
    )


def _slip(row: TimeExchange, debit: UUID, credit: UUID) -> Slip:
    return Slip(
        kind=Kind.EXCHANGE,
        debit=debit,
        credit=credit,
        amount=row.minutes,
        source=Source(SOURCE, row.id),
        day=timezone.localdate(),
        detail={"key": str(row.key), "other": row.other},
    )


def run_exchanges() -> int:
    """Receive what other districts sent, and write down their answers."""
    rows = TimeExchange.objects.filter(way="out", state="sent").order_by("made_at", "id")
    done = 0
    for one in rows.values_list("id", flat=True)[:AT_ONCE]:
        try:
            receive_time(sent_id=one)
            done += answer_exchange(sent_id=one)
        except DomainError as refusal:
            log.warning("exchange %s waits: %s", one, refusal.code)
    return done


@transact
def receive_time(*, sent_id: UUID) -> TimeExchange | None:
    """The other side: pay it out there, or refuse it and say why. Once for each key."""
    sent = TimeExchange.objects.filter(id=sent_id, way="out").select_related("person").first()
    if sent is None or sent.person is None:
        return None
    person = _same_there(sent.person, sent.other)
    known = TimeExchange.objects.filter(district=sent.other, key=sent.key).first()
    if known is not None or sent.state != "sent":
        return known
    machine, now = system(sent.other), timezone.now()
    why = _why_not(sent, person)
    row = TimeExchange(
        district=sent.other,
        other=sent.district,
        way="in",
        key=sent.key,
        person=person,
        minutes=sent.minutes,
        state="refused" if why else "received",
        reason=why,
        made_at=now,
        state_since=now,
    )
    row.save(force_insert=True)
    if person is not None and not why:
        account = person_account(person, Unit.MINUTES)
        post(actor=machine, slips=[_slip(row, _clearing(row).id, account.id)])
    _trace(machine, row, f"time_exchange.{row.state}")
    return row


def _same_there(person: Person, other: str) -> Person | None:
    """Whoever has the same account in the other district, under lock."""
    if person.account_id is None:
        return None
    rows = Person.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(district=other, account_id=person.account_id, closed_at=None).first()


def _why_not(sent: TimeExchange, person: Person | None) -> str:
    if person is None or is_minor_today(person):
        return "nobody"
    if not policy_of(sent.other).time_exchange_open:
        return "closed"
    rule = rule_on(sent.other, timezone.localdate())
    if rule is not None:
        held = balance_of(person.id, sent.other, Unit.MINUTES)
        if surplus(held + sent.minutes, Terms.of(rule.terms).time_cap):
            return "cap"
    return ""


@transact
def answer_exchange(*, sent_id: UUID) -> int:
    """This side: write the answer down; what was refused comes back to whoever sent it."""
    row = (
        TimeExchange.objects.select_for_update(of=("self",), no_key=True)
        .filter(id=sent_id, way="out", state="sent")
        .first()
    )
    if row is None:
        return 0
    answer = TimeExchange.objects.filter(district=row.other, key=row.key, way="in").first()
    if answer is None:
        return 0
    machine = system(row.district)
    if answer.state == "refused":
        left = Transfer.objects.get(
            district=row.district,
            source_id=row.id,
            source_type=SOURCE,
            kind=Kind.EXCHANGE.value,
        )
        reverse(actor=machine, transfer_id=left.id)
    row.state, row.reason = answer.state, answer.reason
    row.state_since = timezone.now()
    row.version += 1
    row.save(update_fields=["state", "reason", "state_since", "version"])
    _trace(machine, row, f"time_exchange.{row.state}")
    return 1


def _trace(actor: Actor, row: TimeExchange, kind: str) -> None:
    place = row.person.home_community if row.person is not None else ""
    record_event(
        actor=actor,
        kind=kind,
        subject=row,
        region=place or row.district,
        after={
            "key": str(row.key),
            "other": row.other,
            "minutes": row.minutes,
            "state": row.state,
            "reason": row.reason,
        },
    )
