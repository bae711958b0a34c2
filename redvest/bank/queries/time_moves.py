"""Inheritances, exchanges with other districts, and who saves for a team."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Account, TeamSaver, TimeExchange, TimeInheritance
from redvest.bank.queries.merchants import DESK, WATCHING
from redvest.districts.models import District
from redvest.districts.queries import policy_of
from redvest.engines.clearing import Side
from redvest.engines.ledger import Holder, Unit
from redvest.engines.volunteer_flow import FINAL
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Person, Volunteer
from redvest.people.queries.persons import locked
from redvest.records.models import ServiceRecord
from redvest.teams.models import Membership, Team

GONE = sorted(state.value for state in FINAL)


def left_behind(district: str, volunteer_no: str) -> Person | None:
    """Whoever had this number and died, or closed their account."""
    rows = Volunteer.objects.filter(
        district=district, volunteer_no=volunteer_no.strip(), status__in=GONE
    )
    found = rows.select_related("person").first()
    return found.person if found is not None else None


def inheritances_in_scope(actor: Actor) -> QuerySet[TimeInheritance]:
    """For heirs of the actor's places, those that wait first."""
    inside = Q(pk__in=[])
    for scope in actor.scopes(*DESK, *WATCHING):
        inside |= Q(heir__home_community__startswith=scope)
        if scope == actor.district:
            inside |= Q(heir__home_community="")
    rows = TimeInheritance.objects.filter(inside, district=actor.district)
    return rows.select_related("heir", "person__volunteer").order_by("-asked_at", "id")


def inheritance_seen_by(
    actor: Actor, inheritance_id: UUID, *, lock: bool = False
) -> TimeInheritance:
    """One for an heir of the actor's places.

    Raises
    ------
    NotSeen
        If it is not; whether it exists makes no difference.
    """
    found = locked(inheritances_in_scope(actor).filter(id=inheritance_id), lock).first()
    if found is None:
        raise NotSeen(_("没有找到这份申请，或它不在您能查看的范围内。"))
    return found


def savers_of(records: Iterable[ServiceRecord]) -> dict[UUID, TeamSaver]:
    """Those of the records whose minutes are saved by the team, and by which agreement."""
    served = [row for row in records if row.team_id is not None]
    rows = TeamSaver.objects.filter(
        team__in={row.team_id for row in served},
        volunteer__in={row.volunteer_id for row in served},
    ).select_related("team")
    agreed: defaultdict[tuple[UUID | None, UUID], list[TeamSaver]] = defaultdict(list)
    for saver in rows.order_by("id"):
        agreed[saver.team_id, saver.volunteer_id].append(saver)
    found: dict[UUID, TeamSaver] = {}
    for row in served:
        day = row.service_on
        for saver in agreed[row.team_id, row.volunteer_id]:
            if saver.from_day <= day and (saver.until_day is None or saver.until_day >= day):
                found.setdefault(row.id, saver)
    return found


def teams_of(volunteer_id: UUID, district: str) -> list[tuple[Membership, bool]]:
    """Somebody's teams, and whether they save for each."""
    rows = Membership.objects.filter(
        district=district, volunteer_id=volunteer_id, state="member"
    ).select_related("team")
    saved = set(
        TeamSaver.objects.filter(
            district=district, volunteer_id=volunteer_id, until_day=None
        ).values_list("team_id", flat=True)
    )
    return [(row, row.team_id in saved) for row in rows.order_by("team__name", "id")]


def saved_by_teams(district: str, ids: set[UUID]) -> list[tuple[Team, int]]:
    """Those of the teams that have minutes to give away, and how many."""
    rows = Account.objects.filter(
        district=district, team_id__in=ids, unit=Unit.MINUTES.value, balance__gt=0
    ).select_related("team")
    return [(row.team, row.balance) for row in rows.order_by("team__name", "id") if row.team]


def party_of(district: str) -> UUID:
    """Another district, as the party of a clearing account."""
    return uuid5(NAMESPACE_URL, f"redvest:district:{district}")


def districts_to(person: Person) -> list[District]:
    """Where somebody has a profile of their own with the same account, and both banks are open."""
    if person.account_id is None or not policy_of(person.district).time_exchange_open:
        return []
    codes = Person.objects.filter(account_id=person.account_id, closed_at=None)
    rows = District.objects.filter(code__in=codes.values("district"))
    return [
        row
        for row in rows.exclude(code=person.district).order_by("code")
        if policy_of(row.code).time_exchange_open
    ]


def sent_since(person: Person, since: datetime) -> int:
    """Minutes sent elsewhere and not refused."""
    rows = TimeExchange.objects.filter(
        district=person.district, person=person, way="out", made_at__gte=since
    ).exclude(state="refused")
    return int(rows.aggregate(sum=Sum("minutes"))["sum"] or 0)


def own_exchanges(person: Person) -> QuerySet[TimeExchange]:
    """What somebody sent elsewhere and got from there, the latest first."""
    rows = TimeExchange.objects.filter(district=person.district, person=person)
    return rows.order_by("-made_at", "-id")


def exchanges_of(actor: Actor) -> QuerySet[TimeExchange]:
    """The district's own sides, the latest first."""
    rows = TimeExchange.objects.filter(district=actor.district)
    return rows.select_related("person").order_by("-made_at", "-id")


def partners_of(district: str) -> list[str]:
    """Districts with which anything was ever exchanged."""
    rows = TimeExchange.objects.filter(Q(district=district) | Q(other=district))
    pairs = rows.values_list("district", "other").distinct()
    return sorted({one for pair in pairs for one in pair} - {district})


def sides_between(district: str, other: str) -> list[Side]:
    """What both books say about each exchange. Of the other one only key, amount and state."""
    rows = TimeExchange.objects.filter(
        Q(district=district, other=other) | Q(district=other, other=district)
    )
    columns = ("district", "way", "key", "minutes", "state")
    return [Side(*row) for row in rows.order_by("made_at", "id").values_list(*columns)]


def cleared(district: str, other: str) -> int:
    """What the district's clearing account for the other holds."""
    rows = Account.objects.filter(
        district=district,
        holder=Holder.CLEARING.value,
        unit=Unit.MINUTES.value,
        party=party_of(other),
    )
    return int(rows.aggregate(sum=Sum("balance"))["sum"] or 0)
