"""约定时间 and 改期: one side proposes, the other agrees, and everybody named says yes.

A visit is fixed with the last yes it needs: of the resident (who has given it already when the
time lies in the window asked for), of the one who leads, and of a second person where two must go.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.fatigue import is_one_too_many
from redvest.engines.order_clock import is_as_wished
from redvest.engines.order_flow import Action, State
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.orders.models import Assignment, Dispatch, ServiceOrder
from redvest.orders.queries import DESK, days_of_visits, live_dispatch, order_seen_by
from redvest.orders.services.answering import claimed_dispatch
from redvest.orders.services.door import (
    Taking,
    begin,
    check_fresh,
    clear_proposal,
    finish,
    note,
    release_named,
    system_step,
    taking_of,
)
from redvest.orders.services.fitness import check_fit, check_free, is_enough
from redvest.orders.services.tasks import drop_tasks
from redvest.orders.services.telling import (
    said,
    tell_asked,
    tell_named,
    tell_requester,
    tell_volunteer,
)
from redvest.people.actors import Actor
from redvest.teams.queries import is_member

VISIT_HOURS_MAX = 8
VOLUNTEERS_MAX = 20
PLAN = ("proposed_from", "proposed_to", "proposed_by", "time_agreed_at")
ASKERS = frozenset({Role.RESIDENT, Role.PROXY})


@transact
def schedule_order(
    *,
    actor: Actor,
    order_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    volunteer_ids: Sequence[UUID],
    version: object = None,
) -> ServiceOrder:
    """Propose the time and name the volunteers, the first of whom leads. Each has to accept.

    Proposing again replaces the earlier proposal and its names. The visit is fixed at once only
    if nobody is left to ask.
    """
    taking = begin(Action.SCHEDULE, actor, order_id, version)
    order = taking.order
    check_time(starts_at, ends_at)
    dispatch = claimed_dispatch(actor, order)
    wanted = list(dict.fromkeys(volunteer_ids))
    if not 1 <= len(wanted) <= VOLUNTEERS_MAX:
        message = _("请选择1至%(most)d名队员。") % {"most": VOLUNTEERS_MAX}
        raise Invalid(message, fields={"volunteers": message})
    release_named(order)
    order.proposed_from, order.proposed_to = starts_at, ends_at
    order.proposed_by = "provider"
    tiring = comes_too_often(order, starts_at)
    wished = not tiring and is_as_wished(
        starts_at, ends_at, order.preferred_on, order.preferred_slot
    )
    order.time_agreed_at = timezone.now() if wished else None
    for position, volunteer_id in enumerate(wanted):
        propose(actor, order, dispatch, volunteer_id, is_lead=position == 0)
    drop_tasks(order, "schedule_late", "rework_late", "name_others")
    if not wished:
        template = "order_often_proposed" if tiring else "order_time_proposed"
        tell_requester(order, template, team=dispatch.asked, time=said(order))
    note(
        actor,
        order,
        "planned",
        Role.TEAM_ADMIN,
        {
            "team": str(dispatch.team_id or ""),
            "volunteers": [str(one) for one in wanted],
            "starts_at": starts_at.isoformat(),
            "as_wished": wished,
            "often": tiring,
        },
        *PLAN,
    )
    return fix_if_agreed(order, dispatch)


def comes_too_often(order: ServiceOrder, starts_at: datetime) -> bool:
    """Whether this visit is more than the district wants for a household in a week.

    It is not forbidden, and never agreed to by silence: whoever lives there says yes to it.
    """
    if order.standing_id is not None or order.bundle_id is not None:
        return False
    day = timezone.localdate(starts_at)
    most = policy_of(order.district).visits_week_max
    return is_one_too_many(days_of_visits(order, day), day, most)


def check_time(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse the past and what no visit lasts."""
    message: object = None
    if starts_at < timezone.now() - timedelta(minutes=5):
        message = _("约定的时间要在现在以后。")
    elif not starts_at < ends_at <= starts_at + timedelta(hours=VISIT_HOURS_MAX):
        message = _("结束要晚于开始，一次不超过%(hours)d小时。") % {"hours": VISIT_HOURS_MAX}
    if message is not None:
        raise Invalid(message, code="bad_time", fields={"starts_at": message})


