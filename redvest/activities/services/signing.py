"""Signing up: alone, with one's children, as a team; saying yes to an offer; leaving again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.queries import (
    missed,
    own_volunteers,
    shift_locked,
    shift_seen,
    signup_seen_by,
    waiting_for,
)
from redvest.activities.services.checking import (
    Wish,
    agreed_to,
    check_all,
    check_fits,
    check_open,
    check_times,
)
from redvest.activities.services.door import move, take_places
from redvest.activities.services.offering import fill_from_waitlist, notice_fullness
from redvest.activities.services.telling import said, tell_organiser, tell_signup
from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.activity_rules import (
    asks_the_lead,
    withdrawal_is_late,
)
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.ids import uuid7
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.teams.queries import is_member

COMPANIONS_MOST, TEAM_HOURS = 3, 24


ALONE = Wish()


def _who(actor: Actor, wish: Wish) -> list[Volunteer]:
    """Oneself and the children named, all of whom may be signed up by the actor."""
    known = {one.id: one for one in own_volunteers(actor)}
    wanted = list(wish.volunteer_ids) or [one for one in [actor.volunteer_id] if one]
    if not wanted:
        raise NotAllowed(_("请先登记为志愿者，再报名。"), code="no_volunteer")
    if any(one not in known for one in wanted):
        raise NotSeen(_("只能替自己和自己监护的孩子报名。"))
    return [known[one] for one in dict.fromkeys(wanted)]


@transact
def sign_up(*, actor: Actor, shift_id: UUID, wish: Wish = ALONE) -> list[SignUp]:
    """Sign up for a shift; with nothing free, onto the waiting list in the order of the server.

    A family comes as a whole or waits as a whole. What takes its time is looked at before the
    shift is held, so that hundreds who want the same one do not wait for each other's papers; it
    is looked at again if the activity has changed since.
    """
    people = _who(actor, wish)
    seen = shift_seen(actor.district, shift_id)
    agreed, asked = _looked_into(*seen, people, wish)
    shift, activity = shift_locked(actor.district, shift_id)
    if _as_it_was(*seen) == _as_it_was(shift, activity):
        check_open(activity, shift, team=True)  # Whoever was let in before still is.
    else:
        agreed, asked = _looked_into(shift, activity, people, wish)
    most = COMPANIONS_MOST if activity.is_for_families else 0
    if not 0 <= wish.companions <= most:
        message = _("随行的8岁以下孩子最多%(most)d名。") % {"most": most}
        raise Invalid(message, fields={"companions": message})
    placed = not asked and take_places(shift, len(people))
    state = "applied" if asked else "confirmed" if placed else "waitlisted"
    rows = _write(actor, activity, shift, people, state, agreed, wish.companions)
    if placed and shift.taken >= shift.capacity:
        notice_fullness(shift)
    return rows


def _looked_into(
    shift: Shift, activity: Activity, people: Sequence[Volunteer], wish: Wish
) -> tuple[str, bool]:
    """What they agreed to, and whether the lead looks at them first."""
    return check_all(activity, shift, people, wish), bool(looked_at(shift, people))


def _as_it_was(shift: Shift, activity: Activity) -> tuple[object, ...]:
    """What differs once anything has changed that signing up depends on."""
    return activity.version, shift.closed_at, shift.starts_at, shift.ends_at


def looked_at(shift: Shift, people: Sequence[Volunteer]) -> set[UUID]:
    """At whom the lead looks before they have a place."""
    ids = [one.id for one in people]
    return set(ids) if shift.position.by_approval else often_missed(shift.district, ids)


def often_missed(district: str, ids: Sequence[UUID]) -> set[UUID]:
    """Who was missed so often that the lead looks at what they ask for."""
    policy = policy_of(district)
    now = timezone.now()
    since = now - timedelta(days=policy.no_show_within_days + policy.no_show_approval_days)
    return {
        one
        for one, found in missed(district, ids, since).items()
        if asks_the_lead(
            found,
            now,
            policy.no_shows_most,
            policy.no_show_within_days,
            policy.no_show_approval_days,
        )
    }


def _write(
    actor: Actor,
    activity: Activity,
    shift: Shift,
    people: Sequence[Volunteer],
    state: str,
    agreed: str,
    companions: int,
    *,
    via: str = "",
    until: datetime | None = None,
) -> list[SignUp]:
    now = timezone.now()
    party = uuid7() if len(people) > 1 and not via else None
    rows = [
        SignUp(
            district=activity.district,
            activity=activity,
            shift=shift,
            volunteer=one,
            state=state,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            party=party,
            companions=companions if index == 0 else 0,
            is_guarded=one.id != actor.volunteer_id and not via,
            signed_by=actor.account_id,
            via=via or ("family" if party else "own"),
            agreement_hash=agreed,
            queued_at=now,
            answer_by=until,
            state_since=now,
        )
        for index, one in enumerate(people)
    ]
    insert_signups(rows)
    for row in rows:
        trace_signup(actor, row, "signup.invited" if via == "team" else "signup.signed_up")
    return rows


def insert_signups(rows: Sequence[SignUp]) -> None:
    """Write new sign-ups; what the database knows to be taken becomes a message.

    Raises
    ------
    Conflict
        If somebody is on this list already, or promised elsewhere then.
    """
    try:
        with transaction.atomic():
            SignUp.objects.bulk_create(rows)
    except IntegrityError as error:
        if "volunteer_signs_up_once_for_a_shift" in str(error):
            raise Conflict(_("已经报过这个班次了。"), code="already") from None
        if "nobody_is_promised_to_two_places" in str(error):
            raise Conflict(
                _("这个时间已经有别的安排，请先处理那一个。"), code="time_clash"
            ) from None
        raise


def trace_signup(actor: Actor, row: SignUp, kind: str, *, save: bool = True) -> Event:
    """The first trace of a sign-up."""
    return record_event(
        actor=actor,
        kind=kind,
        subject=row,
        region=row.activity.region,
        after={"state": row.state, "shift": str(row.shift_id)},
        save=save,
    )


@transact
def invite_members(*, actor: Actor, shift_id: UUID, volunteer_ids: Sequence[UUID]) -> list[SignUp]:
    """The team keeps places for its members. Each of them says yes or no; silence is no."""
    shift, activity = shift_locked(actor.district, shift_id)
    if activity.team_id is None or activity.team_id not in actor.teams(Role.TEAM_ADMIN):
        raise NotAllowed(_("只有组织活动的队伍能给队员留名额。"))
    check_open(activity, shift, team=True)
    people = list(
        Volunteer.objects.select_related("person").filter(
            district=actor.district, id__in=list(volunteer_ids)
        )
    )
    ids = [one.id for one in people]
    if not ids or set(ids) != is_member(activity.team_id, ids, activity.district):
        message = _("请从现在的队员里选择。")
        raise Invalid(message, fields={"volunteers": message})
    check_fits(activity, shift, people)
    check_times(shift, people, knows_load=True)
    if not take_places(shift, len(people)):
        raise Conflict(_("名额不够，请少选几位。"), code="full")
    until = min(timezone.now() + timedelta(hours=TEAM_HOURS), shift.starts_at)
    rows = _write(actor, activity, shift, people, "approved", "", 0, via="team", until=until)
    for row in rows:
        tell_signup(row, "signup_invited", until=said(until))
    notice_fullness(shift)
    return rows


def own_locked(actor: Actor, signup_id: UUID) -> tuple[SignUp, frozenset[Role]]:
    """A sign-up of one's own or of one's child, its shift under lock before it."""
    seen, _roles = signup_seen_by(actor, signup_id)
    shift, activity = shift_locked(actor.district, seen.shift_id)
    signup, roles = signup_seen_by(actor, signup_id, lock=True)
    signup.shift, signup.activity = shift, activity
    return signup, roles


def _own(roles: frozenset[Role]) -> frozenset[Role]:
    found = roles & {Role.VOLUNTEER, Role.GUARDIAN}
    if not found:
        raise NotAllowed(_("参加不参加由本人决定。"))
    return found


@transact
def confirm_signup(*, actor: Actor, signup_id: UUID, agrees: bool = False) -> SignUp:
    """Yes to a place that was offered or kept."""
    signup, roles = own_locked(actor, signup_id)
    own = _own(roles)
    if signup.state == "approved" and signup.answer_by and signup.answer_by <= timezone.now():
        raise Conflict(_("确认的时间已经过了，名额给了后面的人。"), code="too_late")
    changed: tuple[str, ...] = ()
    if not signup.agreement_hash:
        signup.agreement_hash = agreed_to(signup.activity, signup.shift, Wish(agrees=agrees))
        changed = ("agreement_hash",)
    return move(signup, SignUpAction.CONFIRM, actor, own, *changed)


@transact
def decline_signup(*, actor: Actor, signup_id: UUID) -> SignUp:
    """No to a place that was offered or kept. No reason is asked; it costs nothing."""
    signup, roles = own_locked(actor, signup_id)
    move(signup, SignUpAction.DECLINE, actor, _own(roles))
    after_leaving(signup)
    return signup


def is_late(signup: SignUp, now: datetime, free_hours: int) -> bool:
    """Whether leaving now is written down; never when the plan changed since signing up."""
    return (
        signup.state == "confirmed"
        and signup.changed_at is None
        and withdrawal_is_late(now, signup.starts_at, free_hours)
    )


@transact
def withdraw_signup(*, actor: Actor, signup_id: UUID) -> SignUp:
    """One cannot come after all. Free until a day before; later it is written down, no more."""
    signup, roles = own_locked(actor, signup_id)
    own = _own(roles)
    now = timezone.now()
    if signup.starts_at <= now:
        raise Conflict(_("这一场已经开始，来不了请直接告诉现场负责人。"), code="wrong_state")
    free = policy_of(actor.district).withdraw_free_hours
    late = is_late(signup, now, free)
    move(signup, SignUpAction.WITHDRAW_LATE if late else SignUpAction.WITHDRAW, actor, own)
    signup.stand_ins.filter(state="asked").update(state="withdrawn", answered_at=now)
    if late:
        tell_organiser(signup.activity, "signup_left_late")
    after_leaving(signup)
    return signup


def after_leaving(signup: SignUp) -> None:
    """A place is free: the next is asked; if nobody waits, the activity is open again."""
    fill_from_waitlist(signup.activity, signup.shift)
    notice_fullness(signup.shift)


def place_in_line(signup: SignUp) -> int:
    """Which place somebody has on the waiting list, counting from one."""
    ids = [row.id for row in waiting_for(signup.shift)]
    return ids.index(signup.id) + 1 if signup.id in ids else 0
