"""When volunteers are free: what they ticked, without the parts of a day in which they want to be
left in peace from beginning to end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from redvest.engines.crews import PARTS, hours
from redvest.engines.order_clock import SLOT_HOURS

# Of a volunteer v whose account has the preference q, or none; the parts are three rows.
FREE = """
CASE WHEN q.quiet_from IS NULL OR q.quiet_from = q.quiet_to THEN v.availability
ELSE v.availability & ~(
    SELECT coalesce(bit_or(part.bits), 0)
    FROM unnest(%(begins)s::time[], %(ends)s::time[], %(bits)s::int4[]) AS part (begins, ends, bits)
    WHERE CASE WHEN q.quiet_from < q.quiet_to
        THEN q.quiet_from <= part.begins AND q.quiet_to >= part.ends
        ELSE q.quiet_from <= part.begins OR q.quiet_to >= part.ends END
) END
"""
HOURS = """
SELECT v.id, (FREE) FROM people_volunteer v
JOIN people_person p ON p.id = v.person_id
LEFT JOIN notices_preference q ON q.account_id = p.account_id
WHERE v.district = %(district)s AND v.id = ANY(%(ids)s)
""".replace(  # nosec B608 - texts of this file
    "FREE", FREE
)


def parts() -> dict[str, Any]:
    """What ``FREE`` has to be given: when each part of a day is, and its bits in the week."""
    return {
        "begins": [SLOT_HOURS[one][0] for one in PARTS],
        "ends": [SLOT_HOURS[one][1] for one in PARTS],
        "bits": [sum(1 << (3 * day + k) for day in range(7)) for k in range(len(PARTS))],
    }


def free_hours(district: str, volunteer_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The 28 bits of :func:`redvest.engines.crews.hours` for these volunteers."""
    with connection.cursor() as cursor:
        cursor.execute(HOURS, {"district": district, "ids": list(volunteer_ids), **parts()})
        return {one: hours(ticked) for one, ticked in cursor.fetchall()}
