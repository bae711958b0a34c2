"""Arriving and leaving: by the code on the lead's screen, on the wall, of those who are served; by
the lead's tick; at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import DROPPED, NOT_NOW
from redvest.activities.models import Activity, SignUp, Stamp
from redvest.activities.queries import need_of, signup_seen_by
from redvest.activities.queries.attendance import EXPECTED, stories_with
from redvest.activities.services import codes
from redvest.activities.services.door import move
from redvest.db import transact
from redvest.engines.activity_flow import ANNOUNCED, ActivityState
from redvest.engines.attendance_merge import Mark, Method, Story, Why
from redvest.engines.geodesy import distance_m
from redvest.engines.presence import Band, band_of, refusal
from redvest.engines.roles import Role
from redvest.engines.service_minutes import Span
from redvest.engines.service_needs import obstacles
from redvest.engines.signup_flow import SignUpAction
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.orders.item_labels import OBSTACLES
from redvest.orders.queries import servers_for
from redvest.people.actors import Actor

OWN = frozenset({Role.VOLUNTEER, Role.GUARDIAN})
DESK = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
RUNNING = DESK | {Role.LEAD, Role.TEAM_ADMIN}
ON = ANNOUNCED | {ActivityState.ONGOING, ActivityState.ENDED}


@dataclass(frozen=True)
class Shown:
    """What somebody shows on arriving or leaving. The place is WGS-84 and goes no further."""

    code: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float = 0.0
    device: str = ""


NOTHING = Shown()


@transact
def stamp_own(*, actor: Actor, signup_id: UUID, mark: Mark, shown: Shown = NOTHING) -> SignUp:
    """Come or go by a code, oneself or with one's child."""
    signup, roles = signup_seen_by(actor, signup_id, lock=True)
    own = roles & OWN
    if not own:
        raise NotAllowed(_("扫码签到由本人办理；名单上的人由负责人点名。"), code="not_own")
    check_now(signup)
    method, band = _shown(actor, signup, roles, shown)
    _check_device(actor, signup, shown.device)
    stamp = new_stamp(actor, signup, mark, method, shown.device)
    stamp.band = band.value if band else ""
    return _enter(actor, signup, stamp, own)


@transact
def tick(*, actor: Actor, signup_id: UUID, mark: Mark) -> SignUp:
    """The lead ticks a name, or the desk has seen a card: for others, never for oneself."""
    signup, roles = signup_seen_by(actor, signup_id, lock=True)
    able = check_ticking(roles)
    check_now(signup)
    method = Method.DESK if able & DESK else Method.LEAD
    return _enter(actor, signup, new_stamp(actor, signup, mark, method), able)


def check_ticking(roles: frozenset[Role]) -> frozenset[Role]:
    """The roles in which somebody ticks names.

    Raises
    ------
    NotAllowed
        If there are none, or it is the own name or that of one's child.
    """
    able = roles & RUNNING
    if not able:
        raise NotAllowed(_("由活动负责人和组织方办理。"))
    if roles & OWN:
        raise NotAllowed(_("自己的签到由另一位负责人或站点登记。"), code="own_signup")
    return able


def check_now(signup: SignUp) -> None:
    """Refuse what is not on, what is not insured, and who may not serve today.

    Raises
    ------
    Conflict
        With the reason.
    """
    if signup.state not in EXPECTED:
        raise Conflict(_("这条报名现在不能签到，请找现场负责人。"), code="not_expected")
    if ActivityState(signup.activity.status) not in ON:
        raise Conflict(_("这个活动现在不在进行，不能签到。"), code="not_on")
    check_when(signup, timezone.now())


def check_when(signup: SignUp, at: object) -> None:
    """Refuse a moment outside the session, or one that no policy covers.

    Raises
    ------
    Conflict
        With the reason.
    """
    activity, day = signup.activity, timezone.localdate(signup.starts_at)
    policy = None
    if activity.policy_from is not None and activity.policy_until is not None:
        policy = (activity.policy_from, activity.policy_until)
    plan = Span(signup.starts_at, signup.ends_at)
    why = refusal(at, plan, risky=activity.is_risky, policy=policy, day=day)  # type: ignore[arg-type]
    if why is not None:
        raise Conflict(NOT_NOW[why], code=why.value)
    need = need_of(signup.shift.position)
    if need.insured or need.qualification or need.training:
        server = servers_for(signup.district, [signup.volunteer_id], day)[signup.volunteer_id]
        if wrong := obstacles(need, server, day):
            raise Conflict(OBSTACLES[wrong[0]], code=wrong[0].value)


