"""What every step of a redemption shares: the lock, the decision, the trace, the piece."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Redemption
from redvest.bank.queries.rewards import redemption_seen_by, region_of, stock_here
from redvest.bank.services.catalogue import move_stock
from redvest.core.stepping import decide
from redvest.engines.redemption_flow import STEPS, Action, State
from redvest.engines.roles import Role
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.people.actors import Actor, strongest

CHANGED = _("这次兑换的状态已经变化，请刷新页面查看最新情况。")


def begin(
    actor: Actor, redemption_id: UUID, version: object = None
) -> tuple[Redemption, frozenset[Role]]:
    """The redemption under lock, and the actor's roles towards it."""
    row, roles = redemption_seen_by(actor, redemption_id, lock=True)
    if version is not None:
        check_version(version, row.version)
    return row, roles


def step(
    actor: Actor, row: Redemption, action: Action, roles: frozenset[Role], *fields: str
) -> Redemption:
    """Move a redemption that is under lock, and leave the trace."""
    before = row.state
    row.state = decide(STEPS, State(before), action, roles, CHANGED).value
    row.state_since = timezone.now()
    row.version += 1
    row.save(update_fields=["state", "state_since", "version", *fields])
    trace_redemption(actor, row, action.value, roles, before)
    return row


def trace_redemption(
    actor: Actor, row: Redemption, action: str, roles: frozenset[Role], before: str = ""
) -> None:
    record_event(
        actor=actor,
        kind=f"redemption.{action}",
        subject=row,
        region=region_of(row.stock),
        role=strongest(roles),
        before={"state": before} if before else None,
        after={"state": row.state, "version": row.version, "points": row.points},
    )


def put_back(actor: Actor, row: Redemption) -> None:
    """The piece that was set aside can be reserved again."""
    stock = stock_here(row.district, row.stock_id, lock=True)
    move_stock(stock, "returned", 1, by=actor.account_id, redemption_id=row.id)
