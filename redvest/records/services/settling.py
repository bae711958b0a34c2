"""Settling an activity: attendance becomes hours, for everybody at once.

One transaction, with the locks, engines and constraints of a single record; what differs is that
the rows are written together. Whoever settles is not who said who was there.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, Session, Shift, SignUp
from redvest.activities.queries.attendance import stories_of_all
from redvest.activities.services.announcing import Asked
from redvest.activities.services.bulk import lock_signups_of, move_many
from redvest.activities.services.door import Taking, begin, begin_each, finish_each, lock_shifts_of
from redvest.activities.showing import organiser_of
from redvest.core.copying import copy_in
from redvest.core.days import midnight
from redvest.db import transact
from redvest.engines.activity_flow import ActivityAction
from redvest.engines.attendance_merge import Story
from redvest.engines.evidence import Entry, Level
from redvest.engines.record_flow import State
from redvest.engines.roles import Role
from redvest.engines.service_minutes import MINUTE, Span
from redvest.engines.settling import Case, Other, Outcome, outcome_of
from redvest.engines.signup_flow import SignUpAction
from redvest.errors import Conflict, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.records.models import ServiceRecord
from redvest.records.services.moving import CLAIMING, HOLDING
from redvest.records.services.serials import next_serials
from redvest.records.services.telling import tell_confirmers

DESK = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
CAME = ("checked_in", "checked_out")


@dataclass(frozen=True)
class Row:
    """One person at one session: what the stamps come to."""

    signup: SignUp
    story: Story
    outcome: Outcome
    account: UUID | None


@dataclass(frozen=True)
class Settled:
    """What settling brought: people, hours that count, and what waits for somebody."""

    activity: Activity
    records: int
    effective: int
    minutes: int


class Facts:
    """What settling has to know about the sign-ups of some activities, asked for all together."""

    def __init__(self, activities: Sequence[Activity], signups: Iterable[SignUp]) -> None:
        of = {"district": activities[0].district, "activity__in": activities}
        self.stories = stories_of_all(activities)
        self.came: defaultdict[UUID, list[SignUp]] = defaultdict(list)
        for one in sorted(signups, key=lambda one: (one.starts_at, one.id)):
            if one.state in CAME and one.id in self.stories:
                self.came[one.activity_id].append(one)
        everybody = [one for some in self.came.values() for one in some]
        ids = sorted({one.volunteer_id for one in everybody})
        people = Volunteer.objects.filter(district=activities[0].district, id__in=ids)
        self.accounts = dict(people.values_list("id", "person__account_id"))
        sessions = Session.objects.filter(**of, cancelled_at=None)
        self.rests = dict(sessions.values_list("id", "break_minutes"))
        self.sessions = dict(Shift.objects.filter(**of).values_list("id", "session_id"))
        self._others = _others(activities[0].district, ids, everybody)

    def others(self, came: list[SignUp]) -> dict[UUID, list[Other]]:
        """What else those who came have on the days of their activity."""
        if not came:
            return {}
        (since, last), people = _days(came), {one.volunteer_id for one in came}
        return {
            one: [some for some in self._others[one] if some.span.end > since and some.day <= last]
            for one in people
        }

    def add(self, records: Iterable[ServiceRecord]) -> None:
        """What was settled a moment ago counts for the activity that is settled next."""
        for row in records:
            if row.state in CLAIMING and row.level != Level.E.value:
                span, holds = Span(row.starts_at, row.ends_at), row.state in HOLDING
                other = Other(span, row.minutes, row.service_on, holds)
                self._others[row.volunteer_id].append(other)


def _days(signups: Iterable[SignUp]) -> tuple[datetime, date]:
    """From which moment to which day these sign-ups last."""
    days = [timezone.localdate(at) for one in signups for at in (one.starts_at, one.ends_at)]
    return midnight(min(days)), max(days)


def _others(district: str, ids: list[UUID], came: list[SignUp]) -> defaultdict[UUID, list[Other]]:
    """What else these people have on the days of these sign-ups, in one query."""
    found: defaultdict[UUID, list[Other]] = defaultdict(list)
    if not came:
        return found
    since, last = _days(came)
    rows = (
        ServiceRecord.objects.filter(
            district=district,
            volunteer__in=ids,
            state__in=CLAIMING,
            ends_at__gt=since,
            service_on__lte=last,
        )
        .exclude(level=Level.E.value)
        .values_list("volunteer_id", "starts_at", "ends_at", "minutes", "service_on", "state")
    )
    for volunteer, starts, ends, minutes, day, state in rows:
        found[volunteer].append(Other(Span(starts, ends), minutes, day, state in HOLDING))
    return found


def cases_of(
    activity: Activity,
    signups: Iterable[SignUp],
    *,
    settled_by: object = None,
    roles: frozenset[Role] = DESK,
    facts: Facts | None = None,
) -> list[Row]:
    """What settling would come to now, without writing anything."""
    facts = facts or Facts([activity], signups)
    came = facts.came[activity.id]
    others = facts.others(came)
    zone, proposed_at = timezone.get_current_timezone(), activity.proposed_at or timezone.now()
    rows = []
    for signup in came:
        known, account = others[signup.volunteer_id], facts.accounts.get(signup.volunteer_id)
        case = Case(
            facts.stories[signup.id],
            Span(signup.starts_at, signup.ends_at),
            facts.rests.get(facts.sessions[signup.shift_id], 0),
            account or signup.volunteer_id,
            activity.proposed_by,
            proposed_at,
            settled_by,
            roles,
            known,
        )
        found = outcome_of(case, zone)
        if found.counted.span is not None and found.day is not None:
            holds = found.state is State.EFFECTIVE
            known.append(Other(found.counted.span, found.counted.minutes, found.day, holds))
        rows.append(Row(signup, case.story, found, account))
    return rows


@transact
def settle_activity(*, actor: Actor, activity_id: UUID, version: object = None) -> Settled:
    """The desk settles what the lead proposed: everybody's hours, by what proves them."""
    [settled] = _settle([begin(ActivityAction.SETTLE, actor, activity_id, version)])
    return settled