def propose(
    actor: Actor, order: ServiceOrder, dispatch: Dispatch, volunteer_id: UUID, *, is_lead: bool
) -> Assignment:
    """Name one member for an order under lock. Who names themselves has agreed by that."""
    alone = dispatch.volunteer_id is not None
    member = dispatch.team_id is not None and is_member(
        dispatch.team_id, [volunteer_id], order.district
    )
    if not member and not (alone and dispatch.volunteer_id == volunteer_id):
        message = _("只能选择本队现在的队员。")
        raise Invalid(message, code="not_a_member", fields={"volunteers": message})
    check_fit(order, volunteer_id)
    now, oneself = timezone.now(), actor.volunteer_id == volunteer_id
    if oneself:
        check_free(order, volunteer_id)
    assignment = Assignment(
        district=order.district,
        order=order,
        dispatch=dispatch,
        volunteer_id=volunteer_id,
        is_lead=is_lead,
        state="accepted" if oneself else "proposed",
        named_at=now,
        answered_at=now if oneself else None,
    )
    assignment.save(force_insert=True)
    if not oneself:
        tell_volunteer(
            order, assignment, "assignment_proposed", team=dispatch.asked, time=said(order)
        )
    return assignment


def fix_if_agreed(order: ServiceOrder, dispatch: Dispatch | None = None) -> ServiceOrder:
    """Fix the visit when the last yes it needs has been said."""
    if State(order.state) not in (State.CLAIMED, State.REWORK):
        return order
    if order.proposed_from is None or order.time_agreed_at is None:
        return order
    yes = Assignment.objects.filter(
        district=order.district, order=order, state="accepted", checked_in_at=None
    )
    going = dict(yes.values_list("volunteer_id", "is_lead"))
    if not any(going.values()) or not is_enough(order, list(going)):
        return order
    taking = system_step(Action.SCHEDULE, order)
    dispatch = dispatch or live_dispatch(order)
    order.scheduled_from, order.scheduled_to = order.proposed_from, order.proposed_to
    clear_proposal(order)
    tell_requester(
        order, "order_scheduled", team=dispatch.asked if dispatch else "", time=said(order)
    )
    return finish(
        taking,
        "scheduled_from",
        "scheduled_to",
        *PLAN,
        after={"starts_at": order.scheduled_from.isoformat()},
    )


def _side(order: ServiceOrder, roles: frozenset[Role], *, by_phone: bool) -> str:
    """For whom the actor speaks about the time."""
    if roles & ASKERS or (by_phone and roles & set(DESK)):
        return "asker"
    if Role.TEAM_ADMIN in roles:
        return "provider"
    raise NotAllowed(_("时间由居民和接单的队伍商定。"), code="not_allowed")


@transact
def answer_time(
    *,
    actor: Actor,
    order_id: UUID,
    agrees: bool,
    by_phone: bool = False,
    version: object = None,
) -> ServiceOrder:
    """The other side says yes or no to a proposed time.

    ``by_phone``: the desk enters what the resident said on the phone.
    """
    order, roles = order_seen_by(actor, order_id, lock=True)
    check_fresh(order, version)
    side = _side(order, roles, by_phone=by_phone)
    if order.proposed_from is None or order.time_agreed_at is not None:
        raise Conflict(_("现在没有等您答复的时间，请刷新页面。"), code="wrong_state")
    if order.proposed_by == side:
        raise NotAllowed(_("时间是您这一方提出的，请等对方答复。"), code="own_proposal")
    role = _role(roles, side)
    if not agrees:
        return _refuse(actor, order, role)
    if order.state == State.SCHEDULED.value:
        return _reschedule(actor, order, roles, role)
    order.time_agreed_at = timezone.now()
    note(actor, order, "time_agreed", role, None, "time_agreed_at")
    return fix_if_agreed(order)


