"""Many people at once, everybody for themselves: signing up, arriving, leaving.

The checks, engines and constraints are those of one person alone, and so are the rows and traces;
what differs is that questions are asked and rows written for all together. One refusal refuses
all: whoever hands in many has looked before.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, Shift, SignUp, Stamp
from redvest.activities.queries.attendance import entry_of
from redvest.activities.queries.sight import roles_towards
from redvest.activities.queries.signups import shifts_locked
from redvest.activities.services import codes
from redvest.activities.services.attending import (
    RUNNING,
    check_counts,
    check_now,
    new_stamp,
    steps_due,
    trace_stamp,
)
from redvest.activities.services.bulk import move_many
from redvest.activities.services.checking import Facts, Wish, check_all, facts_for
from redvest.activities.services.offering import notice_fullness_each
from redvest.activities.services.signing import (
    ALONE,
    insert_signups,
    often_missed,
    trace_signup,
)
from redvest.core.copying import copy_in, rewrite
from redvest.db import transact
from redvest.engines.ages import AgeBand
from redvest.engines.attendance_merge import Entry, Mark, Method, merge
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.errors import NotAllowed, NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Volunteer

OWN = frozenset({Role.VOLUNTEER})


@dataclass(frozen=True)
class Asking:
    """Who comes to a shift, everybody for themselves, and the code on its screen."""

    shift_id: UUID
    actors: Sequence[Actor]
    code: str = ""


def _by_volunteer(actors: Sequence[Actor]) -> dict[UUID, Actor]:
    """Who stands for which volunteer: everybody for themselves.

    Raises
    ------
    NotAllowed
        If somebody has no volunteer number.
    """
    found = {one.volunteer_id: one for one in actors if one.volunteer_id is not None}
    if len(found) != len(actors) or not actors:
        raise NotAllowed(_("请先登记为志愿者，再报名。"), code="no_volunteer")
    return found


@transact
def sign_up_each(*, asked: Sequence[Asking], wish: Wish = ALONE) -> list[SignUp]:
    """Adults sign up for shifts, each alone, in the order given; who finds no place waits."""
    district, now = asked[0].actors[0].district, timezone.now()
    by = [_by_volunteer(one.actors) for one in asked]
    found = shifts_locked(district, [one.shift_id for one in asked])
    rows = Volunteer.objects.select_related("person").filter(
        district=district, id__in={one for group in by for one in group}
    )
    known = {one.id: one for one in rows}
    if any(known.keys() < group.keys() for group in by):
        raise NotSeen(_("没有找到这位志愿者。"))
    groups = [
        (activity, shift, [known[one] for one in group])
        for (shift, activity), group in zip(found, by, strict=True)
    ]
    facts, missed = facts_for(groups), often_missed(district, list(known))
    signups: list[SignUp] = []
    actors: list[Actor] = []
    for (activity, shift, people), group in zip(groups, by, strict=True):
        agreed = _checked(activity, shift, people, wish, facts)
        looked = {one.id for one in people if shift.position.by_approval} | missed
        for row in _placed(activity, shift, people, looked, now):
            row.signed_by, row.agreement_hash = group[row.volunteer_id].account_id, agreed
            signups.append(row)
            actors.append(group[row.volunteer_id])
            facts.note(row)
    insert_signups(signups)
    shifts = [shift for shift, _activity in found]
    rewrite(shifts, "taken")  # Under lock since they were read.
    traced = zip(actors, signups, strict=True)
    copy_in([trace_signup(actor, row, "signup.signed_up", save=False) for actor, row in traced])
    notice_fullness_each([one for one in shifts if one.taken >= one.capacity])
    return signups


def _checked(
    activity: Activity, shift: Shift, people: Sequence[Volunteer], wish: Wish, facts: Facts
) -> str:
    """What these adults agree to, once nothing stands against it."""
    day = timezone.localdate(shift.starts_at)
    if any(facts.servers[day][one.id].band is not AgeBand.ADULT for one in people):
        raise NotAllowed(_("未成年人逐人报名。"), code="child_alone")
    return check_all(activity, shift, people, wish, facts)


def _placed(
    activity: Activity,
    shift: Shift,
    people: Sequence[Volunteer],
    looked: set[UUID],
    now: datetime,
) -> Iterator[SignUp]:
    """Rows in the order of the list; who is not looked at first has a place while there is one."""
    for one in people:
        state = "applied" if one.id in looked else "waitlisted"
        if state == "waitlisted" and shift.taken < shift.capacity:
            shift.taken += 1
            state = "confirmed"
        yield SignUp(
            district=activity.district,
            activity=activity,
            shift=shift,
            volunteer=one,
            state=state,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            via="own",
            queued_at=now,
            state_since=now,
        )


@transact
def stamp_each(*, asked: Sequence[Asking], mark: Mark) -> list[SignUp]:
    """Everybody comes or goes by the code on the lead's screen."""
    by, district = [_by_volunteer(one.actors) for one in asked], asked[0].actors[0].district
    wanted = {(one.shift_id, who) for one, group in zip(asked, by, strict=True) for who in group}
    rows = (
        SignUp.objects.select_for_update(of=("self",), no_key=True)
        .select_related("activity", "shift__position", "shift__session")
        .filter(
            district=district,
            shift__in={one.shift_id for one in asked},
            volunteer__in={who for _shift, who in wanted},
        )
        .order_by("id")
    )
    signups = [one for one in rows if (one.shift_id, one.volunteer_id) in wanted]
    if len(signups) != len(wanted):
        raise NotSeen(_("没有找到这条报名，或它不在您能查看的范围内。"))
    everybody = {who: actor for group in by for who, actor in group.items()}
    sessions = {one.shift_id: one.shift.session for one in signups}
    for signup in signups:
        check_now(signup)
        _check_screen(everybody[signup.volunteer_id], signup.activity)
    shown = [(sessions[one.shift_id], one.code, one.actors) for one in asked]
    served = dict(
        zip((one.shift_id for one in asked), codes.check_codes(shown, timezone.now()), strict=True)
    )
    how = {True: Method.BENEFICIARY, False: Method.CODE}
    stamps = [
        new_stamp(everybody[one.volunteer_id], one, mark, how[served[one.shift_id]])
        for one in signups
    ]
    _enter(everybody, signups, stamps)
    return signups


