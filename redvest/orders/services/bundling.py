"""制单: one time and place for several orders, each of which keeps its own life.

Whoever does something to a bundle does it to each of its orders through the same services as for
a single one, in one transaction: all of them or none.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import Action
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.orders.labels import DECLINE_REASONS
from redvest.orders.models import Assignment, OrderBundle, ServiceOrder
from redvest.orders.queries import DESK
from redvest.orders.queries.bundles import FEWEST, bundle_seen_by, bundleable, orders_in
from redvest.orders.services.agreeing import check_time, schedule_order
from redvest.orders.services.answering import claim_order, decline_order
from redvest.orders.services.bundle_ends import leave_bundle
from redvest.orders.services.dispatching import dispatch_order
from redvest.orders.services.door import (
    begin,
    checked_choice,
    checked_text,
    clear_visit,
    finish,
    let_go,
    note,
)
from redvest.orders.services.naming import accept_assignment
from redvest.orders.services.telling import tell_named, tell_requester
from redvest.orders.services.visiting import check_in, complete_order
from redvest.people.actors import Actor, strongest
from redvest.venues.models import Venue

MOST = 50


def _recorded(actor: Actor, bundle: OrderBundle, kind: str, **after: object) -> None:
    record_event(
        actor=actor,
        kind=f"bundle.{kind}",
        subject=bundle,
        region=bundle.region,
        after={"state": bundle.state, "version": bundle.version, **after},
    )


def _venue(actor: Actor, venue_id: UUID) -> Venue:
    found = Venue.objects.filter(district=actor.district, id=venue_id, status="open").first()
    if found is None:
        message = _("请选择一个现在开放的站点。")
        raise Invalid(message, fields={"venue": message})
    return found


def _orders(actor: Actor, order_ids: Sequence[UUID]) -> list[ServiceOrder]:
    wanted = set(order_ids)
    found = list(bundleable(actor).filter(id__in=wanted).order_by("id"))
    message: object = None
    if len(found) != len(wanted):
        message = _("有的订单已经变化，请从列表里重新选择。")
    elif not FEWEST <= len(found) <= MOST:
        message = _("请选择 %(few)d 至 %(many)d 单。") % {"few": FEWEST, "many": MOST}
    elif len({order.item_id for order in found}) > 1:
        message = _("一场集中服务只办同一种服务。")
    if message is not None:
        raise Invalid(message, code="orders", fields={"orders": message})
    return found


@transact
def compile_bundle(
    *,
    actor: Actor,
    order_ids: Sequence[UUID],
    title: str,
    venue_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    team_id: UUID,
    note_text: str = "",
) -> OrderBundle:
    """Bundle several accepted orders of one item and offer them to a team together."""
    orders, venue = _orders(actor, order_ids), _venue(actor, venue_id)
    check_time(starts_at, ends_at)
    bundle = OrderBundle(
        district=actor.district,
        region=venue.region,
        item=orders[0].item,
        title=checked_text("title", title, 60, required=_("请给这场集中服务起个名字。")),
        venue=venue,
        note=checked_text("note_text", note_text, 200),
        starts_at=starts_at,
        ends_at=ends_at,
        team_id=team_id,
        compiled_by=actor.account_id,
        created_at=timezone.now(),
    )
    if not any(actor.has(role, region=venue.region) for role in DESK):
        raise NotAllowed(
            _("请选本级或下级的站点作为地点。"), fields={"venue": _("请选本级或下级的站点。")}
        )
    bundle.save(force_insert=True)
    when = f"{timezone.localtime(starts_at):%m-%d %H:%M}"
    for row in orders:
        order = dispatch_order(actor=actor, order_id=row.id, team_id=team_id)
        order.bundle = bundle
        role = strongest(actor.roles & set(DESK))
        note(actor, order, "bundled", role, {"bundle": str(bundle.id)}, "bundle")
        tell_requester(order, "order_bundled", time=when, place=venue.name)
    _recorded(actor, bundle, "compiled", orders=len(orders), team=str(team_id))
    return bundle


def _begin(
    actor: Actor, bundle_id: UUID, role: Role, states: tuple[str, ...], version: object
) -> OrderBundle:
    bundle, roles = bundle_seen_by(actor, bundle_id, lock=True)
    if role not in roles and not (role is Role.VENUE_ADMIN and roles & set(DESK)):
        raise NotAllowed(_("您的身份不能办理这一步。"), code="not_allowed")
    if bundle.state not in states:
        raise Conflict(
            _("这场集中服务的状态已经变化，请刷新页面查看最新情况。"), code="wrong_state"
        )
    if version is not None:
        check_version(version, bundle.version)
    return bundle


def _each(bundle: OrderBundle, states: tuple[str, ...], act: Callable[[UUID], object]) -> int:
    ids = list(
        orders_in(bundle).filter(state__in=states).order_by("id").values_list("id", flat=True)
    )
    for order_id in ids:
        act(order_id)
    return len(ids)


def _move(bundle: OrderBundle, state: str) -> None:
    bundle.state = state
    bundle.version += 1
    bundle.save(update_fields=["state", "version"])


@transact
def claim_bundle(*, actor: Actor, bundle_id: UUID, version: object = None) -> OrderBundle:
    """The team takes all of it on."""
    bundle = _begin(actor, bundle_id, Role.TEAM_ADMIN, ("offered",), version)
    count = _each(bundle, ("dispatched",), lambda one: claim_order(actor=actor, order_id=one))
    if not count:
        raise Conflict(_("这场集中服务里已经没有等待接单的订单。"), code="wrong_state")
    _move(bundle, "set")
    _recorded(actor, bundle, "answered", orders=count, answer="claimed")
    return bundle


@transact
def decline_bundle(
    *, actor: Actor, bundle_id: UUID, reason: str, version: object = None
) -> OrderBundle:
    """The team says no. It costs nobody anything; the orders go back to the desk."""
    bundle = _begin(actor, bundle_id, Role.TEAM_ADMIN, ("offered",), version)
    checked_choice("reason", reason, DECLINE_REASONS, _("请选择拒单的原因。"))
    count = _each(
        bundle,
        ("dispatched",),
        lambda one: decline_order(actor=actor, order_id=one, reason=reason),
    )
    _move(bundle, "declined")
    _recorded(actor, bundle, "answered", orders=count, answer="declined", reason=reason)
    return bundle


@transact
def name_for_bundle(
    *, actor: Actor, bundle_id: UUID, volunteer_ids: Sequence[UUID], version: object = None
) -> OrderBundle:
    """Name who serves; each of them and each resident still has to agree."""
    bundle = _begin(actor, bundle_id, Role.TEAM_ADMIN, ("set",), version)
    count = _each(
        bundle,
        ("claimed",),
        lambda one: schedule_order(
            actor=actor,
            order_id=one,
            starts_at=bundle.starts_at,
            ends_at=bundle.ends_at,
            volunteer_ids=volunteer_ids,
        ),
    )
    if not count:
        raise Conflict(_("这场集中服务里没有等待安排人员的订单。"), code="wrong_state")
    _move(bundle, "set")
    return bundle


@transact
def agree_to_bundle(*, actor: Actor, bundle_id: UUID) -> int:
    """A named volunteer says yes to the whole afternoon."""
    bundle = _begin(actor, bundle_id, Role.VOLUNTEER, ("set",), None)
    waiting = Assignment.objects.filter(
        district=actor.district,
        order__bundle=bundle,
        volunteer=actor.volunteer_id,
        state="proposed",
    )
    ids = list(waiting.order_by("order_id").values_list("order_id", flat=True))
    for order_id in ids:
        accept_assignment(actor=actor, order_id=order_id)
    if not ids:
        raise Conflict(_("您已经答复过，或这一单的状态已经变化。"), code="wrong_state")
    return len(ids)


@transact
def serve_in_bundle(
    *, actor: Actor, bundle_id: UUID, order_ids: Sequence[UUID], outcome: str = ""
) -> int:
    """Write down who came and was served. Each of them confirms and rates for themselves."""
    bundle = _begin(actor, bundle_id, Role.VOLUNTEER, ("set",), None)
    wanted = set(order_ids)
    known = set(
        orders_in(bundle).filter(state__in=["scheduled", "in_service"]).values_list("id", flat=True)
    )
    if not wanted or wanted - known:
        message = _("请勾选来了的居民；还没约定好的不能勾。")
        raise Invalid(message, fields={"orders": message})
    for order_id in sorted(wanted):
        row = ServiceOrder.objects.get(id=order_id)
        if row.state == "scheduled":
            check_in(actor=actor, order_id=order_id)
        complete_order(actor=actor, order_id=order_id, outcome=outcome)
    if not orders_in(bundle).filter(state__in=["claimed", "scheduled", "in_service"]).exists():
        _move(bundle, "over")
    return len(wanted)


@transact
def keep_own_order(
    *, actor: Actor, order_id: UUID, version: object = None, for_resident: bool = False
) -> ServiceOrder:
    """The resident does not come to the bundle; somebody is found for the order alone."""
    taking = begin(Action.KEEP_OWN, actor, order_id, version, for_resident=for_resident)
    order = taking.order
    if order.bundle_id is None:
        raise Conflict(_("这一单没有并入集中服务。"), code="not_bundled")
    left = str(order.bundle_id)
    tell_named(order, let_go(order, "ended"), "order_called_off")
    left_fields = leave_bundle(order, "cancelled")
    return finish(taking, *left_fields, *clear_visit(order), after={"bundle": left})


@transact
def cancel_bundle(*, actor: Actor, bundle_id: UUID, version: object = None) -> OrderBundle:
    """The desk calls it off; every order is open again and every resident is told."""
    bundle = _begin(actor, bundle_id, Role.VENUE_ADMIN, ("offered", "set"), version)

    def free(order_id: UUID) -> None:
        order = keep_own_order(actor=actor, order_id=order_id)
        tell_requester(order, "order_unbundled")

    count = _each(bundle, ("dispatched", "claimed", "scheduled"), free)
    _move(bundle, "cancelled")
    _recorded(actor, bundle, "cancelled", orders=count)
    return bundle
