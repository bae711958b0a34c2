"""When an order is due, and what happens then: the alarms of each state.

Only what the worker acts on is an alarm. Limits of hours and minutes run day and night; limits of
working days end with the last of them, by the official calendar; limits of days are whole days of
24 hours. Every limit is the district's (``policy``), the defaults are those of the flow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from redvest.engines.cn_calendar import CHINA_TIME, Overrides, end_of_working_days
from redvest.engines.order_flow import Action, Limit, LimitUnit, State, Urgency
from redvest.engines.policy import Policy, limit_named, limit_of


class Alarm(StrEnum):
    """What a timer is for; stored, so never renamed."""

    ACCEPT_DUE = "accept_due"
    DISPATCH_DUE = "dispatch_due"
    TIME_OUT = "time_out"
    SCHEDULE_DUE = "schedule_due"
    NO_SHOW = "no_show"
    REMIND_FIRST = "remind_first"
    REMIND_AGAIN = "remind_again"
    LAPSE = "lapse"
    REWORK_DUE = "rework_due"
    CLOSE = "close"
    REVISIT_DUE = "revisit_due"
    CONTACT_DUE = "contact_due"
    SETTLE_DUE = "settle_due"
    APPEAL_DUE = "appeal_due"
    UNTAKEN = "untaken"


MOVES = {
    Alarm.TIME_OUT: Action.TIME_OUT,
    Alarm.NO_SHOW: Action.REPORT_NO_SHOW,
    Alarm.LAPSE: Action.LAPSE,
    Alarm.CLOSE: Action.CLOSE,
}
"""Alarms that change the state; the others tell somebody."""

UNTAKEN_STATES = frozenset({State.ACCEPTED, State.DISPATCHED, State.POOLED})
"""States in which nobody has taken the order on; :attr:`Alarm.UNTAKEN` outlives their changes."""

_BY_STEP = {
    State.SUBMITTED: ((Alarm.ACCEPT_DUE, Action.ACCEPT),),
    State.ACCEPTED: ((Alarm.DISPATCH_DUE, Action.DISPATCH),),
    State.DISPATCHED: ((Alarm.TIME_OUT, Action.TIME_OUT),),
    State.POOLED: ((Alarm.TIME_OUT, Action.TIME_OUT),),
    State.CLAIMED: ((Alarm.SCHEDULE_DUE, Action.SCHEDULE),),
    State.DONE: ((Alarm.LAPSE, Action.LAPSE),),
    State.REWORK: ((Alarm.REWORK_DUE, Action.ASK_REWORK),),
    State.CONFIRMED: ((Alarm.CLOSE, Action.RATE),),
    State.DISPUTED: ((Alarm.SETTLE_DUE, Action.SETTLE),),
}


@dataclass(frozen=True)
class Due:
    """One alarm and its moment (UTC)."""

    alarm: Alarm
    at: datetime


def after(start: datetime, limit: Limit, overrides: Overrides) -> datetime:
    """Return the moment (UTC) at which a limit counted from ``start`` is over."""
    if limit.unit is LimitUnit.WORKING_DAYS:
        return end_of_working_days(start, limit.amount, overrides)
    step = {
        LimitUnit.MINUTES: timedelta(minutes=limit.amount),
        LimitUnit.HOURS: timedelta(hours=limit.amount),
        LimitUnit.DAYS: timedelta(days=limit.amount),
    }[limit.unit]
    return start.astimezone(UTC) + step


def alarms(
    state: State,
    urgency: Urgency,
    entered: datetime,
    policy: Policy,
    overrides: Overrides,
    *,
    visit: datetime | None = None,
    revisit: bool = False,
) -> tuple[Due, ...]:
    """Return the alarms of an order that has just entered a state, the principal one first.

    Parameters
    ----------
    state : State
        Where the order stands now.
    urgency : Urgency
        As the desk graded it.
    entered : datetime
        Since when, aware.
    policy, overrides : Policy, mapping
        The district's limits and calendar.
    visit : datetime or None
        When the visit begins, once it is agreed.
    revisit : bool
        Whether somebody is to ask the resident before the order may close.

    Returns
    -------
    tuple of Due
        Empty where nobody owes anything, or no clock runs.
    """

    def of(action: Action) -> datetime:
        limit = limit_of(policy, action, urgency)
        assert limit is not None, action  # Every step named here has a field in the policy.
        return after(entered, limit, overrides)

    def named(field: str) -> datetime:
        return after(entered, limit_named(policy, field), overrides)

    if state is State.SCHEDULED:
        if visit is None:
            return ()
        late = limit_named(policy, "no_show_minutes")
        return (Due(Alarm.NO_SHOW, after(visit, late, overrides)),)
    if state in (State.RATED, State.UNCONFIRMED):
        kind = Alarm.REVISIT_DUE if revisit else Alarm.CLOSE
        return (Due(kind, of(Action.REVISIT)),)
    found = [Due(alarm, of(action)) for alarm, action in _BY_STEP.get(state, ())]
    if state is State.DONE:
        last = found[0].at
        reminders = (
            Due(Alarm.REMIND_FIRST, named("remind_first_days")),
            Due(Alarm.REMIND_AGAIN, named("remind_again_days")),
        )
        # A reminder after the end would remind of nothing.
        found += [one for one in reminders if one.at < last]
    if state is State.DISPUTED:
        found.append(Due(Alarm.CONTACT_DUE, named("contact_days")))
    return tuple(found)


def untaken_at(placed: datetime, wanted_on: date, percent: int) -> datetime:
    """Return when the centre is told that nobody has taken the order on (UTC).

    That is when so much of the time from placing to the end of the wanted day is used up.
    """
    end = datetime.combine(wanted_on + timedelta(days=1), time(), tzinfo=CHINA_TIME)
    span = max(end - placed, timedelta())
    return (placed + span * percent / 100).astimezone(UTC)


SLOT_HOURS = {
    "any": (time(0), time(23, 59, 59)),
    "morning": (time(6), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(16), time(22)),
}
"""What residents mean by a time of day, in business time."""


def is_as_wished(starts: datetime, ends: datetime, wanted_on: date, slot: str) -> bool:
    """Return whether a visit lies in the window the resident asked for.

    Such a time needs no second yes from the resident.
    """
    first, last = starts.astimezone(CHINA_TIME), ends.astimezone(CHINA_TIME)
    opening, close = SLOT_HOURS[slot]
    return (
        first.date() == wanted_on == last.date()
        and opening <= first.time()
        and last.time() <= close
    )
