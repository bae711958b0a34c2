"""Sums that are kept while the records change, and equal them at every moment.

Triggers on the watched tables note, in the statement that changes a row, by how much each fact
changes (old rows count against, new rows for). A job folds the notes into the tallies of days and
months. A reader adds both, so a figure is as fresh as the last commit whether the job runs or not.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import sql

from redvest.db import transact
from redvest.insight.facts import FACTS, OF_PEOPLE, Fact, filled, read_from, watched_tables
from redvest.insight.services.people import (
    FOLD_PEOPLE,
    MY_TURN,
    NOTE_PEOPLE,
    different_people,
    refilling,
)

BATCH = 20_000

NOTE = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $note$
BEGIN
    INSERT INTO insight_tallychange (district, fact, day, region, kind, n, amount)
    SELECT district, fact, day, region, kind, sum(n), sum(amount)
    FROM ({facts}) AS changed
    GROUP BY district, fact, day, region, kind
    HAVING sum(n) <> 0 OR sum(amount) <> 0;
{people}    RETURN NULL;
END $note$
"""
WATCH = """
CREATE OR REPLACE TRIGGER {name} AFTER {op} ON {table} REFERENCING {rows}
FOR EACH STATEMENT EXECUTE FUNCTION {name}()
"""
ONE = """SELECT district, '{fact}' AS fact, day, region, kind, who,
       {sign}n AS n, {sign}amount AS amount"""
OPS = {
    "insert": ("NEW TABLE AS rows_after", (("rows_after", ""),)),
    "delete": ("OLD TABLE AS rows_before", (("rows_before", "-"),)),
    "update": (
        "OLD TABLE AS rows_before NEW TABLE AS rows_after",
        (("rows_before", "-"), ("rows_after", "")),
    ),
}
GROWS_ONLY = {"journal_event"}
# Reading everything again takes longer than a page may.
PATIENCE = "SET LOCAL statement_timeout = '30min'"
# Each cell stands in a day and a month, and in a community, a street and the district.
SPREAD = """
SELECT district, fact, span, level,
       CASE span WHEN 'm' THEN date_trunc('month', day)::date ELSE day END AS day,
       left(region, level) AS region, kind, sum(n) AS n, sum(amount) AS amount
FROM ({cells}) AS cells
CROSS JOIN (VALUES ('d'), ('m')) AS spans (span)
CROSS JOIN (VALUES (6), (9), (12)) AS levels (level)
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
CELLS = """
SELECT district, fact, day, region, kind, sum(n) AS n, sum(amount) AS amount
FROM ({facts}) AS facts GROUP BY 1, 2, 3, 4, 5
HAVING sum(n) <> 0 OR sum(amount) <> 0
"""
COLUMNS = "district, fact, span, level, day, region, kind, n, amount"
FOLD = filled(
    """
    WITH due AS MATERIALIZED (  -- Chosen once: a subquery may be run again, and take more.
        SELECT id FROM insight_tallychange ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM insight_tallychange c USING due WHERE c.id = due.id
        RETURNING c.district, c.fact, c.day, c.region, c.kind, c.n, c.amount
    ), put AS (
        INSERT INTO insight_tally AS t ({columns})
        SELECT {columns} FROM ({spread}) AS spread
        ORDER BY 1, 2, 3, 4, 5, 6, 7
        ON CONFLICT (district, fact, span, level, day, region, kind)
        DO UPDATE SET n = t.n + excluded.n, amount = t.amount + excluded.amount
    )
    SELECT count(*) FROM gone
    """,
    columns=COLUMNS,
    spread=filled(SPREAD, cells=filled(CELLS, facts="SELECT * FROM gone")),
)
NOTED = filled(SPREAD, cells="SELECT * FROM insight_tallychange")
DIFFERENT = """
(SELECT district, fact, span, day, region, kind, sum(n), sum(amount), level FROM (
    SELECT {columns} FROM ({noted}) AS noted
    UNION ALL
    SELECT {columns} FROM insight_tally
    UNION ALL
    SELECT district, fact, span, level, day, region, kind, -n, -amount FROM ({fresh}) AS fresh
) AS both_sides
GROUP BY 1, 2, 3, 4, 5, 6, 9
HAVING sum(n) <> 0 OR sum(amount) <> 0)
UNION ALL
({people})
ORDER BY 1, 2, 3, 4, 5, 6
LIMIT 100
"""
REFILL = "INSERT INTO insight_tally ({columns}) {fresh}"


@dataclass(frozen=True)
class Difference:
    """A cell of the tallies that is not what the records say, and by how much."""

    district: str
    fact: str
    span: str
    day: object
    region: str
    kind: str
    n: int
    amount: int
    level: int


def _selected(fact: Fact, sign: str = "", **instead: str) -> str:
    head = filled(ONE, fact=fact.name, sign=sign)
    return f"{head} FROM (\n{read_from(fact, **instead)}\n) AS one"


def _fresh() -> str:
    every = "\nUNION ALL\n".join(_selected(fact) for fact in FACTS)
    return filled(SPREAD, cells=filled(CELLS, facts=every))


def _triggers() -> Iterator[str]:
    """What the database has to be told, for each table and each way of changing it."""
    for table in watched_tables():
        for op, (rows, sides) in OPS.items():
            if table in GROWS_ONLY and op != "insert":
                continue
            name = f"tally_{table}_{op}"
            facts = [
                (fact, _selected(fact, sign, **{table: side}))
                for fact in FACTS
                if table in fact.watched
                for side, sign in sides
            ]
            of_people = "\nUNION ALL\n".join(one for fact, one in facts if fact in OF_PEOPLE)
            people = filled(NOTE_PEOPLE, facts=of_people) if of_people else ""
            every = "\nUNION ALL\n".join(one for _fact, one in facts)
            yield filled(NOTE, name=name, facts=every, people=people)
            yield filled(WATCH, name=name, op=op.upper(), table=table, rows=rows)


def definitions() -> str:
    """A digest of everything that decides what the tallies hold."""
    said = [*_triggers(), _fresh(), *refilling()]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def install() -> bool:
    """Put the triggers there, as the owner after migrating; read all again if they are new.

    Returns whether the definitions had changed.
    """
    wanted = definitions()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('insight_tally') IS NULL,"
            " obj_description(to_regclass('insight_tally'), 'pg_class')"
        )
        is_missing, there = cursor.fetchone()
        if is_missing or there == wanted:
            return False
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _triggers():
            cursor.execute(statement)
        cursor.execute(sql.SQL("COMMENT ON TABLE insight_tally IS {}").format(sql.Literal(wanted)))
        _refill(cursor)
    return True


@transact
def rebuild_tallies() -> int:
    """Read everything again from the records. Whoever writes meanwhile waits, and is not lost.

    Returns how many cells there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        return _refill(cursor)


