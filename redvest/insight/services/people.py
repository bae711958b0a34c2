"""How many different people: kept while the records change, and exact at every moment.

People cannot be added up from parts, so for each of them is kept in which months and places they
were counted (``insight_presence``). What changes is noted by the triggers; folding a note moves
the numbers of every month, quarter and year, in every place it lies in, by those who were there
for the first time or no longer are. A reader adds what is not folded yet.
"""

from redvest.insight.facts import OF_PEOPLE, filled, read_from

NOTE_PEOPLE = """
    INSERT INTO insight_presencechange (district, fact, day, region, who, n)
    SELECT district, fact, day, region, who, sum(n)
    FROM ({facts}) AS changed
    GROUP BY district, fact, day, region, who
    HAVING sum(n) <> 0;
"""
# Each span of time and each place that a cell of somebody's presence lies in.
SCOPES = """
CROSS JOIN LATERAL (VALUES
    ('m', {month}, ({month} + interval '1 month')::date),
    ('q', date_trunc('quarter', {month})::date,
     (date_trunc('quarter', {month}) + interval '3 months')::date),
    ('y', date_trunc('year', {month})::date,
     (date_trunc('year', {month}) + interval '1 year')::date)) AS s (span, first, until)
CROSS JOIN (VALUES (6), (9), (12)) AS l (level)
"""
FOLD_PEOPLE = filled(
    """
    WITH due AS MATERIALIZED (
        SELECT id FROM insight_presencechange ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM insight_presencechange c USING due WHERE c.id = due.id
        RETURNING c.district, c.fact, c.day, c.region, c.who, c.n
    ), delta AS MATERIALIZED (
        SELECT district, fact, who, date_trunc('month', day)::date AS month, region, sum(n) AS n
        FROM gone GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
    ), moved AS (
        SELECT district, fact, who, span, first, until, level, left(region, level) AS place,
               sum(n) AS n
        FROM delta {scopes}
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    ), was AS (
        SELECT m.*, coalesce((
            SELECT sum(p.n) FROM insight_presence p
            WHERE p.district = m.district AND p.fact = m.fact AND p.who = m.who
              AND p.month >= m.first AND p.month < m.until
              AND left(p.region, m.level) = m.place), 0) AS before
        FROM moved m
    ), put AS (
        INSERT INTO insight_presence AS p (district, fact, who, month, region, n)
        SELECT district, fact, who, month, region, n FROM delta ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (district, fact, who, month, region) DO UPDATE SET n = p.n + excluded.n
    ), told AS (
        INSERT INTO insight_peopletally AS t (district, fact, span, first, level, place, people)
        SELECT district, fact, span, first, level, place,
               sum((before + n > 0)::int - (before > 0)::int)
        FROM was GROUP BY 1, 2, 3, 4, 5, 6
        HAVING sum((before + n > 0)::int - (before > 0)::int) <> 0
        ORDER BY 1, 2, 3, 4, 5, 6
        ON CONFLICT (district, fact, span, first, level, place)
        DO UPDATE SET people = t.people + excluded.people
    )
    SELECT count(*) FROM gone
    """,
    scopes=filled(SCOPES, month="month"),
)
FRESH = """
SELECT district, fact, who, date_trunc('month', day)::date AS month, region, sum(n) AS n
FROM ({facts}) AS fresh
GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
"""
REFILL_PRESENCE = """
INSERT INTO insight_presence (district, fact, who, month, region, n) {fresh}
"""
COUNTED = filled(
    """
    SELECT district, fact, span, first, level, place, count(*) AS people
    FROM (
        SELECT district, fact, span, first, level, left(region, level) AS place, who
        FROM insight_presence {scopes}
        GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) > 0
    ) AS there
    GROUP BY 1, 2, 3, 4, 5, 6
    """,
    scopes=filled(SCOPES, month="month"),
)
REFILL_PEOPLE = """
INSERT INTO insight_peopletally (district, fact, span, first, level, place, people) {counted}
"""
# Cells of presence that are not what the records say, told without naming anybody; then numbers
# of people that are not what those cells say.
DIFFERENT_PEOPLE = """
SELECT district, fact, 'm', month, region, 'presence', count(*), 0, 12 FROM (
    SELECT district, fact, who, month, region FROM (
        SELECT district, fact, who, month, region, n FROM insight_presence
        UNION ALL
        SELECT district, fact, who, date_trunc('month', day)::date, region, n
        FROM insight_presencechange
        UNION ALL
        SELECT district, fact, who, month, region, -n FROM ({fresh}) AS f
    ) AS both_sides
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
) AS cells
GROUP BY 1, 2, 4, 5
UNION ALL
SELECT district, fact, span, first, place, 'people', sum(people), 0, level FROM (
    SELECT district, fact, span, first, level, place, people FROM insight_peopletally
    UNION ALL
    SELECT district, fact, span, first, level, place, -people FROM ({counted}) AS c
) AS both_sides
GROUP BY district, fact, span, first, level, place HAVING sum(people) <> 0
"""
# Nobody folds beside somebody else: two who meet the same person would both count them.
MY_TURN = "SELECT pg_try_advisory_xact_lock(hashtext('insight_presence'))"
WAIT_MY_TURN = "SELECT pg_advisory_xact_lock(hashtext('insight_presence'))"


def fresh_people() -> str:
    """Everybody's presence as the records say it."""
    one = "SELECT district, '{fact}' AS fact, day, region, who, n FROM (\n{query}\n) AS one"
    every = [filled(one, fact=fact.name, query=read_from(fact)) for fact in OF_PEOPLE]
    return filled(FRESH, facts="\nUNION ALL\n".join(every))


def refilling() -> tuple[str, ...]:
    """Read all of it again."""
    return (
        WAIT_MY_TURN,
        "LOCK TABLE insight_presencechange IN SHARE ROW EXCLUSIVE MODE",
        "DELETE FROM insight_presencechange",
        "DELETE FROM insight_presence",
        "DELETE FROM insight_peopletally",
        filled(REFILL_PRESENCE, fresh=fresh_people()),
        filled(REFILL_PEOPLE, counted=COUNTED),
    )


def different_people() -> str:
    return filled(DIFFERENT_PEOPLE, fresh=fresh_people(), counted=COUNTED)
