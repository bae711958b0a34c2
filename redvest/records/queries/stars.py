"""Who has which star, what the next one takes, and which ones somebody may look at."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.engines.roles import Role
from redvest.engines.star_flow import HELD, OPEN
from redvest.engines.stars import DEFAULT, SCHEMES, Quality, Scheme, Standing, standing
from redvest.errors import NotSeen
from redvest.orders.models import Evaluation, QualityCase
from redvest.people.actors import Actor
from redvest.records.models import StarAward, StarSchemeChoice
from redvest.records.queries import DESK, WATCHING, totals_of
from redvest.records.queries.complaints import UPHELD
from redvest.teams.queries import within

YEAR = timedelta(days=365)
HELD_STATES = sorted(state.value for state in HELD)
OPEN_STATES = sorted(state.value for state in OPEN)


class Stars(NamedTuple):
    """Where a volunteer stands: under which scheme, what is given, and what waits."""

    scheme: Scheme
    minutes: int
    standing: Standing
    given: int
    waiting: StarAward | None


def scheme_of(district: str) -> Scheme:
    """The scheme that holds in a district now."""
    row = StarSchemeChoice.objects.filter(district=district).order_by("-chosen_at", "-id").first()
    return SCHEMES[row.code if row is not None else DEFAULT]


def quality_of(volunteer_id: UUID, district: str) -> Quality:
    """How the services of a volunteer were found; what nobody rated says nothing."""
    served = Q(
        order__assignments__volunteer_id=volunteer_id,
        order__assignments__checked_in_at__isnull=False,
    )
    rated = Evaluation.objects.filter(served, district=district).aggregate(
        sum=Sum("grade"), count=Count("id")
    )
    upheld = QualityCase.objects.filter(
        served,
        district=district,
        finding__in=UPHELD,
        decided_at__gte=timezone.now() - YEAR,
    ).count()
    return Quality(rated["sum"] or 0, rated["count"], upheld)


def stars_of(volunteer_id: UUID, district: str) -> Stars:
    """Everything the volunteer's page and the application go by."""
    rows = StarAward.objects.filter(district=district, volunteer_id=volunteer_id)
    given = max(rows.filter(state__in=HELD_STATES).values_list("stars", flat=True), default=0)
    scheme, minutes = scheme_of(district), totals_of(volunteer_id, district).merit
    found = standing(scheme, minutes, quality_of(volunteer_id, district), given)
    waiting = rows.filter(state__in=OPEN_STATES).order_by("-applied_at").first()
    return Stars(scheme, minutes, found, given, waiting)


def stars_in_scope(actor: Actor) -> "QuerySet[StarAward]":
    """Stars of volunteers who live in the actor's places."""
    return StarAward.objects.filter(
        within("region", actor.scopes(*DESK, *WATCHING)), district=actor.district
    ).select_related("volunteer__person")


def star_seen_by(
    actor: Actor, award_id: UUID, *, lock: bool = False
) -> tuple[StarAward, frozenset[Role]]:
    """A star and the actor's roles towards it.

    Raises
    ------
    NotSeen
        If the actor holds none.
    """
    rows = StarAward.objects.select_related("volunteer__person").filter(
        district=actor.district, id=award_id
    )
    row = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
    roles: set[Role] = set()
    if row is not None:
        roles = {
            grant.role
            for grant in actor.grants
            if grant.role in (*DESK, *WATCHING)
            and grant.team_id is None
            and grant.covers(row.region)
        }
    if row is None or not roles:
        raise NotSeen(_("没有找到这颗星，或它不在您能查看的范围内。"))
    return row, frozenset(roles)
