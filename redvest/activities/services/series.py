"""Activities that come again: made from one draft, and taken on together.

Each one is an activity of its own, with its own sign-ups and its own end.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import WEATHER_REASONS
from redvest.activities.models import Activity, ActivitySeries, Position, Session, Shift
from redvest.activities.queries import (
    activity_seen_by,
    positions_of,
    sessions_of,
)
from redvest.activities.queries.calendar import practice_between
from redvest.activities.services import announcing, stepping
from redvest.activities.services.cards import PositionCard
from redvest.activities.services.changing import reached_ids
from redvest.activities.services.door import checked_choice, trace
from redvest.activities.services.parts import draft_of
from redvest.activities.services.planning import WRITTEN, answer_lead
from redvest.activities.services.telling import lead_account, tell_account
from redvest.db import transact
from redvest.districts.queries import calendar_of
from redvest.engines.activity_flow import ActivityAction, ActivityState, actions_open_to
from redvest.engines.recurrence import LONGEST_DAYS, Rhythm, days_between
from redvest.engines.series_rules import MOST, Reach
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor

MOVED = ("lead_agreed_at", "signup_opens_at", "signup_closes_at")
COPIED = sorted({*WRITTEN, "district", "region", "host", "team", "details"} - {*MOVED})
"""What a copy takes over as it is; the lead is asked anew and sign-up moves with the day."""

STEPS: dict[str, tuple[ActivityAction, Callable[..., Activity]]] = {
    "submit": (ActivityAction.SUBMIT, announcing.submit_activity),
    "approve": (ActivityAction.APPROVE, announcing.approve_activity),
    "publish": (ActivityAction.PUBLISH, announcing.publish_activity),
    "cancel": (ActivityAction.CANCEL, stepping.cancel_activity),
}
"""What may be done with several of a series at once; each one goes through its own door."""


@dataclass(frozen=True)
class SeriesCard:
    """In which rhythm a draft comes again, up to which day."""

    last: date
    weekdays: tuple[int, ...] = ()
    on_practice_days: bool = False
    skip_holidays: bool = True


def _days(actor: Actor, card: SeriesCard, first: date) -> list[date]:
    """Every later day of the rhythm.

    Raises
    ------
    Invalid
        If there is none, or there are too many for one series.
    """
    if not first < card.last < first + timedelta(days=LONGEST_DAYS):
        message = _("最后一天要在第一场之后、一年之内。")
        raise Invalid(message, fields={"last": message})
    if card.on_practice_days:
        days = practice_between(actor.district, first + timedelta(days=1), card.last)
    elif card.weekdays and set(card.weekdays) <= set(range(1, 8)):
        rhythm = Rhythm(frozenset(card.weekdays), first, card.last, card.skip_holidays)
        days = list(days_between(rhythm, first, card.last, calendar_of(actor.district)))
    else:
        message = _("请选星期几，或跟着文明实践日。")
        raise Invalid(message, fields={"weekdays": message})
    if not days:
        message = _("这段时间里没有这样的日子，请换一个最后一天。")
        raise Invalid(message, fields={"last": message})
    if len(days) >= MOST:
        too_many = _("一次最多安排%(most)d场，最后一天请选%(day)s或更早。") % {
            "most": MOST,
            "day": days[MOST - 2],
        }
        raise Invalid(too_many, fields={"last": too_many})
    return days


@transact
def make_series(
    *, actor: Actor, activity_id: UUID, card: SeriesCard, version: object = None
) -> ActivitySeries:
    """Copies of a draft on later days, each a draft of its own with the same positions.

    An on-site lead who is not the actor is asked anew for each: one yes is no promise for a year.
    """
    origin, _roles = draft_of(actor, activity_id, version)
    if origin.series_id is not None:
        raise Conflict(_("这个活动已经是系列中的一场。"), code="wrong_state")
    sessions = list(sessions_of(origin))
    if len(sessions) != 1:
        raise Invalid(_("系列从只有一场时间的草稿开始，请先去掉多余的场次。"))
    first = timezone.localdate(sessions[0].starts_at)
    days = _days(actor, card, first)
    now = timezone.now()
    series = ActivitySeries(
        district=actor.district,
        weekdays=sorted(set(card.weekdays)),
        on_practice_days=card.on_practice_days,
        skip_holidays=card.skip_holidays,
        first=first,
        last=card.last,
        created_by=actor.account_id,
        created_at=now,
    )
    series.save(force_insert=True)
    origin.series = series
    trace(actor, origin, "edited", "series", what="series")
    made = _copies(actor, origin, sessions[0], series, [day - first for day in days])
    for row in made:
        record_event(
            actor=actor,
            kind="activity.created",
            subject=row,
            region=row.region,
            after={"series": str(series.id), "kind": row.kind},
        )
    if made and made[0].lead_id is not None and made[0].lead_agreed_at is None:
        tell_account(lead_account(made[0]), made[0], "activity_lead_asked", "/me/leading/")
    return series


def _copies(
    actor: Actor,
    origin: Activity,
    session: Session,
    series: ActivitySeries,
    steps: Sequence[timedelta],
) -> list[Activity]:
    """The rows of the copies, each kind in one statement."""
    now = timezone.now()
    own = origin.lead_id is not None and origin.lead_id == actor.volunteer_id
    common = {name: getattr(origin, name) for name in COPIED}
    positions = list(positions_of(origin))
    activities, sessions, places, shifts = [], [], [], []
    for step in steps:
        times = {"starts_at": session.starts_at + step, "ends_at": session.ends_at + step}
        row = Activity(
            **common,
            **times,
            series=series,
            lead_agreed_at=now if own else None,
            signup_opens_at=origin.signup_opens_at and origin.signup_opens_at + step,
            signup_closes_at=origin.signup_closes_at and origin.signup_closes_at + step,
            status_since=now,
            created_by=actor.account_id,
            created_at=now,
        )
        here: dict[str, Any] = {"district": origin.district, "activity": row}
        at = Session(**here, **times, break_minutes=session.break_minutes)
        activities.append(row)
        sessions.append(at)
        for one in positions:
            position = Position(
                **here,
                **{name: getattr(one, name) for name in PositionCard.__dataclass_fields__},
                order=one.order,
            )
            places.append(position)
            shifts.append(
                Shift(**here, **times, session=at, position=position, capacity=one.capacity)
            )
    Activity.objects.bulk_create(activities)
    Session.objects.bulk_create(sessions)
    Position.objects.bulk_create(places)
    Shift.objects.bulk_create(shifts)
    return activities


@transact
def lead_series(*, actor: Actor, activity_id: UUID) -> int:
    """One yes of the on-site lead for every activity of a series they are asked to lead."""
    asked, _roles = activity_seen_by(actor, activity_id)
    if asked.series_id is None or asked.lead_id is None or asked.lead_id != actor.volunteer_id:
        raise NotAllowed(_("现场负责人由本人答复。"))
    waiting = Activity.objects.filter(
        district=actor.district,
        series_id=asked.series_id,
        lead_id=actor.volunteer_id,
        lead_agreed_at=None,
    )
    ids = list(waiting.order_by("id").values_list("id", flat=True))
    if not ids:
        raise Conflict(_("这一系列您都已答复。"), code="wrong_state")
    for one in ids:
        answer_lead(actor=actor, activity_id=one, agrees=True)
    return len(ids)


@transact
def step_series(
    *, actor: Actor, activity_id: UUID, action: str, reach: Reach, reason: str = ""
) -> int:
    """One step for several of a series, each by its own rules; how many took it.

    Those for which it is not the time are left as they are. A refusal of one refuses all, and
    says of which day.
    """
    if action not in STEPS:
        raise Invalid(_("请从列表里选择。"), fields={"action": _("请从列表里选择。")})
    step, act = STEPS[action]
    chosen, _roles = activity_seen_by(actor, activity_id, lock=True)
    more = {"reason": reason} if action == "cancel" else {}
    done = 0
    for row_id in reached_ids(chosen, reach):
        row, roles = activity_seen_by(actor, row_id, lock=True)
        if step not in actions_open_to(ActivityState(row.status), roles):
            continue
        try:
            act(actor=actor, activity_id=row_id, **more)
        except Invalid as refusal:
            raise Invalid(
                _("%(day)s：%(message)s")
                % {
                    "day": timezone.localdate(row.starts_at) if row.starts_at else "",
                    "message": refusal.message,
                },
                code=refusal.code,
            ) from None
        done += 1
    if not done:
        raise Conflict(_("没有一场现在能办这一步，请刷新页面查看最新情况。"), code="wrong_state")
    return done


@transact
def yield_to_weather(*, actor: Actor, activity_ids: Sequence[UUID], warning: str, then: str) -> int:
    """Postpone or cancel what the weather does not allow, all with one decision.

    Each goes through its own door, so that everybody who signed up is told at once, and why.
    """
    checked_choice("warning", warning, WEATHER_REASONS)
    checked_choice("then", then, ("postpone", "cancel"))
    if not activity_ids:
        message = _("请至少选一场。")
        raise Invalid(message, fields={"activities": message})
    act = stepping.postpone_activity if then == "postpone" else stepping.cancel_activity
    for row_id in sorted(set(activity_ids)):
        act(actor=actor, activity_id=row_id, reason=warning)
    return len(set(activity_ids))
