"""Many people at once, everybody for themselves: signing up, arriving, leaving.

The checks, engines and constraints are those of one person alone, and so are the rows and traces;
what differs is that questions are asked and rows written for all together. One refusal refuses
all: whoever hands in many has looked before.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, SignUp, Stamp
from redvest.activities.queries import shift_locked
from redvest.activities.queries.attendance import entry_of
from redvest.activities.queries.sight import roles_towards
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
from redvest.activities.services.checking import Wish
from redvest.activities.services.door import take_places
from redvest.activities.services.offering import notice_fullness
from redvest.activities.services.signing import (
    ALONE,
    check_all,
    insert_signups,
    looked_at,
    trace_signup,
)
from redvest.core.copying import copy_in
from redvest.db import transact
from redvest.engines.ages import AgeBand
from redvest.engines.attendance_merge import Entry, Mark, Method, merge
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.errors import NotAllowed, NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.people.queries.persons import band_of

OWN = frozenset({Role.VOLUNTEER})


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
def sign_up_each(*, actors: Sequence[Actor], shift_id: UUID, wish: Wish = ALONE) -> list[SignUp]:
    """Adults sign up for a shift, each alone, in the order given; who finds no place waits."""
    by, district = _by_volunteer(actors), actors[0].district
    shift, activity = shift_locked(district, shift_id)
    rows = Volunteer.objects.select_related("person").filter(district=district, id__in=list(by))
    known = {one.id: one for one in rows}
    if known.keys() != by.keys():
        raise NotSeen(_("没有找到这位志愿者。"))
    people = [known[one] for one in by]
    day = timezone.localdate(shift.starts_at)
    if any(band_of(one.person, day) is not AgeBand.ADULT for one in people):
        raise NotAllowed(_("未成年人逐人报名。"), code="child_alone")
    agreed = check_all(activity, shift, people, wish)
    asked = looked_at(shift, people)
    at_once = [one for one in people if one.id not in asked]
    free = min(len(at_once), shift.capacity - shift.taken)
    placed = {one.id for one in at_once[:free]} if free > 0 and take_places(shift, free) else set()
    now = timezone.now()
    signups = [
        SignUp(
            district=district,
            activity=activity,
            shift=shift,
            volunteer=one,
            state=_state(one.id, asked, placed),
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            signed_by=by[one.id].account_id,
            via="own",
            agreement_hash=agreed,
            queued_at=now,
            state_since=now,
        )
        for one in people
    ]
    insert_signups(signups)
    copy_in(
        [trace_signup(by[row.volunteer_id], row, "signup.signed_up", save=False) for row in signups]
    )
    if shift.taken >= shift.capacity:
        notice_fullness(shift)
    return signups


def _state(one: UUID, asked: set[UUID], placed: set[UUID]) -> str:
    if one in asked:
        return "applied"
    return "confirmed" if one in placed else "waitlisted"


@transact
def stamp_each(*, actors: Sequence[Actor], shift_id: UUID, mark: Mark, code: str) -> list[SignUp]:
    """Everybody comes or goes by the code on the lead's screen."""
    by, district = _by_volunteer(actors), actors[0].district
    signups = list(
        SignUp.objects.select_for_update(of=("self",), no_key=True)
        .select_related("activity", "shift__position", "shift__session")
        .filter(district=district, shift=shift_id, volunteer__in=list(by))
        .order_by("id")
    )
    if len(signups) != len(by):
        raise NotSeen(_("没有找到这条报名，或它不在您能查看的范围内。"))
    activity, session, now = signups[0].activity, signups[0].shift.session, timezone.now()
    for signup in signups:
        check_now(signup)
        _check_screen(by[signup.volunteer_id], activity)
    served = codes.check_codes(session, code, now, actors)
    method = Method.BENEFICIARY if served else Method.CODE
    stamps = [new_stamp(by[one.volunteer_id], one, mark, method) for one in signups]
    _enter(by, activity, signups, stamps)
    return signups


def _check_screen(actor: Actor, activity: Activity) -> None:
    """Whoever can look at the screen from anywhere proves nothing by reading it."""
    if roles_towards(actor, activity) & RUNNING:
        raise NotAllowed(
            _("签到码在您自己的屏幕上，不能用它给自己签到；请由站点登记，或扫墙上的码。"),
            code="own_screen",
        )


def _enter(
    by: Mapping[UUID, Actor], activity: Activity, signups: list[SignUp], stamps: list[Stamp]
) -> None:
    """Write stamps of this moment and what follows from them."""
    told: defaultdict[UUID, list[Entry]] = defaultdict(list)
    ids = [one.id for one in signups]
    for stamp in Stamp.objects.filter(district=activity.district, signup__in=ids):
        told[stamp.signup_id].append(entry_of(stamp))
    due: defaultdict[tuple[SignUpAction, ...], list[SignUp]] = defaultdict(list)
    for signup, stamp in zip(signups, stamps, strict=True):
        entries = told[signup.id]
        story = merge([*entries, entry_of(stamp)])
        check_counts(stamp, merge(entries), story)
        due[tuple(steps_due(signup, story))].append(signup)
    copy_in(stamps)
    mark = stamps[0]
    more = {"mark": mark.mark, "method": mark.method, "band": mark.band}
    for steps, same in due.items():
        for step in steps:
            by_state: defaultdict[str, list[SignUp]] = defaultdict(list)
            for signup in same:
                by_state[signup.state].append(signup)
            for some in by_state.values():
                move_many(some, step, by[some[0].volunteer_id], activity, OWN, by=by, more=more)
        if not steps:
            for signup in same:
                trace_stamp(by[signup.volunteer_id], signup, more)
