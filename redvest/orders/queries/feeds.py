"""What a calendar feed shows: when, what, in which community. Never where somebody lives."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from icalendar import Event

from redvest.orders.models import Assignment, CalendarLink
from redvest.orders.queries.sight import NAMED
from redvest.people.models import Account
from redvest.people.queries import actor_of

BACK, AHEAD, VISITS_MAX = timedelta(days=30), timedelta(days=180), 300


MORE: list[Callable[[str, UUID], Iterable[Event]]] = []
"""What apps above add to a volunteer's calendar, each given the district and the volunteer."""


@dataclass(frozen=True)
class Feed:
    """Whose calendar it is, in which language, and what stands in it."""

    link: CalendarLink
    visits: QuerySet[Assignment]
    volunteer_id: UUID

    def entries(self) -> Iterator[Event]:
        """What else stands in it, as entries that are written already."""
        for more in MORE:
            yield from more(self.link.district, self.volunteer_id)


def live_link(account_id: UUID | None, district: str) -> CalendarLink | None:
    if account_id is None:
        return None
    return CalendarLink.objects.filter(
        district=district, account_id=account_id, revoked_at=None
    ).first()


def feed_of(token_hash: bytes) -> Feed | None:
    """The calendar behind a secret, or None: revoked, unknown, or no volunteer any more."""
    link = CalendarLink.objects.filter(token_hash=token_hash, revoked_at=None).first()
    account = Account.objects.filter(id=link.account_id, is_active=True).first() if link else None
    if link is None or account is None:
        return None
    volunteer_id = actor_of(account, link.district).volunteer_id
    if volunteer_id is None:
        return None
    now = timezone.now()
    visits = (
        Assignment.objects.filter(
            district=link.district,
            volunteer_id=volunteer_id,
            state__in=[*NAMED, "ended"],
            order__scheduled_from__range=(now - BACK, now + AHEAD),
        )
        .select_related("order__item", "dispatch__team")
        .order_by("order__scheduled_from", "id")[:VISITS_MAX]
    )
    return Feed(link, visits, volunteer_id)
