"""The one door through which an order changes its state."""

from collections.abc import Container
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.stepping import decide
from redvest.engines import flow
from redvest.engines.order_flow import STEPS, Action, State
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid
from redvest.journal.services import record_event
from redvest.orders.models import Assignment, Dispatch, ServiceOrder
from redvest.orders.queries import (
    DESK,
    LIVE_DISPATCH,
    NAMED,
    order_claimable_by,
    order_seen_by,
)
from redvest.orders.queries.wards import order_of_party
from redvest.orders.services.clocks import alarms_of, lapse_alarms, set_alarms
from redvest.people.actors import Actor, strongest, system

MOVED = ("state", "state_since", "version", "state_version", "due_at")


@dataclass(frozen=True)
class Taking:
    """An order under lock, and the step that somebody may take with it."""

    actor: Actor
    order: ServiceOrder
    action: Action
    before: State
    after: State
    role: Role | None


def begin(
    action: Action,
    actor: Actor,
    order_id: UUID,
    version: object = None,
    *,
    claiming: bool = False,
    for_resident: bool = False,
    guarding: bool = False,
) -> Taking:
    """Lock the order and decide whether this actor may do this now.

    ``claiming`` also finds what lies in the pool, ``guarding`` what concerns a ward of the actor.
    ``for_resident`` lets the desk of the place
    enter what the resident told it, on paper or by phone: as a proxy.

    Raises
    ------
    NotSeen, NotAllowed, Conflict
        Outside the actor's sight (404), never this role's business (403), not from here (409).
    """
    find = order_claimable_by if claiming else order_of_party if guarding else order_seen_by
    order, roles = find(actor, order_id, lock=True)
    if for_resident and roles & set(DESK):
        roles |= {Role.PROXY}
    return taking_of(action, actor, order, roles, version)


def taking_of(
    action: Action,
    actor: Actor,
    order: ServiceOrder,
    roles: frozenset[Role],
    version: object = None,
) -> Taking:
    """Decide about an order that is already under lock."""
    before = State(order.state)
    after = decide(
        STEPS, before, action, roles, _("这一单的状态已经变化，请刷新页面查看最新情况。")
    )
    check_fresh(order, version)
    able = flow.able(STEPS, before, action, roles)
    return Taking(actor, order, action, before, after, strongest(able))


def finish(
    taking: Taking, *changed: str, reason: str = "", after: dict[str, object] | None = None
) -> ServiceOrder:
    """Write the new state together with the named fields, and leave the trace."""
    order = taking.order
    order.state = taking.after.value
    order.state_since = timezone.now()
    order.version += 1
    order.state_version = order.version
    due = alarms_of(order)
    order.due_at = due[0].at if due else None
    order.save(update_fields=[*MOVED, *changed])
    lapse_alarms(order)
    set_alarms(order, due)
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
    actor: Actor,
    order: ServiceOrder,
    kind: str,
    role: Role | None,
    after: dict[str, object] | None = None,
    *changed: str,
    reason: str = "",
) -> None:
    """Leave the trace of something that changes nothing about the order's state."""
    order.version += 1
    order.save(update_fields=["version", *changed])
    record_event(
        actor=actor,
        kind=f"order.{kind}",
        subject=order,
        region=order.community,
        role=role,
        reason=reason,
        before={"state": order.state},
        after={"state": order.state, "version": order.version, **(after or {})},
    )


def check_fresh(order: ServiceOrder, version: object) -> None:
    """Refuse what was decided on a page that no longer shows the order as it is."""
    if version is not None and str(version) != str(order.version):
        raise Conflict(
            _("您打开页面之后，这一单又有了变化。请核对最新情况后再办理。"), code="stale"
        )


def system_step(action: Action, order: ServiceOrder) -> Taking:
    """A step that follows by itself from what somebody just did, under the same lock."""
    return taking_of(action, system(order.district), order, frozenset({Role.SYSTEM}))


def let_go(order: ServiceOrder, offer: str, named: str = "released") -> list[Assignment]:
    """End the live offer and every name of an order under lock; the visit is off.

    Whoever has already been there is never released: that stays as it was, as ``ended``. Returns
    those who were to go, to tell them.
    """
    now = timezone.now()
    Dispatch.objects.filter(district=order.district, order=order, state__in=LIVE_DISPATCH).update(
        state=offer, answered_at=now
    )
    return release_named(order, named)


def release_named(order: ServiceOrder, named: str = "released") -> list[Assignment]:
    """End every name of an order under lock; returns those who were to go."""
    now, found = timezone.now(), []
    for row in Assignment.objects.select_related("volunteer").filter(
        district=order.district, order=order, state__in=NAMED
    ):
        if row.checked_in_at is not None:
            row.state = "ended"
        else:
            row.state, row.answered_at = named, now
            found.append(row)
        row.save(update_fields=["state", "answered_at"])
    return found


NO_VISIT = (
    "scheduled_from",
    "scheduled_to",
    "proposed_from",
    "proposed_to",
    "proposed_by",
    "time_agreed_at",
)


def clear_visit(order: ServiceOrder) -> tuple[str, ...]:
    """No time is agreed or proposed any more; returns the fields to save."""
    order.scheduled_from = order.scheduled_to = None
    clear_proposal(order)
    order.time_agreed_at = None
    return NO_VISIT


def clear_proposal(order: ServiceOrder) -> None:
    order.proposed_from = order.proposed_to = None
    order.proposed_by = ""


def checked_choice(field: str, value: str, known: Container[str], message: object) -> str:
    """A code from a list.

    Raises
    ------
    Invalid
        If it is not in the list.
    """
    if value not in known:
        raise Invalid(message, fields={field: message})
    return value


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
