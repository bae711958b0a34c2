"""Handing over against the one-time code: at the shop, at the desk, by a machine."""

import hmac
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Redemption
from redvest.bank.queries.codes import code_of, digits_of, index_of
from redvest.bank.queries.rewards import roles_towards, with_places
from redvest.bank.services.redeeming import issue, reserve
from redvest.bank.services.redemption_points import give_back, spend
from redvest.bank.services.redemption_steps import begin, step
from redvest.db import even_if_undone, transact
from redvest.engines.redemption_flow import Action, State
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, TooMany
from redvest.notices.services import notify
from redvest.people.actors import Actor

WRONG_MAX, WAIT_MINUTES = 5, 15
DESK = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
HANDING = DESK | {Role.PARTNER, Role.SYSTEM}
OWN = _("自己的兑换要由别人核销。")


def find_by_code(actor: Actor, code: str) -> Redemption:
    """The redemption a code opens, at a place where the actor hands over.

    A wrong one counts although the submission is undone; after five this account waits a while.

    Raises
    ------
    TooMany
        After five wrong ones.
    Invalid
        If the code opens nothing here.
    """
    counter, typed = f"redemption_code:{actor.district}:{actor.account_id}", digits_of(code)
    wrong = cache.get(counter, 0)
    if wrong >= WRONG_MAX:
        message = _("取货码输错太多次，请%(minutes)d分钟后再试。") % {"minutes": WAIT_MINUTES}
        raise TooMany(message, code="too_many_codes")
    rows = Redemption.objects.filter(district=actor.district, code_index=index_of(typed))
    for row in with_places(rows).order_by("-reserved_at"):
        if hmac.compare_digest(code_of(row), typed) and roles_towards(actor, row) & HANDING:
            return row
    even_if_undone(lambda: cache.set(counter, wrong + 1, WAIT_MINUTES * 60))
    unknown = _("没有找到这个取货码。请核对八位数字，也看看是不是在这里领。")
    raise Invalid(unknown, code="wrong_code", fields={"code": unknown})


@transact
def hand_over(*, actor: Actor, code: str, via: str = "merchant") -> Redemption:
    """已交给本人: the code is used up and the points held are spent. Nobody serves themselves."""
    row, roles = begin(actor, find_by_code(actor, code).id)
    return _handed(actor, row, roles & HANDING, via)


def _handed(actor: Actor, row: Redemption, roles: frozenset[Role], via: str) -> Redemption:
    if row.person.account_id is not None and row.person.account_id == actor.account_id:
        raise NotAllowed(OWN, code="same_hand")
    if row.handed_at is not None:
        raise Conflict(_("这个取货码已经用过，东西已经领走。"), code="already_handed")
    if row.state == State.ISSUED.value and row.ends_at <= timezone.now():
        raise Conflict(_("取货码已经过期，积分会退回，请重新兑换。"), code="code_expired")
    row.handed_at, row.handed_by, row.handed_via = timezone.now(), actor.account_id, via
    step(actor, row, Action.FULFIL, roles, "handed_at", "handed_by", "handed_via")
    spend(actor, row)
    return row


@transact
def redeem_at_desk(
    *, actor: Actor, stock_id: UUID, person_id: UUID, guardian_there: bool = False
) -> Redemption:
    """当面兑换: somebody without a phone stands at the desk and takes it along at once."""
    if person_id == actor.person_id:
        raise NotAllowed(OWN, code="same_hand")
    row = reserve(
        actor=actor, stock_id=stock_id, person_id=person_id, guardian_there=guardian_there
    )
    if row.stock.venue_id is None or not roles_towards(actor, row) & DESK:
        raise NotAllowed(_("当面兑换只能在您自己的站点交付。"), code="other_place")
    issue(actor=actor, redemption_id=row.id)
    found, roles = begin(actor, row.id)
    return _handed(actor, found, roles & DESK, "desk")


@transact
def run_out(*, actor: Actor, code: str) -> Redemption:
    """没有货了: the points go back; the piece does not, because it is not there."""
    row, roles = begin(actor, find_by_code(actor, code).id)
    step(actor, row, Action.RUN_OUT, roles & HANDING)
    give_back(actor, row)
    notify(
        district=row.district,
        template="reward_ran_out",
        params={"reward": row.stock.reward.name, "points": row.points},
        to_person_id=row.person_id,
        dedupe_key=f"reward_ran_out:{row.id}",
    )
    return row
