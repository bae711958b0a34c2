"""Import of a large roster against the yardstick of a raw COPY.

The import reads a file in the bounded child, checks every cell, drops duplicates, encrypts and
indexes, and inserts those not yet known. The yardstick copies the very rows that came out of it,
already encrypted, back into the same table once it is empty: the same indexes and constraints, the
same database, one transaction each, made durable alike. The figure is their ratio, with the aim of
at most 3; the seconds of processors stand beside it, since the wall depends on who else is working.

    python -m bench.import_people [rows]
"""

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.stage import database, machine

ROWS = 250_000
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚"


def roster_rows(count: int) -> list[list[str]]:
    """Distinct people with valid papers; one row in fifty repeats an earlier phone."""
    from redvest.engines.identifiers import id_check_character

    rows = []
    for n in range(count):
        first = f"620102{1940 + n % 70}{1 + n % 12:02d}{1 + n % 28:02d}"
        first += f"{n // 420 % 1000:03d}"
        name = SURNAMES[n % 20] + GIVEN[n // 20 % 20] + GIVEN[n // 400 % 20]
        phone = f"13{n if n % 50 or not n else n - 1:09d}"
        rows.append([name, phone, first + id_check_character(first), "620102001001"])
    return rows


def write_files(folder: Path, rows: list[list[str]]) -> tuple[Path, Path]:
    import csv

    import xlsxwriter

    header = ["姓名", "手机号", "身份证号", "社区"]
    as_csv, as_xlsx = folder / "roster.csv", folder / "roster.xlsx"
    with as_csv.open("w", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    with xlsxwriter.Workbook(str(as_xlsx), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([header, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return as_csv, as_xlsx


@dataclass(frozen=True)
class Cost:
    """Seconds on the wall, and seconds of processors: ours, our children's, the database's."""

    wall: float
    cpu: float


def _backend_cpu() -> float:
    """What the process that serves our connection has used so far (its pid is on this machine)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cost(act: Callable[[], object]) -> Cost:
    def cpu() -> float:
        return sum(os.times()[:4]) + _backend_cpu()

    before, started = cpu(), time.perf_counter()
    act()
    return Cost(time.perf_counter() - started, cpu() - before)


def raw_copy() -> Cost:
    """Empty the table and COPY the imported rows back into it: same indexes, same constraints."""
    from django.db import connection

    with connection.cursor() as cursor:
        raw = cursor.cursor
        kept = io.BytesIO()
        with raw.copy("COPY people_invitation TO STDOUT") as copy:
            for chunk in copy:
                kept.write(chunk)
        cursor.execute("SELECT count(*) FROM people_invitation")
        expected = cursor.fetchone()
        cursor.execute("TRUNCATE people_invitation")

        def load() -> None:
            with raw.copy("COPY people_invitation FROM STDIN") as copy:
                copy.write(kept.getvalue())

        took = cost(load)
        cursor.execute("SELECT count(*) FROM people_invitation")
        assert cursor.fetchone() == expected
    return took


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with database(), tempfile.TemporaryDirectory() as folder:
        from django.core.management import call_command
        from django.db import connection

        from redvest.people.models import Invitation
        from tests.world import HERE, small_district

        small_district(HERE)
        rows = roster_rows(count)
        expected = len({row[1] for row in rows})
        print(f"{count} rows, {expected} people; {machine()}")
        for path in write_files(Path(folder), rows):
            took = cost(
                lambda path=path: call_command(
                    "import_people", str(path), district=HERE, stdout=io.StringIO()
                )
            )
            assert Invitation.objects.count() == expected, Invitation.objects.count()
            yardstick = raw_copy()
            print(
                f"{path.suffix[1:]:5} import {took.wall:6.1f} s ({took.cpu:.1f} s of processors)   "
                f"raw COPY {yardstick.wall:6.1f} s ({yardstick.cpu:.1f} s)   "
                f"ratio {took.wall / yardstick.wall:.2f} (aim <= 3), "
                f"of processors {took.cpu / yardstick.cpu:.2f}",
                flush=True,
            )
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE people_invitation")


if __name__ == "__main__":
    main()
