"""Settling an activity: attendance becomes hours, for everybody at once.

One transaction, with the locks, engines and constraints of a single record; what differs is that
the rows are written together. Whoever settles is not who said who was there.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, SignUp
from redvest.activities.queries import sessions_of
from redvest.activities.queries.attendance import stories_of
from redvest.activities.services.bulk import lock_signups, move_many
from redvest.activities.services.door import begin, finish, lock_shifts
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


def cases_of(
    activity: Activity,
    signups: Iterable[SignUp],
    *,
    settled_by: object = None,
    roles: frozenset[Role] = DESK,
) -> list[Row]:
    """What settling would come to now, without writing anything."""
    stories = stories_of(activity)
    came = [one for one in signups if one.state in CAME and one.id in stories]
    came.sort(key=lambda one: (one.starts_at, one.id))
    ids = sorted({one.volunteer_id for one in came})
    people = dict(
        Volunteer.objects.filter(district=activity.district, id__in=ids).values_list(
            "id", "person__account_id"
        )
    )
    rests = {one.id: one.break_minutes for one in sessions_of(activity)}
    sessions = dict(activity.shifts.values_list("id", "session_id"))
    others = _others(activity, ids, came)
    zone, proposed_at = timezone.get_current_timezone(), activity.proposed_at or timezone.now()
    rows = []
    for signup in came:
        known, account = others[signup.volunteer_id], people.get(signup.volunteer_id)
        case = Case(
            stories[signup.id],
            Span(signup.starts_at, signup.ends_at),
            rests.get(sessions[signup.shift_id], 0),
            account or signup.volunteer_id,
            activity.proposed_by,
            proposed_at,
            settled_by,
            roles,
            known,
        )
        found = outcome_of(case, zone)
        if found.counted.span is not None:
            holds = found.state is State.EFFECTIVE
            known.append(Other(found.counted.span, found.counted.minutes, found.day, holds))
        rows.append(Row(signup, case.story, found, account))
    return rows


def _others(activity: Activity, ids: list[UUID], came: list[SignUp]) -> dict[UUID, list[Other]]:
    """What else these people have on the days of this activity, in one query."""
    found: defaultdict[UUID, list[Other]] = defaultdict(list)
    if not came:
        return found
    days = [timezone.localdate(one.starts_at) for one in came]
    days += [timezone.localdate(one.ends_at) for one in came]
    rows = (
        ServiceRecord.objects.filter(
            district=activity.district,
            volunteer__in=ids,
            state__in=CLAIMING,
            ends_at__gt=midnight(min(days)),
            service_on__lte=max(days),
        )
        .exclude(level=Level.E.value)
        .values_list("volunteer_id", "starts_at", "ends_at", "minutes", "service_on", "state")
    )
    for volunteer, starts, ends, minutes, day, state in rows:
        found[volunteer].append(Other(Span(starts, ends), minutes, day, state in HOLDING))
    return found


@transact
def settle_activity(*, actor: Actor, activity_id: UUID, version: object = None) -> Settled:
    """The desk settles what the lead proposed: everybody's hours, by what proves them."""
    taking = begin(ActivityAction.SETTLE, actor, activity_id, version)
    activity = taking.activity
    if activity.proposed_by is None:
        raise Conflict(_("负责人还没有交名单，不能结算。"), code="not_proposed")
    if activity.proposed_by == actor.account_id:
        raise NotAllowed(_("名单是您交的，要由另一个人结算。"), code="same_hand")
    roles = frozenset({taking.role} if taking.role is not None else ()) & DESK
    lock_shifts(activity)
    signups = lock_signups(activity)
    came = sorted({one.volunteer_id for one in signups if one.state in CAME})
    list(
        Volunteer.objects.select_for_update(no_key=True)
        .filter(id__in=came)
        .order_by("id")
        .values_list("id", flat=True)
    )
    rows = cases_of(activity, signups, settled_by=actor.account_id, roles=roles)
    records = _write(actor, activity, [row for row in rows if row.outcome.counted.minutes], roles)
    over = [one for one in signups if one.state in (*CAME, "confirmed")]
    for state in (*CAME, "confirmed"):
        same = [one for one in over if one.state == state]
        move_many(same, SignUpAction.SETTLE, actor, activity, roles)
    activity.settled_by = actor.account_id
    effective = [one for one in records if one.state == State.EFFECTIVE.value]
    minutes = sum(one.minutes for one in effective)
    after: dict[str, object] = {
        "records": len(records),
        "effective": len(effective),
        "minutes": minutes,
    }
    finish(taking, "settled_by", after=after)
    if any(one.state == State.PENDING_CONFIRM.value for one in records):
        first = next(one for one in records if one.state == State.PENDING_CONFIRM.value)
        tell_confirmers(first, lead=None, but=actor.account_id)
    return Settled(activity, len(records), len(effective), minutes)


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
