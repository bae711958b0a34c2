"""确认, 评单, 没有解决, 撤单, 补充: what the resident, or who speaks for the resident, does."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import Action
from redvest.engines.revisits import is_poor
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotAllowed
from redvest.orders.labels import (
    CHANGES_OF_PLAN,
    CONFIRMATIONS,
    GRADES,
    REWORK_REASONS,
    TAGS,
)
from redvest.orders.models import Dispatch, Evaluation, ServiceOrder
from redvest.orders.queries import LIVE_DISPATCH, is_provider, live_dispatch, order_seen_by
from redvest.orders.services.bundle_ends import leave_bundle
from redvest.orders.services.cases import draw_revisit, open_case_for
from redvest.orders.services.codes import check_code
from redvest.orders.services.door import (
    Taking,
    begin,
    checked_choice,
    checked_text,
    clear_visit,
    finish,
    let_go,
    release_named,
    system_step,
    taking_of,
)
from redvest.orders.services.placing import OrderCard, write_card
from redvest.orders.services.telling import tell_asked, tell_desk, tell_named, tell_requester
from redvest.people.actors import Actor

TEXT_MAX = 500


def _refuse_the_provider(taking: Taking) -> None:
    """Whoever served, or belongs to the team that did, does not speak for the resident here."""
    if is_provider(taking.actor, taking.order):
        raise NotAllowed(
            _("不能确认或评价自己参与的服务，请由居民本人或其他代办人办理。"), code="own_service"
        )


@transact
def confirm_order(
    *,
    actor: Actor,
    order_id: UUID,
    method: str = "own",
    code: str = "",
    version: object = None,
) -> ServiceOrder:
    """Say that the service was really done.

    ``own``: the resident or a proxy. ``slip`` and ``phone``: the desk enters a signature or a
    call. ``code``: who served enters the closing code the resident told, which is the proof.
    """
    checked_choice("method", method, CONFIRMATIONS, _("请选择确认的方式。"))
    if method == "code":
        order, roles = order_seen_by(actor, order_id, lock=True)
        taking = taking_of(Action.CONFIRM, actor, order, roles | {Role.PROXY}, version)
        check_code(order, "done", code, actor)
    else:
        by_desk = method in ("slip", "phone")
        taking = begin(Action.CONFIRM, actor, order_id, version, for_resident=by_desk)
        _refuse_the_provider(taking)
    taking.order.confirmed_by = method
    return finish(taking, "confirmed_by", after={"method": method})


@transact
def ask_rework(
    *, actor: Actor, order_id: UUID, reason: str, text: str = "", version: object = None
) -> ServiceOrder:
    """没有解决: somebody comes again, of the same team or of another."""
    taking = begin(Action.ASK_REWORK, actor, order_id, version)
    _refuse_the_provider(taking)
    order = taking.order
    order.reason = checked_choice("reason", reason, REWORK_REASONS, _("请选择哪里没有解决。"))
    order.note = checked_text("text", text, TEXT_MAX) or None
    release_named(order)
    dispatch = live_dispatch(order)
    if dispatch is not None:
        tell_asked(order, dispatch, "order_rework")
    tell_desk(order, "order_rework")
    return finish(taking, "reason", "note", *clear_visit(order), reason=reason)


@transact
def rate_order(
    *,
    actor: Actor,
    order_id: UUID,
    grade: int,
    tags: Sequence[str] = (),
    text: str = "",
    version: object = None,
) -> ServiceOrder:
    """Rate the service in five grades. Written once. A poor grade opens a case at once."""
    taking = begin(Action.RATE, actor, order_id, version)
    _refuse_the_provider(taking)
    if grade not in GRADES:
        message = _("请选一个评价。")
        raise Invalid(message, fields={"grade": message})
    if set(tags) - set(TAGS):
        message = _("请从列表里选择标签。")
        raise Invalid(message, fields={"tags": message})
    order = taking.order
    evaluation = Evaluation(
        district=order.district,
        order=order,
        round=order.round,
        grade=grade,
        tags=sorted(set(tags)),
        text=checked_text("text", text, TEXT_MAX),
        account_id=actor.account_id,
        rated_at=timezone.now(),
    )
    evaluation.save(force_insert=True)
    draw_revisit(order, grade)
    finish(taking, after={"grade": grade})
    if not is_poor(grade):
        return order
    follow = system_step(Action.CHECK_POOR_RATING, order)
    open_case_for(follow, "poor_rating")
    tell_desk(order, "order_case_opened")
    return finish(follow)


@transact
def withdraw_order(
    *,
    actor: Actor,
    order_id: UUID,
    reason: str = "",
    version: object = None,
    for_resident: bool = False,
) -> ServiceOrder:
    """Take the order back before anybody begins to serve; offers and names lapse with it."""
    taking = begin(Action.WITHDRAW, actor, order_id, version, for_resident=for_resident)
    order = taking.order
    if reason:
        checked_choice("reason", reason, CHANGES_OF_PLAN, _("请从列表里选择原因。"))
    order.reason = reason
    asked = list(
        Dispatch.objects.select_related("team", "venue", "volunteer").filter(
            district=order.district, order=order, state__in=LIVE_DISPATCH
        )
    )
    for dispatch in asked:
        tell_asked(order, dispatch, "order_withdrawn")
    tell_named(order, let_go(order, "withdrawn"), "order_withdrawn")
    return finish(taking, "reason", *leave_bundle(order, "cancelled"), reason=reason)


@transact
def resubmit_order(
    *, actor: Actor, order_id: UUID, card: OrderCard, version: object = None
) -> ServiceOrder:
    """After 退回补充: the order goes to the desk again, with what was changed."""
    taking = begin(Action.SUBMIT, actor, order_id, version)
    changed = write_card(taking.order, card)
    tell_requester(taking.order, "order_placed")
    return finish(taking, *changed)
