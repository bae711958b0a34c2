"""The times and positions of a draft, and the places that come of both."""

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import LACKS
from redvest.activities.models import Activity, Position, Session, Shift
from redvest.activities.queries import (
    ORGANISERS,
    activity_seen_by,
    plan_of,
    positions_of,
    sessions_of,
)
from redvest.activities.services.cards import PositionCard, SessionCard
from redvest.activities.services.door import check_fresh, checked_choice, checked_text, trace
from redvest.core.copying import copy_in
from redvest.db import transact
from redvest.engines.activity_flow import EDITABLE, ActivityState
from redvest.engines.activity_rules import Lack, lacks
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.orders.item_labels import QUALIFICATIONS, TRAININGS
from redvest.people.actors import Actor
from redvest.people.labels import SKILLS

AHEAD, LONGEST, CAPACITY_MOST = timedelta(days=366), timedelta(hours=16), 5000
SESSIONS_MOST, POSITIONS_MOST, LEAST_AGE_MOST = 40, 20, 60


def draft_of(
    actor: Actor, activity_id: UUID, version: object = None
) -> tuple[Activity, frozenset[Role]]:
    """A draft under lock, for whoever organises it.

    Raises
    ------
    NotAllowed, Conflict
        If the actor only watches or leads it; if it is no draft any more.
    """
    activity, roles = activity_seen_by(actor, activity_id, lock=True)
    if not roles & set(ORGANISERS):
        raise NotAllowed(_("活动由组织它的队伍或阵地修改。"))
    if ActivityState(activity.status) not in EDITABLE:
        raise Conflict(_("提交之后不能直接修改，请先撤回修改。"), code="wrong_state")
    check_fresh(activity, version)
    return activity, roles


def new_session(activity: Activity, card: SessionCard) -> Session:
    """A time as the card says it, not written yet."""
    now = timezone.now()
    wrong: dict[str, object] = {}
    if card.starts_at <= now:
        wrong["starts_at"] = _("开始时间已经过了，请选以后的时间。")
    elif card.starts_at > now + AHEAD:
        wrong["starts_at"] = _("最多提前一年安排。")
    if card.ends_at <= card.starts_at:
        wrong["ends_at"] = _("结束时间要晚于开始时间。")
    elif card.ends_at - card.starts_at > LONGEST:
        wrong["ends_at"] = _("一场最多16小时，请分成几场。")
    elif timedelta(minutes=card.break_minutes) >= card.ends_at - card.starts_at:
        wrong["break_minutes"] = _("休息时间要短于整场时间。")
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)
    return Session(district=activity.district, activity=activity, **asdict(card))


def add_one_session(activity: Activity, card: SessionCard) -> Session:
    session = new_session(activity, card)
    if sessions_of(activity).count() >= SESSIONS_MOST:
        raise Invalid(_("一个活动最多40场，请另建一个活动。"))
    session.save(force_insert=True)
    copy_in([new_shift(activity, session, one) for one in positions_of(activity)])
    refresh_span(activity)
    return session


def new_shift(activity: Activity, session: Session, position: Position) -> Shift:
    return Shift(
        district=activity.district,
        activity=activity,
        session=session,
        position=position,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        capacity=position.capacity,
    )


def checked_capacity(capacity: int) -> int:
    if not 1 <= capacity <= CAPACITY_MOST:
        message = _("名额应在1至%(most)d之间。") % {"most": CAPACITY_MOST}
        raise Invalid(message, fields={"capacity": message})
    return capacity


def check_insured(activity: Activity) -> None:
    """Refuse more places than the insurance of dangerous work covers."""
    if Lack.POLICY_PEOPLE in lacks(plan_of(activity), timezone.localtime()):
        message = LACKS[Lack.POLICY_PEOPLE]
        raise Invalid(message, code="policy_people", fields={"capacity": message})


def new_position(activity: Activity, card: PositionCard) -> Position:
    """A position as the card says it, the first one, not written yet."""
    values = asdict(card)
    checked_capacity(card.capacity)
    values["name"] = checked_text("name", card.name, 40, _("请写岗位名称，例如：秩序维护。"))
    values["duties"] = checked_text("duties", card.duties, 300)
    if not 0 <= card.least_age <= LEAST_AGE_MOST:
        wrong = _("年龄应在0至%(most)d周岁之间。") % {"most": LEAST_AGE_MOST}
        raise Invalid(wrong, fields={"least_age": wrong})
    for name, known in (
        ("skill", SKILLS),
        ("qualification", QUALIFICATIONS),
        ("training", TRAININGS),
    ):
        checked_choice(name, values[name], ["", *(str(one) for one in known)])
    if card.team_only and activity.team_id is None:
        message = _("由阵地组织的活动没有队员，请不要勾选“只给本队队员”。")
        raise Invalid(message, fields={"team_only": message})
    return Position(district=activity.district, activity=activity, order=0, **values)


def add_one_position(activity: Activity, card: PositionCard) -> Position:
    position, standing = new_position(activity, card), positions_of(activity)
    if standing.filter(name=position.name).exists():
        message = _("已经有同名的岗位。")
        raise Invalid(message, fields={"name": message})
    count = standing.count()
    if count >= POSITIONS_MOST:
        raise Invalid(_("一个活动最多20个岗位。"))
    position.order = count
    position.save(force_insert=True)
    copy_in([new_shift(activity, session, position) for session in sessions_of(activity)])
    return position


def refresh_span(activity: Activity) -> None:
    """From when to when the activity lasts, by the sessions that stand."""
    span = sessions_of(activity).aggregate(first=Min("starts_at"), last=Max("ends_at"))
    activity.starts_at, activity.ends_at = span["first"], span["last"]
    activity.save(update_fields=["starts_at", "ends_at"])


@transact
def add_session(
    *, actor: Actor, activity_id: UUID, card: SessionCard, version: object = None
) -> Session:
    """One more time; every position is needed then too."""
    activity, _roles = draft_of(actor, activity_id, version)
    session = add_one_session(activity, card)
    trace(actor, activity, "edited", what="session_added")
    return session


@transact
def drop_session(
    *, actor: Actor, activity_id: UUID, session_id: UUID, version: object = None
) -> Activity:
    """A time that is not wanted after all."""
    activity, _roles = draft_of(actor, activity_id, version)
    session = sessions_of(activity).filter(id=session_id).first()
    if session is None:
        raise NotSeen(_("没有找到这一场。"))
    session.cancelled_at = timezone.now()
    session.save(update_fields=["cancelled_at"])
    Shift.objects.filter(district=activity.district, session=session).update(
        closed_at=timezone.now()
    )
    refresh_span(activity)
    trace(actor, activity, "edited", what="session_dropped")
    return activity


@transact
def add_position(
    *, actor: Actor, activity_id: UUID, card: PositionCard, version: object = None
) -> Position:
    """One more thing to do, at every time."""
    activity, _roles = draft_of(actor, activity_id, version)
    position = add_one_position(activity, card)
    trace(actor, activity, "edited", what="position_added")
    return position


@transact
def drop_position(
    *, actor: Actor, activity_id: UUID, position_id: UUID, version: object = None
) -> Activity:
    """A position that is not needed after all."""
    activity, _roles = draft_of(actor, activity_id, version)
    position = positions_of(activity).filter(id=position_id).first()
    if position is None:
        raise NotSeen(_("没有找到这个岗位。"))
    position.retired_at = timezone.now()
    position.save(update_fields=["retired_at"])
    Shift.objects.filter(district=activity.district, position=position).update(
        closed_at=timezone.now()
    )
    trace(actor, activity, "edited", what="position_dropped")
    return activity
