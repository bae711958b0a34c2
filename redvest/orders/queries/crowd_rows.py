"""Volunteers read straight into arrays: all of them by COPY in binary, rows of one width, nothing
parsed; those who changed by one query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from redvest.core.planning import planned_cursor
from redvest.engines.crews import FIRST_LANGUAGE, MAN, OPEN_ENDED, PAPERS, WOMAN
from redvest.engines.crowd import PAPER_TYPE, ROW_TYPE, Rows
from redvest.engines.service_needs import LANGUAGES
from redvest.orders.queries.crews import SKILL_CODES
from redvest.orders.queries.free_hours import FREE, parts


def _codes(codes: Iterable[str]) -> str:
    """Codes of the program as they stand in a statement: they need not be sent with each."""
    return "ARRAY[{}]::text[]".format(", ".join(f"'{code}'" for code in codes))


# One set of skills becomes bits once, however many have it.
PEOPLE = """
WITH sets AS (
    SELECT DISTINCT skills FROM people_volunteer
    WHERE district = %(district)s AND status = 'active'
      {these_id}
), bits AS MATERIALIZED (
    SELECT skills, (
        SELECT coalesce(bit_or(1 << (array_position(CODES, s::text) - 1)), 0)
        FROM unnest(skills) AS s
    ) AS mask FROM sets
), went AS (
    SELECT a.volunteer_id, count(*) FILTER (WHERE o.scheduled_from >= %(month)s) AS month,
        count(*) FILTER (WHERE o.scheduled_from >= %(week)s) AS week
    FROM orders_assignment a JOIN orders_serviceorder o ON o.id = a.order_id
    WHERE a.district = %(district)s AND a.state IN ('accepted', 'ended')
      AND o.scheduled_from >= least(%(month)s, %(week)s)
      {these_volunteer_id}
    GROUP BY a.volunteer_id
)
SELECT v.id, coalesce(r.lat, 'NaN')::float8, coalesce(r.lon, 'NaN')::float8,
    (FREE)::int4, b.mask::int4, coalesce(w.month, 0)::int4, coalesce(w.week, 0)::int4,
    (CASE p.sex WHEN '1' THEN %(man)s::int4 WHEN '2' THEN %(woman)s::int4 ELSE 0 END
        | CASE WHEN v.languages = '{{}}' THEN 0 ELSE (
            SELECT coalesce(
                bit_or(%(first)s::int4 << (array_position(SPOKEN, s::text) - 1)), 0
            ) FROM unnest(v.languages) AS s
        ) END)::int4,
    NOT EXISTS (
        SELECT FROM people_guardianship g
        WHERE g.district = v.district AND g.minor_id = v.person_id AND g.ended_at IS NULL
    ), v.accepts_matching
FROM people_volunteer v
JOIN people_person p ON p.id = v.person_id
LEFT JOIN notices_preference q ON q.account_id = p.account_id
JOIN bits b ON b.skills = v.skills
LEFT JOIN went w ON w.volunteer_id = v.id
LEFT JOIN districts_region r
    ON r.district = v.district AND r.code = v.home_community AND r.valid_to IS NULL
WHERE v.district = %(district)s AND v.status = 'active'
  {these_v}
""".replace("CODES", _codes(SKILL_CODES)).replace("SPOKEN", _codes(LANGUAGES))  # nosec B608
PEOPLE = PEOPLE.replace("FREE", FREE)
EVERYBODY = dict.fromkeys(("these_id", "these_volunteer_id", "these_v"), "")
THESE = {
    "these_id": "AND id = ANY(ARRAY(SELECT id FROM touched))",
    "these_volunteer_id": "AND a.volunteer_id = ANY(ARRAY(SELECT id FROM touched))",
    "these_v": "AND v.id = ANY(ARRAY(SELECT id FROM touched))",
}
ALL_PEOPLE = f"COPY ({PEOPLE.format_map(EVERYBODY)} ORDER BY v.id) TO STDOUT (FORMAT BINARY)"
HELD = """
SELECT volunteer_id, (array_position(PAPERS, kind || ':' || code) - 1)::int4 AS paper,
    coalesce(valid_until - DATE '0001-01-01' + 1, %(open_ended)s)::int4 AS until
