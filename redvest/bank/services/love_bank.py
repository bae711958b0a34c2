"""爱心银行: what others gave reaches somebody who cannot earn. It takes two people."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Account, RewardGrant
from redvest.bank.queries.love_bank import grant_seen_by
from redvest.bank.queries.time_bank import granted_lately
from redvest.bank.services.accounts import person_account
from redvest.bank.services.book import Slip, Source, post
from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.queries.persons import desk_covers, person_seen_by
from redvest.people.services.checks import signed_in

POINTS_MAX = 500
REASONS = ("elder_alone", "disabled", "low_income", "ill", "orphan")


@transact
def ask_grant(
    *, actor: Actor, person_id: UUID, amount: int, reason: str, unit: str = Unit.POINTS.value
) -> RewardGrant:
    """The station asks for somebody of its place, points or minutes. Nothing moves yet."""
    person = person_seen_by(actor, person_id, lock=True)
    if not desk_covers(actor, person) or person.account_id == signed_in(actor):
        raise NotAllowed(_("只有站点能为自己辖区的居民申请，不能为自己申请。"), code="not_allowed")
    if unit not in set(Unit):
        choose = _("请选择赠予积分还是时间。")
        raise Invalid(choose, fields={"unit": choose})
    _check_amount(person, Unit(unit), amount)
    if reason not in REASONS:
        choose = _("请选择为什么赠予。")
        raise Invalid(choose, fields={"reason": choose})
    row = RewardGrant(
        district=actor.district,
        person=person,
        unit=unit,
        amount=amount,
        reason=reason,
        asked_by=signed_in(actor),
        asked_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这位居民已有一份申请等着批准。"), code="asked_already") from None
    _trace(actor, row, person, "reward_grant.asked")
    return row


def _check_amount(person: Person, unit: Unit, amount: int) -> None:
    """Points up to a fixed number, minutes up to what the district's policy allows."""
    if unit is Unit.POINTS:
        if not 0 < amount <= POINTS_MAX:
            wrong = _("请填写1到%(most)d之间的整数。") % {"most": POINTS_MAX}
            raise Invalid(wrong, fields={"amount": wrong})
        return
    policy = policy_of(person.district)
    if not 0 < amount <= policy.time_grant_most_hours * 60:
        wrong = _("一次最多赠予%(most)d小时。") % {"most": policy.time_grant_most_hours}
        raise Invalid(wrong, fields={"amount": wrong})
    _check_year(person, amount)


def _check_year(person: Person, amount: int) -> None:
    most = policy_of(person.district).time_grant_year_hours
    if granted_lately(person, Unit.MINUTES, timezone.now()) + amount > most * 60:
        message = _("一个人十二个月里最多获赠%(most)d小时，这一次会超过。") % {"most": most}
        raise Invalid(message, code="year_is_full", fields={"amount": message})


@transact
def decide_grant(
    *, actor: Actor, grant_id: UUID, agree: bool, version: object = None
) -> RewardGrant:
    """The center gives it out of what others gave, or does not; never whoever asked."""
    row = grant_seen_by(actor, grant_id, lock=True)
    if version is not None:
        check_version(version, row.version)
    if not actor.has(Role.CENTRE_ADMIN, region=row.district):
        raise NotAllowed(_("赠予由区中心管理员批准。"), code="not_allowed")
    if row.asked_by == actor.account_id:
        raise NotAllowed(_("不能批准自己的申请，请由另一位同事办理。"), code="same_hand")
    if row.state != "asked":
        raise Conflict(_("这份申请已经办理过，请刷新页面。"), code="wrong_state")
    if agree and row.unit == Unit.MINUTES.value:
        _check_year(row.person, row.amount)
    row.state = "granted" if agree else "refused"
    row.decided_by, row.decided_at = signed_in(actor), timezone.now()
    row.version += 1
    row.save(update_fields=["state", "decided_by", "decided_at", "version"])
    if agree:
        _give(actor, row)
    _trace(actor, row, row.person, f"reward_grant.{row.state}")
    return row


def _give(actor: Actor, row: RewardGrant) -> None:
    """Out of the pool of the person's own place, else of the one that holds most."""
    account = person_account(row.person, Unit(row.unit))
    pools = Account.objects.filter(
        district=row.district,
        holder=Holder.POOL.value,
        unit=row.unit,
        balance__gte=row.amount,
    )
    pool = pools.filter(region=account.region).first() or pools.order_by("-balance", "id").first()
    short = _("爱心银行里不够，请先请大家捐一些。")
    if pool is None:
        raise Conflict(short, code="pool_too_small")
    slip = Slip(
        kind=Kind.GRANT,
        debit=pool.id,
        credit=account.id,
        amount=row.amount,
        source=Source("bank.rewardgrant", row.id),
        day=timezone.localdate(),
        second=row.asked_by,
    )
    try:
        post(actor=actor, slips=[slip])
    except Conflict:
        raise Conflict(short, code="pool_too_small") from None


def _trace(actor: Actor, row: RewardGrant, person: Person, kind: str) -> None:
    record_event(
        actor=actor,
        kind=kind,
        subject=row,
        region=person.home_community or row.district,
        after={
            "state": row.state,
            "unit": row.unit,
            "amount": row.amount,
            "reason": row.reason,
        },
    )
