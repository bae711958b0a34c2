"""Teams that could be asked, as the matching reads them.

What a member ticked, can do and holds counts only while that member accepts being matched; what a
team says of itself counts while the team does. Who is a member, and grown up, is no profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from redvest.engines.crews import EVERY_HOUR, OPEN_ENDED, Crew, hours
from redvest.engines.geodesy import Point
from redvest.orders.models import ServiceItem
from redvest.orders.queries.asked import LIVE_DISPATCH
from redvest.orders.queries.candidates import BUSY_STATES
from redvest.people.labels import SKILLS

SKILL_CODES = tuple(SKILLS)

MEMBERS = """
WITH team AS (
    SELECT * FROM teams_team
    WHERE district = %(district)s AND status = 'active' AND accepts_matching
      AND area && %(prefixes)s AND id = coalesce(%(only)s, id)
), member AS (
    SELECT m.team_id, v.id, v.skills, v.availability, v.accepts_matching AS open, p.sex,
        v.languages,
        NOT EXISTS (
            SELECT FROM people_guardianship g
            WHERE g.district = %(district)s AND g.minor_id = v.person_id AND g.ended_at IS NULL
        ) AS adult
    FROM teams_membership m JOIN people_volunteer v ON v.id = m.volunteer_id
    JOIN people_person p ON p.id = v.person_id
    WHERE m.district = %(district)s AND m.state = 'member' AND v.status = 'active'
      AND m.team_id IN (SELECT id FROM team)
), crowd AS (
    SELECT team_id, count(*) AS people, count(*) FILTER (WHERE adult) AS adults,
        coalesce(bit_or(availability) FILTER (WHERE open), 0) AS ticked,
        bool_or(NOT open OR availability = 0) AS unsaid, array_agg(DISTINCT sex) AS sexes
    FROM member GROUP BY team_id
), skill AS (
    SELECT team_id, array_agg(DISTINCT one) AS codes
    FROM member, unnest(skills) AS one WHERE open GROUP BY team_id
), spoken AS (
    SELECT team_id, array_agg(DISTINCT one) AS languages
    FROM member, unnest(languages) AS one WHERE open GROUP BY team_id
), paper AS (
    SELECT m.team_id, p.kind || ':' || p.code AS code,
        max(coalesce(p.valid_until, DATE '9999-12-31')) AS until
    FROM orders_volunteerpaper p JOIN member m ON m.id = p.volunteer_id AND m.open
    WHERE p.district = %(district)s AND p.withdrawn_at IS NULL AND p.valid_from <= %(latest)s
    GROUP BY 1, 2
), papers AS (
    SELECT team_id, json_object_agg(code, until) AS held FROM paper GROUP BY team_id
), asked AS (
    SELECT d.team_id,
        count(*) FILTER (WHERE d.state = ANY(%(live)s) AND o.state = ANY(%(busy)s)) AS open,
        count(*) FILTER (WHERE d.state = ANY(%(went)s) AND o.scheduled_from >= %(month)s) AS month,
        count(*) FILTER (WHERE d.state = ANY(%(went)s) AND o.scheduled_from >= %(week)s) AS week
    FROM orders_dispatch d JOIN orders_serviceorder o ON o.id = d.order_id
    WHERE d.district = %(district)s AND d.team_id IN (SELECT id FROM team)
      AND d.offered_at >= %(since)s
    GROUP BY d.team_id
), offer AS (
    SELECT i.team_id, array_agg(i.item_id) AS items FROM orders_teamitem i
    WHERE i.district = %(district)s AND i.ended_at IS NULL GROUP BY i.team_id
)
SELECT t.id, t.name, t.area, t.core_category, coalesce(u.lat, r.lat) AS lat,
    coalesce(u.lon, r.lon) AS lon, c.people, c.adults, c.ticked, c.unsaid, s.codes, p.held,
    coalesce(a.open, 0) AS open, coalesce(a.month, 0) AS month, coalesce(a.week, 0) AS week,
    coalesce(f.items, '{}') AS items, c.sexes, coalesce(k.languages, '{}') AS languages
FROM team t
JOIN crowd c ON c.team_id = t.id
LEFT JOIN skill s ON s.team_id = t.id
LEFT JOIN spoken k ON k.team_id = t.id
LEFT JOIN papers p ON p.team_id = t.id
LEFT JOIN asked a ON a.team_id = t.id
LEFT JOIN offer f ON f.team_id = t.id
LEFT JOIN venues_venue u ON u.district = t.district AND u.id = t.venue_id AND u.lat IS NOT NULL
LEFT JOIN districts_region r
    ON r.district = t.district AND r.code = t.region AND r.valid_to IS NULL
ORDER BY t.name, t.id
"""


def point_of(lat: float | None, lon: float | None) -> Point | None:
    return (lat, lon) if lat is not None and lon is not None else None


class _Row(NamedTuple):
    id: UUID
    name: str
    area: list[str]
    core_category: str
    lat: float | None
    lon: float | None
    people: int
    adults: int
    ticked: int
    unsaid: bool
    codes: list[str] | None
    held: dict[str, str] | None
    open: int
    month: int
    week: int
    items: list[UUID]
    sexes: list[str]
    languages: list[str]


def crews_for(district: str, communities: Iterable[str], only: UUID | None = None) -> list[Crew]:
    """Teams that accept being proposed and serve any of these communities; two queries."""
    now = timezone.localtime()
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    given = {
        "district": district,
        "only": only,
        "prefixes": sorted({one[:digits] for one in communities for digits in (6, 9, 12)}),
        "live": list(LIVE_DISPATCH),
        "went": ["claimed", "ended"],
        "busy": BUSY_STATES,
        "month": month,
        "week": now - timedelta(days=7),
        "since": now - timedelta(days=180),
        "latest": now.date() + timedelta(days=60),
    }
    fields = _fields_of(district)
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, given)
        return [_crew(_Row(*row), fields) for row in cursor.fetchall()]


def _fields_of(district: str) -> list[tuple[UUID, str, str]]:
    """Every item with its skill and its field."""
    rows = ServiceItem.objects.filter(district=district, is_active=True)
    return list(rows.values_list("id", "skill", "core_category"))


def _crew(row: _Row, fields: Sequence[tuple[UUID, str, str]]) -> Crew:
    items = frozenset(row.items)
    levels: dict[str, int] = {}
    for item, skill, category in fields:
        if skill:
            level = 3 if item in items else int(category == row.core_category)
            levels[skill] = max(levels.get(skill, 0), level)
    for skill in row.codes or ():
        levels[skill] = max(levels.get(skill, 0), 2)
    return Crew(
        id=row.id,
        name=row.name,
        point=point_of(row.lat, row.lon),
        area=tuple(row.area),
        levels=levels,
        # Who leads a team knows when its members can, where they have not ticked it.
        hours=EVERY_HOUR if row.unsaid else hours(row.ticked),
        members=row.people,
        adults=row.adults,
        open=row.open,
        month=row.month,
        week=row.week,
        until={paper: _last_day(until) for paper, until in (row.held or {}).items()},
        offers=items,
        sexes=frozenset(row.sexes),
        languages=frozenset(row.languages),
    )


def _last_day(until: str) -> int:
    day = date.fromisoformat(until)
    return OPEN_ENDED if day.year == 9999 else day.toordinal()
