"""The desk's inbox: what is due in its places, counted and read page by page.

A page is found by its key (due, then id), not by counting rows from the start, so the last page
costs as much as the first.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from redvest.engines.roles import Role
from redvest.orders.models import Dispatch, SavedFilter, ServiceOrder
from redvest.orders.queries.asked import LIVE_DISPATCH
from redvest.orders.queries.lists import in_scope
from redvest.orders.queries.sight import OPEN_STATES
from redvest.orders.queries.waiting_orders import protected_files
from redvest.people.actors import Actor

PAGE_ROWS = 50
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
TAIL_DIGITS = 4  # Of an order's number, counted afresh every day.

# What a row of the list says; the cells it does not show are not fetched.
SHOWN = (
    "id", "district", "number", "community", "state", "state_since", "due_at", "urgency",
    "attempts", "version", "item__id", "item__name", "item__name_en", "requester__id",
    "requester__name",
)  # fmt: skip

# What the tabs hold. In "due" it is the desk's turn, in "asked" somebody else's.
GROUPS: dict[str, tuple[str, ...]] = {
    "due": ("submitted", "accepted", "rework", "disputed"),
    "asked": ("returned", "dispatched", "pooled", "claimed", "escalated"),
    "running": ("scheduled", "in_service"),
    "after": ("done", "confirmed", "unconfirmed", "rated"),
    "over": ("closed", "rejected", "merged", "withdrawn", "cancelled", "unfulfilled"),
}


@dataclass(frozen=True)
class Wanted:
    """The conditions of one view of the inbox; empty ones do not narrow it."""

    group: str = "due"
    state: str = ""
    item: str = ""
    community: str = ""
    team: UUID | None = None
    late: bool = False
    vulnerable: bool = False
    q: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        """The states looked through; a number is looked for in all of them."""
        if self.q:
            return ()
        return (self.state,) if self.state else GROUPS[self.group]

    @property
    def over(self) -> bool:
        """Whether the newest comes first, because nothing of it is due any more."""
        return bool(self.states) and set(self.states) <= set(GROUPS["over"])


@dataclass(frozen=True)
class Key:
    """Where a page begins: after the row with this moment and id."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.id}"


def read_key(text: str) -> Key | None:
    """A key from an address, or None where it is none."""
    moment, _sep, row = text.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return Key(at, UUID(row)) if at.tzinfo else None
    except ValueError:
        return None


def _scope(actor: Actor) -> QuerySet[ServiceOrder]:
    return ServiceOrder.objects.filter(in_scope(actor), district=actor.district)


def _narrowed(
    rows: QuerySet[ServiceOrder], wanted: Wanted, now: datetime
) -> QuerySet[ServiceOrder]:
    if wanted.item:
        rows = rows.filter(item__code=wanted.item)
    if wanted.community:
        rows = rows.filter(community__startswith=wanted.community)
    if wanted.team:
        asked = Dispatch.objects.filter(
            order=OuterRef("pk"), team=wanted.team, state__in=LIVE_DISPATCH
        )
        rows = rows.filter(Exists(asked))
    if wanted.vulnerable:
        rows = rows.filter(Exists(protected_files()))
    if wanted.late:
        rows = rows.filter(due_at__lte=now)
    if wanted.q.isdigit() and len(wanted.q) <= TAIL_DIGITS:
        # People say the last digits on the phone; only open orders are looked through for them.
        tail = f"-{wanted.q.zfill(TAIL_DIGITS)}"
        rows = rows.filter(state__in=OPEN_STATES, number__endswith=tail)
    elif wanted.q:
        rows = rows.filter(number__startswith=wanted.q)
    return rows


def inbox_rows(
    actor: Actor, wanted: Wanted, now: datetime, after: Key | None = None
) -> tuple[list[ServiceOrder], Key | None]:
    """One page of orders, most pressing first, and the key of the next page if there is one.

    Each has ``asked_name`` (the team or venue that is asked or has claimed) and ``vulnerable``.
    """
    rows = _narrowed(_scope(actor), wanted, now)
    if wanted.states:
        rows = rows.filter(_turn(actor, wanted))
    asked = Dispatch.objects.filter(order=OuterRef("pk"), state__in=LIVE_DISPATCH)
    moment: Any = "state_since" if wanted.over else Coalesce("due_at", Value(NEVER))
    rows = rows.annotate(
        asked_name=Subquery(asked.values(name=Coalesce("team__name", "venue__name"))[:1]),
        vulnerable=Exists(protected_files()),
    )
    rows = rows.alias(moment=moment) if not wanted.over else rows
    return _page(rows, wanted, after)


def _turn(actor: Actor, wanted: Wanted) -> Q:
    """Orders in the states wanted; what another desk asked this one about is its turn too."""
    found = Q(state__in=wanted.states)
    if wanted.group != "due" or wanted.state:
        return found
    handed = Dispatch.objects.filter(order=OuterRef("pk"), state="live", venue__isnull=False)
    own = actor.scopes(Role.VENUE_ADMIN)
    return found | (Q(state="dispatched", desk_region__in=own) & Q(Exists(handed)))


def _page(
    rows: QuerySet[ServiceOrder], wanted: Wanted, after: Key | None
) -> tuple[list[ServiceOrder], Key | None]:
    name, order = ("state_since", "-") if wanted.over else ("moment", "")
    beyond = "lt" if wanted.over else "gt"
    if after is not None:
        rows = rows.filter(
            Q(**{f"{name}__{beyond}": after.at}) | Q(**{name: after.at, f"id__{beyond}": after.id})
        )
    rows = rows.select_related("item", "requester").only(*SHOWN)
    rows = rows.order_by(f"{order}{name}", f"{order}id")
    found = list(rows[: PAGE_ROWS + 1])
    more = len(found) > PAGE_ROWS
    found = found[:PAGE_ROWS]
    if not more:
        return found, None
    last = found[-1]
    return found, Key(last.state_since if wanted.over else last.due_at or NEVER, last.id)


def inbox_counts(actor: Actor, now: datetime) -> dict[str, tuple[int, int]]:
    """How many open orders are in each state, and how many of them are late."""
    rows = _scope(actor).filter(state__in=OPEN_STATES)
    counted = rows.values("state").annotate(
        count=Count("id"), late=Count("id", filter=Q(due_at__lte=now))
    )
    return {row["state"]: (row["count"], row["late"]) for row in counted.order_by()}


def filters_of(actor: Actor) -> list[SavedFilter]:
    """The views the actor named."""
    assert actor.account_id is not None
    rows = SavedFilter.objects.filter(district=actor.district, account_id=actor.account_id)
    return list(rows.order_by("name"))
