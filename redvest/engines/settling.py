"""From who was there to hours: what a record of one person at one session says.

The lead has said who was there, somebody else settles. The same engines as for a single record
decide: minutes, level, flags, and every step of the flow with its rule of separate hands.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from redvest.engines.attendance_merge import Story
from redvest.engines.evidence import (
    Around,
    Entry,
    Flag,
    Level,
    Proof,
    Vouch,
    Voucher,
    day_is_full,
    flags_of,
    level_of,
    passes_unreviewed,
)
from redvest.engines.presence import middle_break
from redvest.engines.record_flow import Action, Hands, State, may_act, next_state
from redvest.engines.roles import Role
from redvest.engines.service_minutes import (
    CONFIRM_WITHIN,
    MINUTE,
    PAIRS_MAX,
    Counted,
    Span,
    count,
)

LOOKED_AT = frozenset({Flag.OVER_PLAN, Flag.NIGHT})
"""What whoever settles sees in the list and lets pass; anything else is looked at one by one."""
SYSTEM = frozenset({Role.SYSTEM})
LEAD = frozenset({Role.LEAD})


@dataclass(frozen=True, slots=True)
class Other:
    """Time of the same person that another record claims; ``holds`` when that one counts."""

    span: Span
    minutes: int
    day: date
    holds: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One person at one session, and whose word there is.

    Attributes
    ----------
    story : Story
        The stays.
    plan : Span
        The session; ``rest`` minutes of it were a break.
    served : object
        Who served, as an opaque name; None for somebody without an account.
    said_by, said_at : object, datetime
        Who said afterwards who was there, and when.
    settled_by : object
        Who settles, in ``roles``.
    others : sequence of Other
        What else the person has around that day.
    """

    story: Story
    plan: Span
    rest: int
    served: object
    said_by: object
    said_at: datetime
    settled_by: object
    roles: AbstractSet[Role]
    others: Sequence[Other] = ()


@dataclass(slots=True)
class Outcome:
    """What becomes of it: the ``steps`` of the flow, and the ``state`` they lead to.

    ``day`` is the one it counts for, where anything counts.
    """

    counted: Counted
    day: date | None = None
    level: Level = Level.NONE
    flags: tuple[Flag, ...] = ()
    state: State = State.DRAFT
    steps: list[Action] = field(default_factory=list)
    vouched: object = None
    vouched_as: str = ""
    approved: bool = False


def counted_of(story: Story, plan: Span, rest: int = 0) -> Counted:
    """The minutes of the stays. Where nobody said that somebody stayed, the last proof holds."""
    stays = [one.stay for one in story.stays][:PAIRS_MAX]
    return count(stays, plan, now=plan.end + CONFIRM_WITHIN, breaks=middle_break(plan, rest))


def outcome_of(case: Case, zone: tzinfo) -> Outcome:
    """Return the record of one case.

    Parameters
    ----------
    case : Case
        The person, the session and the hands.
    zone : tzinfo
        The district's time, by which days and nights are told.
    """
    counted = counted_of(case.story, case.plan, case.rest)
    found = Outcome(counted)
    if counted.span is None:
        return found
    local = Span(counted.span.start.astimezone(zone), counted.span.end.astimezone(zone))
    found.day = local.start.date()
    own = case.said_by is not None and case.said_by == case.served
    found.vouched, found.vouched_as = case.said_by, Voucher.LEAD.value
    vouches: tuple[Vouch, ...] = (Vouch(Voucher.LEAD, case.said_at, own),)
    if own:
        found.vouched, found.vouched_as, vouches = case.settled_by, "desk", ()
    story = case.story
    proof = Proof(Entry.SYSTEM, story.arrival, story.departed, counted.span.end, vouches)
    found.level = level_of(proof)
    day = found.day
    overlapping = [one for one in case.others if one.span.within(counted.span)]
    found.flags = flags_of(
        Around(
            local.start,
            local.end,
            counted.minutes,
            int(case.plan.length / MINUTE),
            sum(one.minutes for one in case.others if one.day == day),
            bool(overlapping),
        )
    )
    holding = sum(one.minutes for one in case.others if one.day == day and one.holds)
    room = not any(one.holds for one in overlapping)
    room = room and not day_is_full(holding, counted.minutes)
    _walk(found, case, own, room)
    return found


def _walk(found: Outcome, case: Case, own: bool, room: bool) -> None:
    """Take the steps that are due, by the flow and its rule of separate hands."""
    _step(found, Action.ASK, SYSTEM)
    hands = Hands(served=case.served)
    roles = case.roles if own else LEAD
    if not may_act(Action.CONFIRM, found.vouched, hands, found.level):
        found.vouched, found.vouched_as = None, ""
        return
    if found.level is Level.NONE:
        found.vouched, found.vouched_as = None, ""
        return  # Not proven: somebody has to look at it by itself.
    _step(found, Action.CONFIRM, roles)
    if not room:
        return
    hands = Hands(served=case.served, vouched=found.vouched)
    if passes_unreviewed(found.level, found.flags):
        _step(found, Action.WAIVE_REVIEW, SYSTEM)
    elif set(found.flags) <= LOOKED_AT and may_act(
        Action.APPROVE, case.settled_by, hands, found.level
    ):
        _step(found, Action.APPROVE, case.roles)
        found.approved = True
    else:
        return
    _step(found, Action.TAKE_EFFECT, SYSTEM)


def _step(found: Outcome, action: Action, roles: AbstractSet[Role]) -> None:
    found.state = next_state(found.state, action, roles)
    found.steps.append(action)


SETTLE_WITHIN = timedelta(days=3)
"""So long the desk has to settle what the lead proposed."""
