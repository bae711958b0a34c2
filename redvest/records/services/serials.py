"""Numbers given out one after the other."""

from django.db import connection

from redvest.ids import uuid7


def next_serials(district: str, kind: str, period: str, count: int) -> list[int]:
    """The next ``count`` numbers of a kind in a period; the counter's row makes their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_serialcounter AS c (id, district, kind, period, last)"
            " VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (district, kind, period) DO UPDATE SET last = c.last + EXCLUDED.last"
            " RETURNING last",
            [uuid7(), district, kind, period, count],
        )
        (last,) = cursor.fetchone()
    return list(range(last - count + 1, last + 1))
