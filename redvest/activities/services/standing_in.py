"""Somebody else goes instead: asked by whoever cannot, agreed to by whoever can."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import SignUp, StandIn
from redvest.activities.queries import shift_locked
from redvest.activities.services.checking import check_fits, check_times
from redvest.activities.services.door import move, take_places
from redvest.activities.services.signing import after_leaving, own_locked
from redvest.activities.services.telling import said, tell_organiser, tell_signup
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.engines.signup_flow import LIVE, SignUpAction
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.people.actors import Actor
from redvest.people.models import Volunteer


@transact
def ask_stand_in(*, actor: Actor, signup_id: UUID, volunteer_no: str) -> StandIn:
    """Ask one volunteer, by their number, to go instead. The place stays until they agree."""
    signup, roles = own_locked(actor, signup_id)
    if not roles & {Role.VOLUNTEER, Role.GUARDIAN}:
        raise NotAllowed(_("替班由本人去请。"))
    if signup.state != "confirmed" or signup.starts_at <= timezone.now():
        raise Conflict(_("现在不能请人替班。"), code="wrong_state")
    found = (
        Volunteer.objects.select_related("person")
        .filter(district=actor.district, volunteer_no=volunteer_no.strip().upper(), status="active")
        .first()
    )
    if found is None or found.id == signup.volunteer_id or found.person.account_id is None:
        message = _("没有找到这个编号的志愿者，请向对方核对；编号在其“志愿者”页面上。")
        raise Invalid(message, fields={"volunteer_no": message})
    try:
        with transaction.atomic():
            row = StandIn.objects.create(
                district=actor.district, signup=signup, volunteer=found, asked_at=timezone.now()
            )
    except IntegrityError:
        raise Conflict(_("已经请了一位，请等答复。"), code="already_asked") from None
    record_event(actor=actor, kind="stand_in.asked", subject=row, region=signup.activity.region)
    notify(
        district=actor.district,
        template="stand_in_asked",
        params={"title": signup.activity.title, "time": said(signup.starts_at)},
        to_account_id=found.person.account_id,
        url="/me/shifts/",
        dedupe_key=f"stand_in_asked:{row.id}",
    )
    return row


@transact
def answer_stand_in(*, actor: Actor, stand_in_id: UUID, agrees: bool) -> StandIn:
    """Yes takes the place over at once, where the position lets everybody sign up by themselves;
    otherwise the lead still has to agree. No costs nothing."""
    seen = StandIn.objects.filter(
        district=actor.district,
        id=stand_in_id,
        volunteer=actor.volunteer_id,
        volunteer__isnull=False,
    ).first()
    if seen is None:
        raise NotSeen(_("没有找到这条替班请求。"))
    shift_id = SignUp.objects.values_list("shift_id", flat=True).get(id=seen.signup_id)
    shift, activity = shift_locked(actor.district, shift_id)
    row = StandIn.objects.select_for_update(of=("self",), no_key=True).get(id=stand_in_id)
    signup = SignUp.objects.select_for_update(of=("self",), no_key=True).get(id=seen.signup_id)
    signup.shift, signup.activity = shift, activity
    now = timezone.now()
    if row.state != "asked" or signup.state != "confirmed" or signup.starts_at <= now:
        raise Conflict(_("这条替班请求已经有了结果。"), code="wrong_state")
    row.state, row.answered_at = "accepted" if agrees else "declined", now
    row.save(update_fields=["state", "answered_at"])
    if not agrees:
        record_event(actor=actor, kind="stand_in.declined", subject=row, region=activity.region)
        tell_signup(signup, "stand_in_answered", answer=_("对方不能替班，请再请一位或取消报名。"))
        return row
    _take_over(actor, signup)
    return row


def _take_over(actor: Actor, signup: SignUp) -> None:
    """The place passes from one to the other; the count of places does not change."""
    shift, activity = signup.shift, signup.activity
    assert actor.volunteer_id is not None
    other = Volunteer.objects.select_related("person").get(id=actor.volunteer_id)
    if SignUp.objects.filter(
        district=signup.district,
        shift=shift,
        volunteer=other,
        state__in=[state.value for state in LIVE],
    ).exists():
        raise Conflict(_("您自己已经报了这个班次。"), code="already")
    check_fits(activity, shift, [other])
    check_times(shift, [other], knows_load=True)
    asks_lead = shift.position.by_approval
    move(signup, SignUpAction.REPLACE, actor, frozenset({Role.VOLUNTEER}))
    if not asks_lead and not take_places(shift, 1):
        raise Conflict(_("这个班次已经没有名额了。"), code="full")
    now = timezone.now()
    fresh = SignUp(
        district=signup.district,
        activity=activity,
        shift=shift,
        volunteer=other,
        state="applied" if asks_lead else "confirmed",
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        signed_by=actor.account_id,
        via="stand_in",
        queued_at=now,
        state_since=now,
    )
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这个时间已经有别的安排，请先处理那一个。"), code="time_clash") from None
    record_event(
        actor=actor,
        kind="signup.signed_up",
        subject=fresh,
        region=activity.region,
        after={"state": fresh.state, "instead_of": str(signup.id)},
    )
    tell_signup(signup, "stand_in_answered", answer=_("有人替您去了。"))
    tell_organiser(activity, "signup_replaced")
    if asks_lead:
        after_leaving(signup)
