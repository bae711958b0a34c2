"""介绍: newcomers say themselves who brought them; it counts when they have really served.

Said once, before the first service, about somebody who was there earlier: so nobody brings
themselves and no two bring each other. Minors neither say nor are named. What it earns is taken
back when the newcomer's hours fall again, and paid anew when they are there again.
"""

import logging
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import EarningRule, Referral, Transfer
from redvest.bank.queries.earning import rule_on
from redvest.bank.queries.referring import may_say, served_by, to_look_at
from redvest.bank.services.accounts import person_account, place_account
from redvest.bank.services.book import Book, Slip, Source, post
from redvest.bank.services.holding import reverse
from redvest.db import transact
from redvest.engines.earning import Terms, last_day
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.engines.volunteer_flow import VolunteerState
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor, system
from redvest.people.models import Volunteer
from redvest.people.queries.persons import is_minor_today

log = logging.getLogger("redvest.bank")
SOURCE, ACTIVE = "bank.referral", VolunteerState.ACTIVE.value


@transact
def say_who_brought(*, actor: Actor, volunteer_no: str) -> Referral:
    """A newcomer names the one who brought them, by number; nobody does it for others."""
    rows = Volunteer.objects.filter(district=actor.district).select_related("person")
    newcomer = rows.filter(id=actor.volunteer_id or UUID(int=0)).first()
    if newcomer is None or is_minor_today(newcomer.person):
        raise NotAllowed(_("由成年的志愿者本人填写。"), code="not_own")
    if not may_say(newcomer.id):
        raise Conflict(_("已经填过，或者已经有了工时，不能再填。"), code="said_already")
    found = rows.filter(
        volunteer_no=volunteer_no.strip(), status=ACTIVE, joined_at__lt=newcomer.joined_at
    ).first()
    if found is None or is_minor_today(found.person):
        wrong = _("没有找到比您早来的这位志愿者，请核对编号。")
        raise Invalid(wrong, code="unknown", fields={"volunteer_no": wrong})
    row = Referral(
        district=actor.district, newcomer=newcomer, bringer=found, named_at=timezone.now()
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("已经填过，或者已经有了工时，不能再填。"), code="said_already") from None
    record_event(
        actor=actor,
        kind="referral.said",
        subject=row,
        region=newcomer.home_community or actor.district,
    )
    return row


def settle_referrals() -> int:
    """Pay what has become due, and take back what is so no more."""
    done = 0
    for one in to_look_at():
        try:
            done += settle_referral(referral_id=one)
        except DomainError as refusal:
            log.warning("referral %s waits: %s", one, refusal.code)
    return done


@transact
def settle_referral(*, referral_id: UUID) -> int:
    """Bring the books to where the newcomer's hours stand now. Returns whether anything moved."""
    rows = Referral.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("newcomer__person", "bringer__person", "transfer").get(id=referral_id)
    actor, served = system(row.district), served_by(row.newcomer_id)
    if row.transfer is not None:
        rule = EarningRule.objects.get(district=row.district, version=row.transfer.rule)
        if served and served >= Terms.of(rule.terms).referral_hours * 60:
            return 0
        reverse(actor=actor, transfer_id=row.transfer.id)
        row.transfer = None
    else:
        row.transfer = _paid(actor, row, served)
        if row.transfer is None:
            return 0
    row.save(update_fields=["transfer"])
    return 1


def _paid(actor: Actor, row: Referral, served: int) -> Transfer | None:
    """Pay it by the rules of today, where it is due and the month has room."""
    today = timezone.localdate()
    rule = rule_on(row.district, today)
    both = (row.newcomer, row.bringer)
    there = all(one.status == ACTIVE and not is_minor_today(one.person) for one in both)
    if rule is None or not served or not there:
        return None
    terms = Terms.of(rule.terms)
    if not terms.referral_points or served < terms.referral_hours * 60:
        return None
    own = person_account(row.bringer.person, Unit.POINTS)
    issue = place_account(own.district, own.region, Holder.ISSUE, Unit.POINTS)
    # Under lock from here on: another newcomer of the same person counts towards the month.
    Book.opened(actor, {own.id, issue.id})
    paid = Transfer.objects.filter(
        credit=own, source_type=SOURCE, kind=Kind.EARN.value, reversed_by__isnull=True
    )
    if terms.referral_month <= paid.filter(day__gte=today.replace(day=1)).count():
        return None
    slip = Slip(
        kind=Kind.EARN,
        debit=issue.id,
        credit=own.id,
        amount=terms.referral_points,
        source=Source(
            SOURCE,
            row.id,
            Transfer.objects.filter(
                district=row.district, source_id=row.id, kind=Kind.EARN.value
            ).count(),
        ),
        day=today,
        rule=rule.version,
        last_day=last_day(terms, today),
    )
    return post(actor=actor, slips=[slip])[0]