def _check_screen(actor: Actor, activity: Activity) -> None:
    """Whoever can look at the screen from anywhere proves nothing by reading it."""
    if roles_towards(actor, activity) & RUNNING:
        raise NotAllowed(
            _("签到码在您自己的屏幕上，不能用它给自己签到；请由站点登记，或扫墙上的码。"),
            code="own_screen",
        )


def _enter(by: Mapping[UUID, Actor], signups: list[SignUp], stamps: list[Stamp]) -> None:
    """Write stamps of this moment and what follows from them."""
    told: defaultdict[UUID, list[Entry]] = defaultdict(list)
    ids = [one.id for one in signups]
    for stamp in Stamp.objects.filter(district=signups[0].district, signup__in=ids):
        told[stamp.signup_id].append(entry_of(stamp))
    due: defaultdict[tuple[str, tuple[SignUpAction, ...]], list[SignUp]] = defaultdict(list)
    for signup, stamp in zip(signups, stamps, strict=True):
        entries = told[signup.id]
        story = merge([*entries, entry_of(stamp)])
        check_counts(stamp, merge(entries), story)
        due[stamp.method, tuple(steps_due(signup, story))].append(signup)
    copy_in(stamps)
    for (method, steps), same in due.items():
        more = {"mark": stamps[0].mark, "method": method, "band": stamps[0].band}
        for step in steps:
            by_state: defaultdict[str, list[SignUp]] = defaultdict(list)
            for signup in same:
                by_state[signup.state].append(signup)
            for some in by_state.values():
                move_many(some, step, by[some[0].volunteer_id], None, OWN, by=by, more=more)
        if not steps:
            for signup in same:
                trace_stamp(by[signup.volunteer_id], signup, more)
