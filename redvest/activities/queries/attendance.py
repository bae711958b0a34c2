"""Who was there: the stays that come of the stamps, and the sessions that are on now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from redvest.activities.models import Activity, Phone, Session, SignUp, Stamp
from redvest.activities.queries.sight import sessions_of
from redvest.activities.queries.signups import own_volunteers
from redvest.engines.attendance_merge import Entry, Mark, Method, Story, merge
from redvest.engines.service_minutes import EARLY, LATE
from redvest.people.actors import Actor

EXPECTED = ("approved", "confirmed", "checked_in", "checked_out")
AFTERWARDS = ("settled", "no_show", "absent_excused")


def entry_of(stamp: Stamp) -> Entry:
    """A stamp as the engine reads it."""
    return Entry(
        stamp.at,
        Mark(stamp.mark),
        Method(stamp.method),
        stamp.device,
        str(stamp.id),
        stamp.is_late,
    )


def story_of(signup: SignUp) -> Story:
    """The stays of one sign-up."""
    rows = Stamp.objects.filter(district=signup.district, signup=signup)
    return merge(map(entry_of, rows))


def stories_with(signup: SignUp, stamp: Stamp) -> tuple[Story, Story]:
    """The stays of one sign-up as they are, and with a stamp about to be written."""
    rows = Stamp.objects.filter(district=signup.district, signup=signup)
    known = [entry_of(one) for one in rows]
    return merge(known), merge([*known, entry_of(stamp)])


def stories_of(activity: Activity, signup_ids: Iterable[UUID] | None = None) -> dict[UUID, Story]:
    """The stays of everybody at an activity who was stamped, in one query."""
    return stories_of_all([activity], signup_ids)


def stories_of_all(
    activities: Sequence[Activity], signup_ids: Iterable[UUID] | None = None
) -> dict[UUID, Story]:
    """:func:`stories_of` for many of one district."""
    rows = Stamp.objects.filter(district=activities[0].district, activity__in=activities)
    if signup_ids is not None:
        rows = rows.filter(signup__in=list(signup_ids))
    found: defaultdict[UUID, list[Entry]] = defaultdict(list)
    columns = rows.values_list("signup_id", "at", "mark", "method", "device", "id", "is_late")
    for signup, at, mark, method, device, stamp, late in columns:  # No row is made of them.
        found[signup].append(Entry(at, Mark(mark), Method(method), device, str(stamp), late))
    return {signup: merge(entries) for signup, entries in found.items()}


def session_now(activity: Activity, now: datetime | None = None) -> Session | None:
    """The session that is on, else the next one, else the last."""
    at = now or timezone.now()
    rows = list(sessions_of(activity))
    on = [one for one in rows if one.starts_at - EARLY <= at <= one.ends_at + LATE]
    begun = [one for one in on if one.starts_at <= at <= one.ends_at]
    coming = [one for one in rows if one.starts_at > at]
    return next(iter(begun or on or coming or rows[-1:]), None)


def own_here(actor: Actor, activity: Activity) -> list[SignUp]:
    """The actor's and their children's sign-ups to what is on now, or comes next."""
    mine = [one.id for one in own_volunteers(actor)]
    rows = SignUp.objects.filter(
        district=activity.district, activity=activity, volunteer__in=mine, state__in=EXPECTED
    ).select_related("activity", "shift__session", "shift__position", "volunteer__person")
    now = timezone.now()
    found = sorted(rows, key=lambda one: (one.starts_at, str(one.volunteer_id)))
    on = [one for one in found if one.starts_at - EARLY <= now <= one.ends_at + LATE]
    return on or found


def signup_at(district: str, activity_id: UUID, text: str) -> UUID | None:
    """The sign-up to an activity here whose id somebody sent; None if there is none."""
    try:
        signup_id = UUID(text)
    except ValueError:
        return None
    rows = SignUp.objects.filter(district=district, activity=activity_id, id=signup_id)
    return signup_id if rows.exists() else None


def may_stamp(signup: SignUp) -> bool:
    """Whether somebody can arrive or leave now."""
    is_on = signup.starts_at - EARLY <= timezone.now() <= signup.ends_at + LATE
    return is_on and signup.state in EXPECTED


def expected_at(session: Session) -> QuerySet[SignUp]:
    """Whom the lead expects or has seen at a session, in the order of names' numbers."""
    return (
        SignUp.objects.filter(district=session.district, shift__session=session, state__in=EXPECTED)
        .select_related("shift__position", "volunteer__person")
        .order_by("volunteer__volunteer_no", "id")
    )


def phones_of(actor: Actor) -> QuerySet[Phone]:
    """Phones whose key may sign for the actor."""
    if actor.account_id is None:
        return Phone.objects.none()
    return Phone.objects.filter(
        district=actor.district, account=actor.account_id, revoked_at=None
    ).order_by("-made_at")
