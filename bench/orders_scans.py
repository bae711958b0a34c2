"""How the database finds what the five pages of orders show: by index, however much there is.

Every question of each page is planned by the database itself (EXPLAIN) over a large city's rows.
A page that reads a big table from one end to the other ends the run with an error.

    SIZE=1 python -m bench.orders_scans
"""

import json
import os
from collections.abc import Iterator
from typing import Any

from bench.orders_pages import pages
from bench.orders_stage import OPEN, PAST, VOLUNTEERS, lay_down
from bench.stage import database, machine

BIG = 3_000
"""Rows from which a table is big: smaller ones are quickest read whole."""


def asked(cast: Any, who: str, path: str) -> list[tuple[str, Any]]:
    """The questions a page asks, with their values."""
    from django.db import connection
    from django.test import Client

    kept: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            kept.append((sql, params))
        return execute(sql, params, many, context)

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(cast.accounts[who])
    with connection.execute_wrapper(note):
        assert client.get(path).status_code == 200, path
    return kept


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def read_whole(questions: list[tuple[str, Any]], big: dict[str, int]) -> list[str]:
    """Big tables that are read from end to end, with the question."""
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for sql, params in questions:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            (answer,) = cursor.fetchone()
            whole = json.loads(answer) if isinstance(answer, str) else answer
            for node in nodes(whole[0]["Plan"]):
                if node["Node Type"] == "Seq Scan" and node["Relation Name"] in big:
                    found.append(f"{node['Relation Name']}: {sql[:400]}")
    return found


def big_tables() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(
            "SELECT relname, reltuples::int8 FROM pg_class WHERE relkind = 'r' AND reltuples > %s",
            [BIG],
        )
        return dict(cursor.fetchall())


def main() -> int:
    os.environ["REDVEST_STAFF_MFA"] = "0"
    wrong = 0
    with database():
        from tests.orders.cast import the_cast

        cast = the_cast()
        lay_down(cast)
        big = big_tables()
        print(f"{VOLUNTEERS} volunteers, {PAST} past orders, {OPEN} open; {machine()}")
        print(", ".join(f"{name} {rows:,}" for name, rows in sorted(big.items())), flush=True)
        assert big, "nothing is big: the check would say nothing"
        for name, who, path in pages(cast):
            questions = asked(cast, who, path)
            found = read_whole(questions, big)
            wrong += len(found)
            print(f"{name:20} {len(questions):3} questions, {len(found)} read a big table whole")
            for one in found:
                print(f"    {one}")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
