"""Merchants: opening one, who stands in the shop, and the agreement that takes two people."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Merchant, MerchantAgreement, MerchantClerk
from redvest.bank.queries.merchants import DESK, agreement_seen_by, merchant_seen_by
from redvest.db import transact
from redvest.districts.queries import live_regions
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import RoleGrant
from redvest.people.services.checks import signed_in
from redvest.people.services.roles import grant_role, revoke_role

YEARS_MAX = 5
OTHER_HAND = _("协议要由另一个人批准，请交给区中心的另一位管理员。")


@dataclass(frozen=True)
class MerchantCard:
    """What hangs at the door of a shop."""

    name: str
    region: str
    address: str = ""
    phone: str = ""


def _checked(actor: Actor, card: MerchantCard) -> MerchantCard:
    if not card.name.strip():
        message = _("请填写商家名称。")
        raise Invalid(message, fields={"name": message})
    known = live_regions(actor.district, timezone.localdate()).filter(code=card.region)
    if not known.exists() or not any(actor.has(role, region=card.region) for role in DESK):
        message = _("请选择您管辖范围内的街道或社区。")
        raise Invalid(message, code="region", fields={"region": message})
    return MerchantCard(
        card.name.strip()[:60], card.region, card.address.strip()[:120], card.phone.strip()[:30]
    )


def _saved(row: Merchant, fields: list[str] | None) -> None:
    try:
        with transaction.atomic():
            if fields is None:
                row.save(force_insert=True)
            else:
                row.save(update_fields=fields)
    except IntegrityError:
        message = _("这里已有同名的商家，请核对，或写上分店名。")
        raise Invalid(message, code="name_taken", fields={"name": message}) from None


@transact
def open_merchant(*, actor: Actor, card: MerchantCard) -> Merchant:
    """Put a merchant on the list. Nothing is offered there before an agreement holds."""
    checked = _checked(actor, card)
    row = Merchant(
        district=actor.district,
        region=checked.region,
        name=checked.name,
        address=checked.address,
        phone=checked.phone,
    )
    _saved(row, None)
    record_event(actor=actor, kind="merchant.opened", subject=row, region=row.region)
    return row


@transact
def edit_merchant(
    *, actor: Actor, merchant_id: UUID, card: MerchantCard, version: object
) -> Merchant:
    """Correct what hangs at the door."""
    row, roles = merchant_seen_by(actor, merchant_id, lock=True)
    _must(roles, *DESK)
    check_version(version, row.version)
    checked = _checked(actor, card)
    row.name, row.region = checked.name, checked.region
    row.address, row.phone = checked.address, checked.phone
    row.version += 1
    _saved(row, ["name", "region", "address", "phone", "version"])
    record_event(
        actor=actor,
        kind="merchant.changed",
        subject=row,
        region=row.region,
        after={"version": row.version},
    )
    return row


def _must(roles: frozenset[Role], *wanted: Role) -> None:
    if not roles & set(wanted):
        raise NotAllowed(_("您的身份不能办理这一步。"), code="not_allowed")


@transact
def add_clerk(*, actor: Actor, merchant_id: UUID, account_id: UUID) -> MerchantClerk:
    """Let somebody hand over in a shop; the role of a partner comes with it."""
    merchant, roles = merchant_seen_by(actor, merchant_id, lock=True)
    _must(roles, Role.CENTRE_ADMIN)
    if not _partner_grants(actor.district, account_id):
        grant_role(actor=actor, account_id=account_id, role=Role.PARTNER, scope=actor.district)
    row = MerchantClerk(
        district=actor.district,
        merchant=merchant,
        account_id=account_id,
        added_by=actor.account_id,
        added_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        message = _("这个人已经能在这家店核销，不用重复添加。")
        raise Conflict(message, code="clerk_already") from None
    record_event(
        actor=actor,
        kind="merchant.clerk_added",
        subject=merchant,
        region=merchant.region,
        after={"account": str(account_id)},
    )
    return row


def _partner_grants(district: str, account_id: UUID) -> list[RoleGrant]:
    rows = RoleGrant.objects.filter(
        district=district, account_id=account_id, role=Role.PARTNER.value, revoked_at=None
    )
    now = timezone.now()
    return [row for row in rows if row.ends_at is None or row.ends_at > now]


@transact
def remove_clerk(*, actor: Actor, merchant_id: UUID, clerk_id: UUID) -> MerchantClerk:
    """From now on this account hands over nothing here; with its last shop the role goes too."""
    merchant, roles = merchant_seen_by(actor, merchant_id, lock=True)
    _must(roles, Role.CENTRE_ADMIN)
    row = MerchantClerk.objects.filter(
        district=actor.district, merchant=merchant, id=clerk_id, ended_at=None
    ).first()
    if row is None:
        raise NotSeen(_("这家店里没有这个人，请刷新页面。"))
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    others = MerchantClerk.objects.filter(
        district=actor.district, account_id=row.account_id, ended_at=None
    )
    if not others.exists():
        for grant in _partner_grants(actor.district, row.account_id):
            revoke_role(actor=actor, grant_id=grant.id, reason=str(_("不再为商家核销")))
    record_event(
        actor=actor,
        kind="merchant.clerk_removed",
        subject=merchant,
        region=merchant.region,
        after={"account": str(row.account_id)},
    )
    return row


@transact
def propose_agreement(
    *, actor: Actor, merchant_id: UUID, terms: str, first_on: date, last_on: date
) -> MerchantAgreement:
    """Write down what a merchant offers. It counts when somebody else has agreed to it."""
    merchant, roles = merchant_seen_by(actor, merchant_id, lock=True)
    _must(roles, *DESK)
    if not terms.strip():
        message = _("请写明商家提供什么、由谁承担。")
        raise Invalid(message, fields={"terms": message})
    if last_on < first_on or last_on < timezone.localdate():
        message = _("结束的日子要在开始之后，也不能早于今天。")
        raise Invalid(message, code="days", fields={"last_on": message})
    if last_on.year - first_on.year > YEARS_MAX:
        too_long = _("一份协议最长%(years)d年，到期再签。") % {"years": YEARS_MAX}
        raise Invalid(too_long, code="too_long", fields={"last_on": too_long})
    row = MerchantAgreement(
        district=actor.district,
        merchant=merchant,
        terms=terms.strip()[:500],
        first_on=first_on,
        last_on=last_on,
        proposed_by=signed_in(actor),
        proposed_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        message = _("这家商家有一份协议等着批准，请先办理那一份。")
        raise Conflict(message, code="proposed_already") from None
    _trace(actor, row, "agreement.proposed")
    return row


@transact
def decide_agreement(
    *, actor: Actor, agreement_id: UUID, agree: bool, version: object = None
) -> MerchantAgreement:
    """The second person: the district's center agrees, or does not."""
    row, roles = agreement_seen_by(actor, agreement_id, lock=True)
    _must(roles, Role.CENTRE_ADMIN)
    if version is not None:
        check_version(version, row.version)
    if row.state != "proposed":
        raise Conflict(_("这份协议已经办理过，请刷新页面。"), code="wrong_state")
    if row.proposed_by == actor.account_id:
        raise NotAllowed(OTHER_HAND, code="same_hand")
    row.state = "agreed" if agree else "refused"
    row.decided_by, row.decided_at = signed_in(actor), timezone.now()
    row.version += 1
    row.save(update_fields=["state", "decided_by", "decided_at", "version"])
    _trace(actor, row, f"agreement.{row.state}", "proposed")
    return row


@transact
def end_agreement(*, actor: Actor, agreement_id: UUID, version: object = None) -> MerchantAgreement:
    """From today on nothing new is reserved under it. What was reserved is still handed over."""
    row, roles = agreement_seen_by(actor, agreement_id, lock=True)
    _must(roles, Role.CENTRE_ADMIN)
    if version is not None:
        check_version(version, row.version)
    if row.state != "agreed":
        raise Conflict(_("只有已生效的协议可以终止，请刷新页面。"), code="wrong_state")
    row.state, row.ended_on = "ended", timezone.localdate()
    row.version += 1
    row.save(update_fields=["state", "ended_on", "version"])
    _trace(actor, row, "agreement.ended", "agreed")
    return row


def _trace(actor: Actor, row: MerchantAgreement, kind: str, before: str = "") -> None:
    record_event(
        actor=actor,
        kind=kind,
        subject=row,
        region=row.merchant.region,
        before={"state": before} if before else None,
        after={"state": row.state, "merchant": str(row.merchant_id)},
    )
