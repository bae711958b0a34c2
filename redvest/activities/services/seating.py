"""A place under lock that passes from one volunteer to another, and who is told."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import SignUp, StandIn
from redvest.activities.models.signups import LIVE
from redvest.activities.queries import shift_locked
from redvest.activities.queries.standing_in import stand_in_seen_by
from redvest.activities.services.checking import check_fits, check_times
from redvest.activities.services.door import take_places
from redvest.activities.services.offering import STILL_ASKED
from redvest.activities.services.signing import insert_signups
from redvest.activities.services.telling import said
from redvest.core.stepping import decide
from redvest.engines.stand_in_flow import STEPS, Side, StandInAction, StandInState
from redvest.errors import Conflict
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.people.actors import Actor
from redvest.people.models import Volunteer

CHANGED = _("这条替班请求已经有了结果。")


@dataclass(frozen=True)
class Held:
    """One of these with its places and their shifts under lock, and who the actor is in it."""

    actor: Actor
    row: StandIn
    sides: frozenset[Side]
    signups: tuple[SignUp, ...]

    def take(self, action: StandInAction, *changed: str) -> StandIn:
        """Go to the next state and leave the trace."""
        before, row = StandInState(self.row.state), self.row
        row.state = decide(STEPS, before, action, self.sides, CHANGED).value
        row.answered_at = timezone.now()
        row.save(update_fields=["state", "answered_at", *changed])
        record_event(
            actor=self.actor,
            kind=f"stand_in.{action.value}",
            subject=row,
            region=self.signups[0].activity.region,
            before={"state": before.value},
            after={"state": row.state},
        )
        return row

    def tell(self, signup: SignUp, answer: object) -> None:
        """Whoever holds this place, once for each state."""
        account = signup.volunteer.person.account_id or signup.signed_by
        if account is None:
            return
        notify(
            district=signup.district,
            template="stand_in_answered",
            params={
                "title": signup.activity.title,
                "time": said(signup.starts_at),
                "answer": answer,
            },
            to_account_id=account,
            url=reverse("activities:stand_in_one", args=[self.row.id]),
            dedupe_key=f"stand_in:{self.row.id}:{self.row.state}:{signup.id}",
        )


def held_by(actor: Actor, stand_in_id: UUID, *also: UUID) -> Held:
    """Lock the shifts in their order, then the request, then the sign-ups; ``also`` one more."""
    seen, sides = stand_in_seen_by(actor, stand_in_id)
    return held_locked(actor, seen, sides, *also)


def held_locked(actor: Actor, seen: StandIn, sides: frozenset[Side], *also: UUID) -> Held:
    ids = [one for one in (seen.signup_id, seen.in_return_id, *also) if one is not None]
    places = dict(SignUp.objects.filter(id__in=ids).values_list("id", "shift_id"))
    shifts = {one: shift_locked(seen.district, one) for one in sorted(set(places.values()))}
    row = StandIn.objects.select_for_update(of=("self",), no_key=True).get(id=seen.id)
    if row.in_return_id != seen.in_return_id:
        raise Conflict(CHANGED, code="wrong_state")
    rows = SignUp.objects.select_for_update(of=("self",), no_key=True)
    found = {one.id: one for one in rows.filter(id__in=ids).order_by("id")}
    people = Volunteer.objects.select_related("person").in_bulk(
        [one.volunteer_id for one in found.values()]
    )
    for one in found.values():
        one.shift, one.activity = shifts[one.shift_id]
        one.volunteer = people[one.volunteer_id]
    row.signup = found[row.signup_id]
    return Held(actor, row, sides, tuple(found[one] for one in ids))


def ends(held: Held) -> str:
    """Why it can no longer come about, or nothing."""
    now = timezone.now()
    if any(one.state != "confirmed" or one.shift.closed_at is not None for one in held.signups):
        return "changed"
    if any(one.starts_at <= now for one in held.signups):
        return "begun"
    return "" if all(one.activity.status in STILL_ASKED for one in held.signups) else "changed"


def seat(actor: Actor, signup: SignUp, other: Volunteer, state: str, via: str, agreed: str) -> None:
    """Somebody else comes to the place a sign-up has just left."""
    shift, activity, now = signup.shift, signup.activity, timezone.now()
    if SignUp.objects.filter(
        district=signup.district, shift=shift, volunteer=other, state__in=LIVE
    ).exists():
        raise Conflict(_("您自己已经报了这个班次。"), code="already")
    check_fits(activity, shift, [other])
    check_times(shift, [other], knows_load=True)
    if state == "confirmed" and not take_places(shift, 1):
        raise Conflict(_("这个班次已经没有名额了。"), code="full")
    fresh = SignUp(
        district=signup.district,
        activity=activity,
        shift=shift,
        volunteer=other,
        state=state,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        signed_by=other.person.account_id,
        via=via,
        agreement_hash=agreed,
        queued_at=now,
        state_since=now,
    )
    insert_signups([fresh])
    record_event(
        actor=actor,
        kind="signup.signed_up",
        subject=fresh,
        region=activity.region,
        after={"state": fresh.state, "instead_of": str(signup.id)},
    )
