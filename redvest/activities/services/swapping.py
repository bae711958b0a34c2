"""Two change places: the asker's yes to a shift named in return, and the yes of who runs both."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import SWAP_ENDS, SWAP_ENDS_ELSE
from redvest.activities.models import Activity, SignUp, StandIn
from redvest.activities.queries.standing_in import roles_over, stand_in_seen_by
from redvest.activities.services.checking import Wish, agreed_to
from redvest.activities.services.door import move
from redvest.activities.services.seating import CHANGED, Held, ends, held_by, held_locked, seat
from redvest.activities.services.telling import lead_account
from redvest.core.stepping import decide
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.engines.stand_in_flow import LIVE, STEPS, Side, StandInAction, StandInState
from redvest.errors import Conflict, DomainError, NotAllowed
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.people.actors import Actor, system


@transact
def agree_to_swap(*, actor: Actor, stand_in_id: UUID, terms: bool = False) -> StandIn:
    """Yes to the shift named in return. Now whoever runs the activities decides."""
    held = held_by(actor, stand_in_id)
    if why := ends(held):
        return _end(held, why)
    given = held.signups[-1]
    held.row.return_hash = (
        agreed_to(given.activity, given.shift, Wish(agrees=terms))
        if held.row.state == "offered"
        else ""
    )
    row = held.take(StandInAction.AGREE, "return_hash")
    held.tell(given, _("对方同意换班，等负责人同意。"))
    for activity in {one.activity_id: one.activity for one in held.signups}.values():
        _ask_runners(row, activity)
    return row


def _ask_runners(row: StandIn, activity: Activity) -> None:
    for account in sorted({activity.created_by, lead_account(activity)} - {None}, key=str):
        notify(
            district=row.district,
            template="swap_to_approve",
            params={"title": activity.title},
            to_account_id=account,
            url=reverse("activities:roster", args=[activity.id]),
            dedupe_key=f"swap_to_approve:{row.id}:{activity.id}:{account}",
        )


@transact
def decide_swap(*, actor: Actor, stand_in_id: UUID, agrees: bool) -> StandIn:
    """Whoever runs an activity says yes or no to an exchange; with the last yes it is done.

    Whoever changes places does not decide. If it no longer fits, it ends and both keep their place.
    """
    seen, sides = stand_in_seen_by(actor, stand_in_id)
    able = roles_over(actor, seen)
    if Side.LEAD not in sides:
        raise NotAllowed(_("自己的换班由另一位负责人办理。"), code="own_signup")
    held = held_locked(actor, seen, sides)
    if not agrees:
        row = held.take(StandInAction.REFUSE)
        for one in held.signups:
            held.tell(one, _("这次没有换成，您的班次没有变。"))
        return row
    decide(STEPS, StandInState(held.row.state), StandInAction.APPROVE, held.sides, CHANGED)
    if why := ends(held):
        return _end(held, why)
    row, (wanted, given) = held.row, held.signups
    if able[wanted.activity_id]:
        row.approved_by = actor.account_id
    if able[given.activity_id]:
        row.return_approved_by = actor.account_id
    if row.approved_by is None or row.return_approved_by is None:
        row.save(update_fields=["approved_by", "return_approved_by"])
        region = wanted.activity.region
        record_event(actor=actor, kind="stand_in.approved", subject=row, region=region)
        return row
    try:
        with transaction.atomic():
            _exchange(held, frozenset().union(*able.values()))
    except DomainError as refusal:
        return _end(held, refusal.code)
    return row


def _exchange(held: Held, roles: frozenset[Role]) -> None:
    """Both leave, both come to the other's place; nobody gets in between, the shifts are held."""
    wanted, given = held.signups
    for one in (wanted, given):
        if not _same_terms(held.row, one, wanted):
            raise Conflict(_("协议有了变化。"), code="changed")
        move(one, SignUpAction.REPLACE, held.actor, roles)
    row = held.row
    seat(held.actor, wanted, given.volunteer, "confirmed", "swap", row.agreed_hash)
    seat(held.actor, given, wanted.volunteer, "confirmed", "swap", row.return_hash)
    held.take(StandInAction.APPROVE, "approved_by", "return_approved_by")
    held.tell(wanted, _("换好了，请看“我的班次”。"))
    held.tell(given, _("换好了，请看“我的班次”。"))


def _same_terms(row: StandIn, one: SignUp, wanted: SignUp) -> bool:
    """Whether what was agreed to is still what the place asks to agree to."""
    agreed = row.agreed_hash if one is wanted else row.return_hash
    return agreed == agreed_to(one.activity, one.shift, Wish(agrees=True))


def _end(held: Held, why: str) -> StandIn:
    """It can no longer come about: both keep what they have and are told; nobody is named."""
    ending = Held(system(held.row.district), held.row, frozenset({Side.CLOCK}), held.signups)
    was = held.row.state
    held.row.reason = why[:20]
    held.row.approved_by = held.row.return_approved_by = None
    row = ending.take(StandInAction.END, "reason", "approved_by", "return_approved_by")
    if was != "asked":
        for one in held.signups:
            ending.tell(one, SWAP_ENDS.get(why, SWAP_ENDS_ELSE))
    return row


@transact
def end_stale(*, row_id: UUID) -> bool:
    """A place it is about was left, moved or has begun: there is nothing to wait for."""
    seen = StandIn.objects.filter(id=row_id).first()
    if seen is None:
        return False
    held = held_locked(system(seen.district), seen, frozenset({Side.CLOCK}))
    why = ends(held)
    if not why or StandInState(held.row.state) not in LIVE:
        return False
    _end(held, why)
    return True