@transact
def settle_activities(*, asked: Asked) -> list[Settled]:
    """:func:`settle_activity` for many, in the order given."""
    return _settle(begin_each(ActivityAction.SETTLE, asked))


def _settle(takings: Sequence[Taking]) -> list[Settled]:
    for one in takings:
        if one.activity.proposed_by is None:
            raise Conflict(_("负责人还没有交名单，不能结算。"), code="not_proposed")
        if one.activity.proposed_by == one.actor.account_id:
            raise NotAllowed(_("名单是您交的，要由另一个人结算。"), code="same_hand")
    activities = [one.activity for one in takings]
    lock_shifts_of(activities)
    signups = lock_signups_of(activities)
    everybody = [one for some in signups.values() for one in some]
    came = sorted({one.volunteer_id for one in everybody if one.state in CAME})
    list(
        Volunteer.objects.select_for_update(no_key=True)
        .filter(id__in=came)
        .order_by("id")
        .values_list("id", flat=True)
    )
    facts = Facts(activities, everybody)
    records = [_one(taking, signups[taking.activity.id], facts) for taking in takings]
    done = [_counted(one.activity, some) for one, some in zip(takings, records, strict=True)]
    after = [
        {"records": one.records, "effective": one.effective, "minutes": one.minutes} for one in done
    ]
    finish_each(takings, "settled_by", after=after)
    for taking, some in zip(takings, records, strict=True):
        waiting = [one for one in some if one.state == State.PENDING_CONFIRM.value]
        if waiting:
            tell_confirmers(waiting[0], lead=None, but=taking.actor.account_id)
    return done


def _counted(activity: Activity, records: list[ServiceRecord]) -> Settled:
    effective = [one for one in records if one.state == State.EFFECTIVE.value]
    minutes = sum(one.minutes for one in effective)
    return Settled(activity, len(records), len(effective), minutes)


def _one(taking: Taking, signups: list[SignUp], facts: Facts) -> list[ServiceRecord]:
    """The hours of one activity, and the step of its sign-ups."""
    actor, activity = taking.actor, taking.activity
    roles = frozenset({taking.role} if taking.role is not None else ()) & DESK
    rows = cases_of(activity, signups, settled_by=actor.account_id, roles=roles, facts=facts)
    records = _write(actor, activity, [row for row in rows if row.outcome.counted.minutes], roles)
    facts.add(records)
    for state in (*CAME, "confirmed"):
        same = [one for one in signups if one.state == state]
        move_many(same, SignUpAction.SETTLE, actor, activity, roles)
    activity.settled_by = actor.account_id
    return records


def _write(
    actor: Actor, activity: Activity, rows: list[Row], roles: frozenset[Role]
) -> list[ServiceRecord]:
    """The records and their traces, written together."""
    by_month: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_month[f"{row.outcome.day:%Y%m}"].append(row)
    organizer, now = organiser_of(activity)[:60], timezone.now()
    records: list[ServiceRecord] = []
    for period, some in sorted(by_month.items()):
        serials = next_serials(activity.district, "record", period, len(some))
        for serial, row in zip(serials, some, strict=True):
            record = _record(actor, activity, row, now)
            record.number, record.organizer = f"{period}-{serial:06d}", organizer
            records.append(record)
    copy_in(records)
    steps: dict[UUID | None, list[str]] = {
        row.signup.id: [one.value for one in row.outcome.steps] for row in rows
    }
    role = next(iter(roles), None)
    events = [
        record_event(
            actor=actor,
            kind="record.settle",
            subject=record,
            region=record.region,
            role=role,
            after={
                "state": record.state,
                "version": record.version,
                "steps": steps[record.signup_id],
                "minutes": record.minutes,
                "level": record.level,
            },
            save=False,
        )
        for record in records
    ]
    copy_in(events)
    return records


def _record(actor: Actor, activity: Activity, row: Row, now: datetime) -> ServiceRecord:
    found, span = row.outcome, row.outcome.counted.span
    assert span is not None
    assert found.day is not None
    return ServiceRecord(
        district=activity.district,
        volunteer_id=row.signup.volunteer_id,
        volunteer_account=row.account,
        entry=Entry.SYSTEM.value,
        signup_id=row.signup.id,
        team_id=activity.team_id,
        title=activity.title,
        category=activity.category,
        region=activity.region,
        starts_at=span.start,
        ends_at=span.end,
        service_on=found.day,
        minutes=found.counted.minutes,
        away_minutes=found.counted.away,
        planned_minutes=(row.signup.ends_at - row.signup.starts_at) // MINUTE,
        level=found.level.value,
        arrival=row.story.arrival.value,
        departed=row.story.departed,
        flags=[one.value for one in found.flags],
        state=found.state.value,
        state_since=now,
        recorded_at=now,
        vouched_by=found.vouched if isinstance(found.vouched, UUID) else None,
        vouched_as=found.vouched_as if found.vouched else "",
        vouched_at=activity.proposed_at if found.vouched_as == "lead" else now,
        approver=actor.account_id if found.approved else None,
        notice_until=now if found.state is State.EFFECTIVE else None,
        version=1 + len(found.steps),
    )