FROM orders_volunteerpaper
WHERE district = %(district)s AND withdrawn_at IS NULL AND valid_from <= %(today)s
  AND kind || ':' || code = ANY(PAPERS)
""".replace("PAPERS", _codes(PAPERS))  # nosec B608 - texts of this file
ALL_HELD = f"COPY ({HELD}) TO STDOUT (FORMAT BINARY)"
# Whom events may be about: the volunteer, the person, a paper, an order, a guardian.
TOUCHED = """
WITH touched AS MATERIALIZED (
    SELECT id FROM people_volunteer
    WHERE district = %(district)s AND (id = ANY(%(ids)s) OR person_id = ANY(%(ids)s))
    UNION SELECT volunteer_id FROM orders_volunteerpaper WHERE id = ANY(%(ids)s)
    UNION SELECT volunteer_id FROM orders_assignment WHERE order_id = ANY(%(ids)s)
    UNION SELECT v.id FROM people_guardianship g
    JOIN people_volunteer v ON v.person_id = g.minor_id WHERE g.id = ANY(%(ids)s)
)
SELECT t.id AS touched, now.*,
    (SELECT json_agg(json_build_array(h.paper, h.until)) FROM (HELD
        AND volunteer_id = t.id) h)
FROM touched t LEFT JOIN (PEOPLE) now ON now.id = t.id ORDER BY t.id
""".replace(  # nosec B608 - texts of this file
    "(HELD", f"({HELD}"
).replace("(PEOPLE)", f"({PEOPLE.format_map(THESE)})")
HEAD, TAIL = 19, 2  # Of the binary format: signature, flags and extension; the end mark.


def rows_of(district: str) -> Rows:
    """Active volunteers of a district, in two statements."""
    given = _given(district)
    names = ROW_TYPE.names or ()
    kinds = ("S16", "f8", "f8", *["i4"] * 5, "?", "?")
    people = _copied(ALL_PEOPLE, given, kinds, names, ROW_TYPE)
    names = PAPER_TYPE.names or ()
    return Rows(people, _copied(ALL_HELD, given, ("S16", "i4", "i4"), names, PAPER_TYPE))


def rows_touched(district: str, ids: Iterable[UUID]) -> tuple[list[UUID], Rows]:
    """Volunteers whom any of these ids is about, and what the active of them are now; one query."""
    with planned_cursor() as cursor:
        cursor.execute(TOUCHED, _given(district) | {"ids": list(ids)})
        found = cursor.fetchall()
    here = [row for row in found if row[1] is not None]
    people = np.array([(row[1].bytes, *row[2:-1]) for row in here], ROW_TYPE)
    held = [(row[1].bytes, *one) for row in here for one in row[-1] or ()]
    return [row[0] for row in found], Rows(people, np.array(held, PAPER_TYPE))


def _given(district: str) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "district": district,
        "first": 1 << FIRST_LANGUAGE,
        "man": 1 << MAN,
        "woman": 1 << WOMAN,
        "open_ended": OPEN_ENDED,
        "month": now.replace(day=1, hour=0, minute=0, second=0, microsecond=0),
        "week": now - timedelta(days=7),
        "today": now.date(),
        **parts(),
    }


def _copied(
    statement: str, given: dict[str, Any], kinds: Iterable[str], names: Iterable[str], into: Any
) -> NDArray[Any]:
    """Run a COPY whose columns are never null and all of one width."""
    fields: list[tuple[str, str]] = [("", ">i2")]
    for name, kind in zip(names, kinds, strict=True):
        fields += [("", ">i4"), (name, kind if kind in ("S16", "?") else f">{kind}")]
    wire = np.dtype([(name or f"_{k}", kind) for k, (name, kind) in enumerate(fields)])
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(statement, given) as copy,
    ):
        data = b"".join(copy)
    found = np.frombuffer(data[HEAD:-TAIL], wire)
    out = np.empty(len(found), into)
    for name in into.names:
        out[name] = found[name]
    return out
