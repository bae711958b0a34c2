"""Who does not go to a resident, who rather does, and of whom the desk may write it down."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from redvest.orders.models import Assignment, Dispatch, Pairing, ServiceOrder
from redvest.people.queries.persons import shown_name


@dataclass
class Ties:
    """Teams and volunteers of one resident: ids never sent there, and ids preferred."""

    apart: set[UUID] = field(default_factory=set)
    rather: set[UUID] = field(default_factory=set)


def live_pairs(district: str) -> QuerySet[Pairing]:
    return Pairing.objects.filter(district=district, ended_at=None)


def ties_of(district: str, residents: Iterable[UUID]) -> dict[UUID, Ties]:
    """What holds for each of these residents; one query."""
    found: dict[UUID, Ties] = defaultdict(Ties)
    rows = live_pairs(district).filter(resident__in=list(residents))
    for resident, volunteer, team, kind in rows.values_list(
        "resident_id", "volunteer_id", "team_id", "kind"
    ):
        ties = found[resident]
        (ties.apart if kind == "apart" else ties.rather).add(volunteer or team)
    return found


def pairs_for(order: ServiceOrder) -> list[Pairing]:
    """What is written down about the resident of an order, the newest first."""
    rows = live_pairs(order.district).filter(resident=order.requester_id)
    return list(rows.select_related("team", "volunteer__person").order_by("-set_at", "-id"))


def pairable(order: ServiceOrder) -> list[tuple[str, str]]:
    """Teams that were asked for this resident, and volunteers who were named; none paired yet."""
    known = ties_of(order.district, [order.requester_id])[order.requester_id]
    done = known.apart | known.rather
    asked = Dispatch.objects.filter(
        district=order.district, order__requester=order.requester_id, team__isnull=False
    )
    teams = set(asked.values_list("team_id", "team__name"))
    named = Assignment.objects.filter(
        district=order.district, order__requester=order.requester_id
    ).select_related("volunteer__person")
    people = {
        row.volunteer_id: f"{shown_name(row.volunteer.person)} {row.volunteer.volunteer_no}"
        for row in named
    }
    found = [(f"team:{one}", name) for one, name in teams if one not in done]
    found += [(f"volunteer:{one}", name) for one, name in people.items() if one not in done]
    return sorted(found, key=lambda row: (row[0].partition(":")[0], row[1], row[0]))
