"""Somebody else goes instead, or two change places: asked by whoever cannot, agreed to by all."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import StandIn
from redvest.activities.queries.standing_in import ALONE, returnable, stand_in_seen_by
from redvest.activities.services.checking import Wish, agreed_to
from redvest.activities.services.door import move
from redvest.activities.services.seating import CHANGED, Held, ends, held_by, seat
from redvest.activities.services.signing import after_leaving, own_locked
from redvest.activities.services.telling import said, tell_organiser, tell_signup
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.engines.stand_in_flow import Side, StandInAction
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.people.actors import Actor
from redvest.people.models import Volunteer


@transact
def ask_stand_in(
    *, actor: Actor, signup_id: UUID, volunteer_no: str, swaps: bool = False
) -> StandIn:
    """Ask one volunteer, by their number, to go instead. The place stays until they agree.

    With ``swaps`` one is ready to take a shift of theirs in return; which, the other says.
    """
    signup, roles = own_locked(actor, signup_id)
    if not roles & {Role.VOLUNTEER, Role.GUARDIAN}:
        raise NotAllowed(_("替班由本人去请。"))
    if signup.state != "confirmed" or signup.starts_at <= timezone.now():
        raise Conflict(_("现在不能请人替班。"), code="wrong_state")
    if swaps and any(getattr(signup, name) != value for name, value in ALONE.items()):
        message = _("和别人一起报的班次不能换，可以请人替班。")
        raise Invalid(message, fields={"swaps": message})
    found = (
        Volunteer.objects.select_related("person")
        .filter(district=actor.district, volunteer_no=volunteer_no.strip().upper(), status="active")
        .first()
    )
    if found is None or found.id == signup.volunteer_id or found.person.account_id is None:
        message = _("没有找到这个编号的志愿者，请向对方核对；编号在其“志愿者”页面上。")
        raise Invalid(message, fields={"volunteer_no": message})
    row = StandIn(
        district=actor.district,
        signup=signup,
        volunteer=found,
        swaps=swaps,
        asked_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("已经请了一位，请等答复。"), code="already_asked") from None
    record_event(
        actor=actor,
        kind="stand_in.asked",
        subject=row,
        region=signup.activity.region,
        after={"swaps": swaps},
    )
    notify(
        district=actor.district,
        template="stand_in_asked",
        params={"title": signup.activity.title, "time": said(signup.starts_at)},
        to_account_id=found.person.account_id,
        url=reverse("activities:stand_in_one", args=[row.id]),
        dedupe_key=f"stand_in_asked:{row.id}",
    )
    return row


@transact
def answer_stand_in(
    *, actor: Actor, stand_in_id: UUID, agrees: bool, terms: bool = False
) -> StandIn:
    """Yes takes the place over at once, where the position lets everybody sign up by themselves;
    otherwise the lead still has to agree. No costs nothing."""
    held = held_by(actor, stand_in_id)
    if ends(held):
        raise Conflict(CHANGED, code="wrong_state")
    row = held.take(StandInAction.ACCEPT if agrees else StandInAction.DECLINE)
    if agrees:
        _take_over(held, terms)
    else:
        held.tell(row.signup, _("对方不能替班，请再请一位或取消报名。"))
    return row


def _take_over(held: Held, terms: bool) -> None:
    """The place passes from one to the other; the count of places does not change."""
    signup, actor = held.row.signup, held.actor
    shift, activity = signup.shift, signup.activity
    other = Volunteer.objects.select_related("person").get(id=held.row.volunteer_id)
    agreed = agreed_to(activity, shift, Wish(agrees=terms))
    move(signup, SignUpAction.REPLACE, actor, frozenset({Role.VOLUNTEER}))
    asks_lead = shift.position.by_approval
    seat(actor, signup, other, "applied" if asks_lead else "confirmed", "stand_in", agreed)
    tell_signup(signup, "stand_in_answered", answer=_("有人替您去了。"))
    tell_organiser(activity, "signup_replaced")
    if asks_lead:
        after_leaving(signup)


@transact
def offer_in_return(
    *, actor: Actor, stand_in_id: UUID, signup_id: UUID, terms: bool = False
) -> StandIn:
    """Yes, if the asker takes this shift of one's own in return. The asker sees which, and decides.

    ``terms`` is the yes to the agreement of the place one would come to.
    """
    seen, _sides = stand_in_seen_by(actor, stand_in_id)
    mine = returnable(actor, seen).filter(id=signup_id).first() if seen.swaps else None
    if mine is None:
        message = _("请选一个您自己还没开始的班次。")
        raise Invalid(message, fields={"mine": message})
    held = held_by(actor, stand_in_id, mine.id)
    if ends(held):
        raise Conflict(CHANGED, code="wrong_state")
    row, wanted = held.row, held.row.signup
    row.agreed_hash = agreed_to(wanted.activity, wanted.shift, Wish(agrees=terms))
    row.in_return = held.signups[-1]
    try:
        with transaction.atomic():
            held.take(StandInAction.OFFER, "in_return", "agreed_hash")
    except IntegrityError:
        raise Conflict(_("这个班次已经答应换给别人。"), code="already_asked") from None
    held.tell(wanted, _("对方愿意换班，请看看换成哪一班。"))
    return row


@transact
def withdraw_stand_in(*, actor: Actor, stand_in_id: UUID) -> StandIn:
    """One changes one's mind before it is done. Everything stays as it was."""
    held = held_by(actor, stand_in_id)
    was = held.row.state
    row = held.take(StandInAction.WITHDRAW)
    if was != "asked":
        other = held.signups[-1] if Side.ASKER in held.sides else row.signup
        held.tell(other, _("对方不换了，您的班次没有变。"))
    return row