def _role(roles: frozenset[Role], side: str) -> Role:
    if side == "provider":
        return Role.TEAM_ADMIN
    return Role.RESIDENT if Role.RESIDENT in roles else Role.PROXY


def _refuse(actor: Actor, order: ServiceOrder, role: Role) -> ServiceOrder:
    """No: what was agreed before stands; without that, the team proposes anew."""
    dispatch = live_dispatch(order)
    if dispatch is not None and role is not Role.TEAM_ADMIN:
        tell_asked(order, dispatch, "order_time_refused", time=said(order))
    elif role is Role.TEAM_ADMIN:
        tell_requester(order, "order_time_refused", time=said(order))
    clear_proposal(order)
    if order.state == State.SCHEDULED.value:
        order.time_agreed_at = timezone.now()
    else:
        tell_named(order, release_named(order), "order_called_off")
    note(actor, order, "time_refused", role, None, *PLAN)
    return order


def _reschedule(
    actor: Actor, order: ServiceOrder, roles: frozenset[Role], role: Role
) -> ServiceOrder:
    """Both sides want the new time: everybody named has to agree to it as well."""
    if role is Role.PROXY:
        roles |= {Role.PROXY}  # The desk enters what the resident said.
    taking = taking_of(Action.RESCHEDULE, actor, order, roles)
    order.scheduled_from, order.scheduled_to = order.proposed_from, order.proposed_to
    clear_proposal(order)
    order.time_agreed_at = timezone.now()
    dispatch = live_dispatch(order)
    _ask_again(actor, order, dispatch)
    tell_requester(
        order, "order_scheduled", team=dispatch.asked if dispatch else "", time=said(order)
    )
    return _moved(taking)


def _moved(taking: Taking) -> ServiceOrder:
    order = taking.order
    assert order.scheduled_from is not None
    return finish(
        taking,
        "scheduled_from",
        "scheduled_to",
        *PLAN,
        after={"starts_at": order.scheduled_from.isoformat()},
    )


def _ask_again(actor: Actor, order: ServiceOrder, dispatch: Dispatch | None) -> None:
    """A yes was for the old time."""
    for row in Assignment.objects.select_related("volunteer").filter(
        district=order.district, order=order, state="accepted", checked_in_at=None
    ):
        if row.volunteer_id == actor.volunteer_id:
            continue
        row.state, row.answered_at = "proposed", None
        row.save(update_fields=["state", "answered_at"])
        tell_volunteer(
            order,
            row,
            "assignment_proposed",
            team=dispatch.asked if dispatch else "",
            time=said(order),
        )


@transact
def propose_time(
    *,
    actor: Actor,
    order_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    by_phone: bool = False,
    version: object = None,
) -> ServiceOrder:
    """改期: ask the other side for another time. What was agreed stands until they say yes."""
    order, roles = order_seen_by(actor, order_id, lock=True)
    side = _side(order, roles, by_phone=by_phone)
    role = _role(roles, side)
    taking_of(Action.RESCHEDULE, actor, order, roles | {role}, version)
    check_time(starts_at, ends_at)
    if side == "provider":
        most = policy_of(order.district).reschedules_max
        if order.provider_moves >= most:
            raise NotAllowed(
                _("服务方最多改期%(most)d次，请按约定前往，或退单由站点另外安排。")
                % {"most": most},
                code="too_many_moves",
            )
        order.provider_moves += 1
    order.proposed_from, order.proposed_to, order.proposed_by = starts_at, ends_at, side
    order.time_agreed_at = None
    dispatch = live_dispatch(order)
    if side == "provider":
        tell_requester(
            order,
            "order_time_proposed",
            team=dispatch.asked if dispatch else "",
            time=said(order),
        )
    elif dispatch is not None:
        tell_asked(order, dispatch, "order_time_asked", time=said(order))
    note(
        actor,
        order,
        "time_proposed",
        role,
        {"by": side, "starts_at": starts_at.isoformat()},
        *PLAN,
        "provider_moves",
    )
    return order