def _shown(
    actor: Actor, signup: SignUp, roles: frozenset[Role], shown: Shown
) -> tuple[Method, Band | None]:
    """How the presence is shown, once it is found right."""
    activity = signup.activity
    if shown.place:
        return Method.PLACE, _band(activity, shown)
    session, now = signup.shift.session, timezone.now()
    if not shown.code.strip():
        message = _("请填负责人屏幕上的签到码。")
        raise Invalid(message, fields={"code": message})
    if codes.check_code(session, shown.code, now, actor):
        return Method.BENEFICIARY, None
    if roles & RUNNING:
        # Whoever can look at the screen from anywhere proves nothing by reading it.
        raise NotAllowed(
            _("签到码在您自己的屏幕上，不能用它给自己签到；请由站点登记，或扫墙上的码。"),
            code="own_screen",
        )
    return Method.CODE, None


def _band(activity: Activity, shown: Shown) -> Band:
    if not codes.place_fits(activity, shown.place):
        raise Invalid(_("这个码不是本次活动的，请扫现场墙上的码。"), code="wrong_place")
    lat, lon = _point(activity)
    if lat is None or lon is None:
        raise Conflict(_("这个活动没有标出地点，请看负责人屏幕上的签到码。"), code="no_point")
    if shown.lat is None or shown.lon is None:
        raise Invalid(_("扫墙上的码要同时允许定位；不愿意定位，请用负责人屏幕上的签到码。"))
    band = band_of(distance_m(lat, lon, shown.lat, shown.lon), shown.accuracy_m)
    if band is Band.FAR:
        raise Conflict(_("您离活动地点有点远。确实在现场的，请负责人点名。"), code="far")
    return band


def _point(activity: Activity) -> tuple[float | None, float | None]:
    """Where people meet, else where the venue stands."""
    if activity.lat is not None or activity.venue is None:
        return activity.lat, activity.lon
    return activity.venue.lat, activity.venue.lon


def _check_device(actor: Actor, signup: SignUp, device: str) -> None:
    """One phone checks in one account's people, and one person has one phone.

    Raises
    ------
    Conflict
        If the phone was somebody else's here, or the person came with another one.
    """
    if not device:
        return
    here = Stamp.objects.filter(district=signup.district, activity=signup.activity_id)
    if here.filter(device=device).exclude(account=actor.account_id).exists():
        raise Conflict(
            _("这部手机已经替别人签过到。请用自己的手机，或请负责人点名。"), code="device_used"
        )


def new_stamp(actor: Actor, signup: SignUp, mark: Mark, method: Method, device: str = "") -> Stamp:
    now = timezone.now()
    return Stamp(
        district=signup.district,
        activity=signup.activity,
        signup=signup,
        mark=mark.value,
        method=method.value,
        at=now,
        noted_at=now,
        account=actor.account_id,
        device=device,
    )


def _enter(actor: Actor, signup: SignUp, stamp: Stamp, roles: frozenset[Role]) -> SignUp:
    """Write a stamp of this moment and what follows; refuse one that would count for nothing."""
    before, story = stories_with(signup, stamp)
    check_counts(stamp, before, story)
    stamp.save(force_insert=True)
    after = {"mark": stamp.mark, "method": stamp.method, "band": stamp.band}
    if not apply_story(actor, signup, story, roles, after):
        trace_stamp(actor, signup, after)
    return signup


def check_counts(stamp: Stamp, before: Story, story: Story) -> None:
    """Refuse a stamp that would count for nothing.

    Raises
    ------
    Conflict
        With the reason.
    """
    why = dict(story.dropped).get(str(stamp.id))
    if why is None and before.is_there and stamp.mark == Mark.IN.value:
        why = None if stamp.method in (Method.LEAD, Method.DESK) else Why.ALREADY
    if why is not None:
        raise Conflict(DROPPED[why], code=why.value)


def trace_stamp(actor: Actor, signup: SignUp, after: Mapping[str, object]) -> None:
    """A stamp that changed no state leaves its trace too."""
    record_event(
        actor=actor,
        kind="signup.stamped",
        subject=signup,
        region=signup.activity.region,
        after={"state": signup.state, **after},
    )


def apply_story(
    actor: Actor,
    signup: SignUp,
    story: Story,
    roles: frozenset[Role],
    after: Mapping[str, object],
) -> bool:
    """Bring a sign-up under lock to where its stays say; whether that took a step."""
    steps = steps_due(signup, story)
    for step in steps:
        move(signup, step, actor, roles, more=after)
    return bool(steps)


def steps_due(signup: SignUp, story: Story) -> list[SignUpAction]:
    """What brings a sign-up to where its stays say."""
    steps: list[SignUpAction] = []
    if signup.state in EXPECTED and story.stays:
        if signup.state != "checked_in" and (story.is_there or signup.state != "checked_out"):
            steps.append(SignUpAction.CHECK_IN)
        if not story.is_there and signup.state != "checked_out":
            steps.append(SignUpAction.CHECK_OUT)
    return steps


def why_words(why: str) -> Promise | str:
    """A reason of the engine in words."""
    return DROPPED[Why(why)] if why in set(Why) else why
