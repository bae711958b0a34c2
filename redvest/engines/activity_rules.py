"""What an activity needs before people are asked to come, and when somebody may sign up.

Sources: Regulation on Volunteer Services articles 12 (risks are told), 15 and 16 (age, skill,
training), 17 (accident insurance before danger), 22 (who cannot come says so in time); the
provincial rules on written agreements (high risk, more than a month, large events, outside the
city, foreigners, or on request).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from redvest.engines.roles import Role


class ActivityKind(StrEnum):
    """What people do together; stored, so never renamed."""

    SERVICE = "service"
    LECTURE = "lecture"
    CLASS = "class"
    PERFORMANCE = "performance"
    CONTEST = "contest"
    PATROL = "patrol"
    POST = "post"
    BIG_EVENT = "big_event"
    EXHIBITION = "exhibition"
    ONLINE = "online"


class Declared(StrEnum):
    """What an organiser declares not to be the case; all of it, or it is no volunteer service."""

    NO_PAY = "no_pay"
    NO_SELLING = "no_selling"
    NO_DUTY_OF_OFFICE = "no_duty_of_office"
    NO_ENFORCEMENT = "no_enforcement"
    NO_FORCED_COMING = "no_forced_coming"
    NO_FUND_RAISING = "no_fund_raising"


class Lack(StrEnum):
    """What is missing before an activity may be submitted."""

    RISK_STATEMENT = "risk_statement"
    LEAD = "lead"
    PLACE = "place"
    SESSION = "session"
    POSITION = "position"
    PAST = "past"
    DECLARATION = "declaration"
    POLICY = "policy"
    POLICY_DATES = "policy_dates"
    POLICY_PEOPLE = "policy_people"
    MINORS_IN_DANGER = "minors_in_danger"
    MINORS_AT_NIGHT = "minors_at_night"
    DETAILS = "details"


NIGHT_FROM, NIGHT_TO = 22, 6
BIG_FROM = 100
MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rules have to know about an activity.

    ``sessions`` are beginnings and ends in the local time of the district, ``policy`` the first
    and last day of the insurance, ``insured_people`` how many it covers, ``minors`` whether any
    position takes people under 18 or it is a class for them, ``people`` how many places there are
    at one time at most.
    """

    kind: ActivityKind
    sessions: Sequence[tuple[datetime, datetime]]
    people: int
    minors: bool
    risky: bool
    cross_street: bool
    on_road: bool
    has_risk_statement: bool
    has_lead: bool
    has_place: bool
    positions: int
    declared: frozenset[Declared]
    policy: tuple[date, date] | None = None
    insured_people: int = 0
    says_what_its_kind_asks: bool = True


def is_night(starts: datetime, ends: datetime) -> bool:
    """Whether any minute lies between 22:00 and 06:00 local time.

    >>> is_night(datetime(2026, 3, 5, 19), datetime(2026, 3, 5, 22))
    False
    >>> is_night(datetime(2026, 3, 5, 19), datetime(2026, 3, 5, 22, 30))
    True
    """
    if starts.hour < NIGHT_TO or starts.hour >= NIGHT_FROM:
        return True
    return ends > starts.replace(hour=NIGHT_FROM, minute=0, second=0, microsecond=0)


def at_night(plan: Plan) -> bool:
    return any(is_night(starts, ends) for starts, ends in plan.sessions)


def approver(plan: Plan) -> Role:
    """Return the level that approves: the center where more can go wrong, else the venue's own."""
    needs_center = (
        plan.people > BIG_FROM
        or plan.minors
        or plan.risky
        or plan.cross_street
        or plan.on_road
        or plan.kind is ActivityKind.BIG_EVENT
        or at_night(plan)
    )
    return Role.CENTRE_ADMIN if needs_center else Role.VENUE_ADMIN


def needs_agreement(plan: Plan, *, asked: bool = False) -> bool:
    """Whether the law asks for a written agreement with each volunteer."""
    if asked or plan.risky or plan.kind is ActivityKind.BIG_EVENT or plan.people > BIG_FROM:
        return True
    if not plan.sessions:
        return False
    first = min(starts for starts, _ends in plan.sessions)
    return max(ends for _starts, ends in plan.sessions) - first > MONTH


