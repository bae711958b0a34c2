"""The one door through which an order changes its state."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.engines import order_flow
from redvest.engines.order_flow import STEPS, Action, State, next_state
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import order_seen_by
from redvest.people.actors import Actor, strongest


@dataclass(frozen=True)
class Taking:
    """An order under lock, and the step that somebody may take with it."""

    actor: Actor
    order: ServiceOrder
    action: Action
    before: State
    after: State
    role: Role | None


def begin(action: Action, actor: Actor, order_id: UUID, version: object = None) -> Taking:
    """Lock the order and decide whether this actor may do this now.

    Raises
    ------
    NotSeen, NotAllowed, Conflict
        Outside the actor's sight (404), never this role's business (403), not from here (409).
    """
    order, roles = order_seen_by(actor, order_id, lock=True)
    before = State(order.state)
    try:
        after = next_state(before, action, roles)
    except order_flow.NotAllowed:
        raise NotAllowed(_("您的身份不能办理这一步。"), code="not_allowed") from None
    except order_flow.WrongState:
        raise Conflict(
            _("这一单的状态已经变化，请刷新页面查看最新情况。"), code="wrong_state"
        ) from None
    if version is not None and str(version) != str(order.version):
        raise Conflict(
            _("您打开页面之后，这一单又有了变化。请核对最新情况后再办理。"), code="stale"
        )
    able = frozenset().union(*(row.by for row in STEPS[action] if before in row.before)) & roles
    return Taking(actor, order, action, before, after, strongest(able))


def finish(
    taking: Taking, *changed: str, reason: str = "", after: dict[str, object] | None = None
) -> ServiceOrder:
    """Write the new state together with the named fields, and leave the trace."""
    order = taking.order
    order.state = taking.after.value
    order.state_since = timezone.now()
    order.version += 1
    order.save(update_fields=["state", "state_since", "version", *changed])
    record_event(
        actor=taking.actor,
        kind=f"order.{taking.action.value}",
        subject=order,
        region=order.community,
        role=taking.role,
        reason=reason,
        before={"state": taking.before.value},
        after={"state": order.state, "version": order.version, **(after or {})},
    )
    return order


def note(
    actor: Actor, order: ServiceOrder, kind: str, role: Role, after: dict[str, object]
) -> None:
    """Leave the trace of something that changes nothing about the order's state."""
    order.version += 1
    order.save(update_fields=["version"])
    record_event(
        actor=actor,
        kind=f"order.{kind}",
        subject=order,
        region=order.community,
        role=role,
        before={"state": order.state},
        after={"state": order.state, "version": order.version, **after},
    )


def checked_text(field: str, text: str, most: int, *, required: object = "") -> str:
    """Text without surrounding space and within its limit.

    Raises
    ------
    Invalid
        If it is longer, or empty when ``required`` holds the message for that.
    """
    text = text.strip()
    if required and not text:
        raise Invalid(required, fields={field: required})
    if len(text) > most:
        message = _("最多%(most)d个字，现在有%(now)d个字，请缩短。") % {
            "most": most,
            "now": len(text),
        }
        raise Invalid(message, code="too_long", fields={field: message})
    return text