def _refill(cursor: object) -> int:
    # Nobody can add a note until this is over; what is committed by then is all in the records.
    run = cursor.execute  # type: ignore[attr-defined]
    run("LOCK TABLE insight_tallychange IN SHARE ROW EXCLUSIVE MODE")
    run("DELETE FROM insight_tallychange")
    run("DELETE FROM insight_tally")
    for statement in refilling():
        run(statement)
    run(filled(REFILL, columns=COLUMNS, fresh=_fresh()))
    return int(cursor.rowcount)  # type: ignore[attr-defined]


@transact
def fold_changes(batch: int = BATCH) -> int:
    """Move what is noted into the tallies; returns how many notes. May be repeated at any time."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD, [batch])
        folded = int(cursor.fetchone()[0])
        cursor.execute(MY_TURN)
        if cursor.fetchone()[0]:
            cursor.execute(FOLD_PEOPLE, [batch])
            folded = max(folded, int(cursor.fetchone()[0]))
        return folded


def differences() -> list[Difference]:
    """Where the tallies are not what the records say; empty when all is well. One statement, so
    that both sides are seen at the same moment and nobody has to wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PATIENCE)
        query = filled(DIFFERENT, people=different_people(), noted=NOTED, fresh=_fresh())
        cursor.execute(filled(query, columns=COLUMNS))
        return [
            Difference(district, fact, span, day, region, kind, int(n), int(amount), level)
            for district, fact, span, day, region, kind, n, amount, level in cursor.fetchall()
        ]
