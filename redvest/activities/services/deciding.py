"""What the lead and the desk decide about sign-ups: who comes, and who was missed."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import SignUp
from redvest.activities.services.checking import check_times
from redvest.activities.services.door import checked_text, move
from redvest.activities.services.offering import notice_fullness
from redvest.activities.services.signing import own_locked
from redvest.activities.services.telling import tell_organiser, tell_signup
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.errors import Conflict, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor

RUNNING = frozenset({Role.LEAD, Role.TEAM_ADMIN, Role.VENUE_ADMIN, Role.CENTRE_ADMIN})


def _running(actor: Actor, signup_id: UUID) -> tuple[SignUp, frozenset[Role]]:
    """A sign-up under lock, for those who run its activity; never one's own."""
    signup, roles = own_locked(actor, signup_id)
    able = roles & RUNNING
    if not able:
        raise NotAllowed(_("由活动负责人和组织方办理。"))
    if roles & {Role.VOLUNTEER, Role.GUARDIAN}:
        raise NotAllowed(_("自己的报名由另一位负责人办理。"), code="own_signup")
    return signup, able


@transact
def admit_signup(*, actor: Actor, signup_id: UUID) -> SignUp:
    """Somebody who applied or waits gets a place now."""
    signup, able = _running(actor, signup_id)
    if signup.starts_at <= timezone.now():
        raise Conflict(_("这一场已经开始了。"), code="wrong_state")
    check_times(signup.shift, [signup.volunteer], knows_load=True)
    move(signup, SignUpAction.ADMIT, actor, able)
    tell_signup(signup, "signup_admitted")
    notice_fullness(signup.shift)
    return signup


@transact
def reject_signup(*, actor: Actor, signup_id: UUID) -> SignUp:
    """Not this time. It counts for nothing else."""
    signup, able = _running(actor, signup_id)
    move(signup, SignUpAction.REJECT, actor, able)
    tell_signup(signup, "signup_rejected")
    return signup


@transact
def record_absence(*, actor: Actor, signup_id: UUID, excused: bool, note: str = "") -> SignUp:
    """Somebody who was expected did not come. Nobody else ever reads it; the person may object."""
    signup, able = _running(actor, signup_id)
    if signup.starts_at > timezone.now():
        raise Conflict(_("还没有开始，不能记为未到。"), code="too_early")
    signup.reason = checked_text("note", note, 200)
    signup.decided_by = actor.account_id
    action = SignUpAction.EXCUSE if excused else SignUpAction.MARK_NO_SHOW
    move(signup, action, actor, able, "reason", "decided_by")
    if not excused:
        tell_signup(signup, "signup_absence")
    return signup


@transact
def appeal_absence(*, actor: Actor, signup_id: UUID, text: str) -> SignUp:
    """One was there, or had said so. Until it is decided, it does not count."""
    signup, roles = own_locked(actor, signup_id)
    if not roles & {Role.VOLUNTEER, Role.GUARDIAN}:
        raise NotAllowed(_("由本人提出。"))
    if signup.state != "no_show" or signup.objection:
        raise Conflict(_("这条记录现在不能提出异议。"), code="wrong_state")
    signup.reason = checked_text("text", text, 200, _("请写一句当时的情况。"))
    signup.objection = "asked"
    signup.version += 1
    signup.save(update_fields=["reason", "objection", "version"])
    record_event(actor=actor, kind="signup.appealed", subject=signup, region=signup.activity.region)
    tell_organiser(signup.activity, "signup_appealed")
    return signup


@transact
def answer_appeal(*, actor: Actor, signup_id: UUID, upheld: bool) -> SignUp:
    """Somebody else than who noted the absence looks again."""
    signup, able = _running(actor, signup_id)
    if signup.objection != "asked":
        raise Conflict(_("这条异议已经有了答复。"), code="wrong_state")
    if not able & {Role.VENUE_ADMIN, Role.CENTRE_ADMIN} or actor.account_id == signup.decided_by:
        raise NotAllowed(_("异议由没有参与登记的站点或中心工作人员答复。"), code="own_decision")
    signup.decided_by = actor.account_id
    if upheld:
        signup.objection = "upheld"
        move(signup, SignUpAction.CORRECT, actor, able, "objection", "decided_by")
        return signup
    signup.objection = "refused"
    signup.version += 1
    signup.save(update_fields=["objection", "decided_by", "version"])
    record_event(
        actor=actor, kind="signup.appeal_refused", subject=signup, region=signup.activity.region
    )
    return signup


@transact
def correct_absence(*, actor: Actor, signup_id: UUID) -> SignUp:
    """The desk finds that somebody noted as absent was there."""
    signup, able = _running(actor, signup_id)
    return move(signup, SignUpAction.CORRECT, actor, able)