def lacks(plan: Plan, now: datetime) -> tuple[Lack, ...]:
    """Return everything that is missing before the activity may be submitted or published."""
    found: list[Lack] = []
    for present, lack in (
        (plan.has_risk_statement, Lack.RISK_STATEMENT),
        (plan.has_lead, Lack.LEAD),
        (plan.has_place or plan.kind is ActivityKind.ONLINE, Lack.PLACE),
        (plan.sessions, Lack.SESSION),
        (plan.positions, Lack.POSITION),
        (plan.declared == frozenset(Declared), Lack.DECLARATION),
        (plan.says_what_its_kind_asks, Lack.DETAILS),
    ):
        if not present:
            found.append(lack)
    if any(starts <= now for starts, _ends in plan.sessions):
        found.append(Lack.PAST)
    if plan.risky and plan.policy is None:
        found.append(Lack.POLICY)
    elif plan.policy is not None and not _covered(plan.policy, plan.sessions):
        found.append(Lack.POLICY_DATES)
    if plan.risky and plan.policy is not None and plan.insured_people < plan.people:
        found.append(Lack.POLICY_PEOPLE)
    if plan.minors and plan.risky:
        found.append(Lack.MINORS_IN_DANGER)
    if plan.minors and at_night(plan):
        found.append(Lack.MINORS_AT_NIGHT)
    return tuple(found)


def _covered(policy: tuple[date, date], sessions: Iterable[tuple[datetime, datetime]]) -> bool:
    first, last = policy
    return all(first <= starts.date() and ends.date() <= last for starts, ends in sessions)


class Tier(StrEnum):
    """Who may sign up first."""

    TEAM = "team"
    EVERYBODY = "everybody"


def opens_for(tier: Tier, opens_at: datetime, team_ahead_hours: int) -> datetime:
    """When sign-up begins for somebody: members of the organising team may be earlier."""
    if tier is Tier.TEAM:
        return opens_at - timedelta(hours=team_ahead_hours)
    return opens_at


class Load(StrEnum):
    """What somebody should know before taking on one more shift; never a refusal."""

    LONG_DAY = "long_day"
    LONG_WEEK = "long_week"
    SHORT_REST = "short_rest"


DAY_MINUTES, WEEK_MINUTES, REST = 8 * 60, 24 * 60, timedelta(hours=9)
HARD_DAY_MINUTES = 16 * 60
Span = tuple[datetime, datetime]


def minutes_of(span: Span) -> int:
    return int((span[1] - span[0]).total_seconds() // 60)


def overlapping(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span shares a minute with another; back to back is allowed."""
    return any(starts < span[1] and span[0] < ends for starts, ends in others)


def loads(span: Span, others: Sequence[Span]) -> tuple[Load, ...]:
    """Return what is worth a warning when ``span`` joins what somebody has promised already.

    Times are local: a day is the day on which a shift begins, a week begins on Monday. A short
    night counts between shifts of two days.
    """
    everything = [*others, span]
    day = sum(minutes_of(one) for one in everything if one[0].date() == span[0].date())
    week = span[0].isocalendar()[:2]
    same_week = sum(minutes_of(one) for one in everything if one[0].isocalendar()[:2] == week)
    found: list[Load] = []
    if day > DAY_MINUTES:
        found.append(Load.LONG_DAY)
    if same_week > WEEK_MINUTES:
        found.append(Load.LONG_WEEK)
    for other in others:
        first, then = sorted((span, other))
        if first[0].date() != then[0].date() and timedelta(0) <= then[0] - first[1] < REST:
            found.append(Load.SHORT_REST)
            break
    return tuple(found)


def too_long(span: Span, others: Sequence[Span]) -> bool:
    """Whether one day would hold more than the hard limit of 16 hours."""
    day = [one for one in [*others, span] if one[0].date() == span[0].date()]
    return sum(minutes_of(one) for one in day) > HARD_DAY_MINUTES


def withdrawal_is_late(now: datetime, starts_at: datetime, free_hours: int) -> bool:
    """Whether leaving now leaves the organiser little time; it is written down, never published."""
    return now > starts_at - timedelta(hours=free_hours)


def answer_by(
    now: datetime, starts_at: datetime, today: bool, offer_minutes: int, offer_today_minutes: int
) -> datetime:
    """Until when an offered place is kept: never beyond the beginning."""
    minutes = offer_today_minutes if today else offer_minutes
    return min(now + timedelta(minutes=minutes), starts_at)


def asks_the_lead(
    no_shows: Sequence[datetime], now: datetime, most: int, within_days: int, for_days: int
) -> bool:
    """Whether the lead looks at a sign-up first, because somebody was missed several times.

    ``no_shows`` are the verified ones. The rule ends by itself ``for_days`` after the one that
    made the number full.
    """
    times = sorted(no_shows)
    for index in range(most - 1, len(times)):
        full_at = times[index]
        if full_at - times[index - most + 1] <= timedelta(
            days=within_days
        ) and now < full_at + timedelta(days=for_days):
            return True
    return False
