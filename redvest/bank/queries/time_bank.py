"""The time bank: what somebody may use, for whom, and what became of it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import RewardGrant, TimeReceiver, TimeUse
from redvest.bank.queries.merchants import DESK, WATCHING
from redvest.districts.queries import policy_of
from redvest.engines.identifiers import age_on
from redvest.engines.ledger import Unit
from redvest.engines.time_bank import Giver, Limits, State
from redvest.errors import NotSeen
from redvest.orders.models import Assignment
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.queries.persons import born_on, desk_covers, locked

WENT = ("accepted", "ended")


def limits_of(district: str) -> Limits:
    """What the district decided about using minutes."""
    policy = policy_of(district)
    return Limits(
        age=policy.time_use_age,
        least=policy.time_use_least_minutes,
        most=policy.time_use_most_minutes,
        open_most=policy.time_use_open_most,
    )


def age_of(person: Person, today: date | None = None) -> int | None:
    """Whole years, for decisions inside this process only; None when no day of birth is known."""
    born = born_on(person)
    return None if born is None else age_on(born, today or timezone.localdate())


def giver_of(person: Person) -> Giver:
    """Somebody as the rules see them."""
    granted = RewardGrant.objects.filter(
        district=person.district, person=person, unit=Unit.MINUTES.value, state="granted"
    )
    waiting = TimeUse.objects.filter(
        district=person.district, person=person, state=State.HELD.value
    )
    return Giver(age_of(person), granted.exists(), waiting.count())


def receivers_of(person: Person) -> list[TimeReceiver]:
    """For whom else somebody's minutes may be used now."""
    rows = TimeReceiver.objects.filter(
        district=person.district, giver=person, ended_at=None, receiver__closed_at=None
    )
    return list(rows.select_related("receiver").order_by("named_at", "id"))


def receiver_seen_by(actor: Actor, receiver_id: UUID, *, lock: bool = False) -> TimeReceiver:
    """Somebody who was named, for whoever gives or receives and for the desk of the giver.

    Raises
    ------
    NotSeen
        For anybody else.
    """
    rows = TimeReceiver.objects.filter(district=actor.district, id=receiver_id)
    found = locked(rows.select_related("giver", "receiver"), lock).first()
    own = found is not None and actor.person_id in (found.giver_id, found.receiver_id)
    if found is None or not (own or desk_covers(actor, found.giver)):
        raise NotSeen(_("没有找到这个人，或其不在您能办理的范围内。"))
    return found


def uses_of(person: Person) -> QuerySet[TimeUse]:
    """What somebody's minutes were set aside for, the latest first."""
    rows = TimeUse.objects.filter(district=person.district, person=person)
    return rows.select_related("order__item", "receiver__receiver").order_by("-asked_at", "-id")


def uses_in_scope(actor: Actor) -> QuerySet[TimeUse]:
    """Of people of the actor's places, the latest first."""
    inside = Q(pk__in=[])
    for scope in actor.scopes(*DESK, *WATCHING):
        inside |= Q(person__home_community__startswith=scope)
        if scope == actor.district:
            inside |= Q(person__home_community="")
    rows = TimeUse.objects.filter(inside, district=actor.district)
    return rows.select_related("order__item", "person").order_by("-asked_at", "-id")


def use_seen_by(actor: Actor, use_id: UUID) -> TimeUse:
    """One use, for whoever pays and the desk of their place.

    Raises
    ------
    NotSeen
        For anybody else, and when it does not exist.
    """
    rows = TimeUse.objects.filter(district=actor.district, id=use_id)
    found = rows.select_related("order__item", "person", "receiver__receiver").first()
    own = found is not None and actor.person_id is not None and found.person_id == actor.person_id
    if found is None or not (own or uses_in_scope(actor).filter(id=use_id).exists()):
        raise NotSeen(_("没有找到这次用时间的记录。"))
    return found


def spans_of(use: TimeUse) -> list[tuple[datetime, datetime]]:
    """When those who went came and left."""
    rows = Assignment.objects.filter(
        district=use.district, order_id=use.order_id, state__in=WENT
    ).order_by("id")
    return [
        (row.checked_in_at, row.checked_out_at)
        for row in rows
        if row.checked_in_at is not None and row.checked_out_at is not None
    ]


def granted_lately(person: Person, unit: Unit, now: datetime) -> int:
    """What somebody was granted within twelve months."""
    rows = RewardGrant.objects.filter(
        district=person.district,
        person=person,
        unit=unit.value,
        state="granted",
        decided_at__gt=now - timedelta(days=365),
    )
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)
