"""Minutes of ordinary use: what the server holds at the end beside what it held once warm.

Memory, open files and connections to the database of ``redvest serve`` with two processes, while
eight people read and write, without a pause or with one of so many seconds. Memory and files may
grow by a tenth; connections up to what the pools of the processes allow.

    python -m bench.soak [minutes] [pause]
"""

import itertools
import os
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.load import HOST, answer, drive
from bench.overload import family, megabytes, serving
from bench.signup_race import FORM, cookies_of
from bench.stage import database, machine
from redvest.lanes import SLOTS

MINUTES, CLIENTS, MOST, WORKERS = 30.0, 8, 1.1, 2
PAGES = ("/", "/orders/", "/activities/", "/desk/orders/", "/desk/figures/", "/open-data/")


def open_files(root: int) -> int:
    count = 0
    for number in family(root):
        try:
            count += len(list(Path(f"/proc/{number}/fd").iterdir()))
        except OSError:
            continue
    return count


def connections() -> int:
    """Of the application to this database, but for the one that asks."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def held(pid: int) -> dict[str, float]:
    return {"MB": megabytes(pid), "files": open_files(pid), "connections": connections()}


def main() -> int:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    pause = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    os.environ["REDVEST_STAFF_MFA"] = "0"
    with database():
        from tests.orders.cast import an_order, the_cast

        cast = the_cast()
        an_order(cast, until="confirmed")
        [(cookie, token)] = cookies_of([cast.accounts["centre"]])
        turn = itertools.count()

        def step(connection: HTTPConnection) -> bool:
            time.sleep(pause)
            number = next(turn)
            if number % 10 == 9:  # Something is written: how one wants to read.
                body = urlencode({"csrfmiddlewaretoken": token, "elder": number // 10 % 2})
                headers: dict[str, Any] = {"Cookie": cookie, "Content-Type": FORM}
                headers["Origin"] = f"http://{HOST}:{connection.port}"
                status, _h, _b = answer(connection, "POST", "/display/elder", body, headers)
                return status == 302
            path = PAGES[number % len(PAGES)]
            return answer(connection, "GET", path, headers={"Cookie": cookie})[0] == 200

        with serving() as (port, pid):
            warm = drive(port, step, clients=CLIENTS, seconds=minutes * 60 / 5)
            time.sleep(2)
            first = held(pid)
            after = drive(port, step, clients=CLIENTS, seconds=minutes * 60 * 4 / 5)
            time.sleep(2)
            last = held(pid)
    print(
        f"{len(warm.took)} answers to warm up, then {len(after.took)} in {after.seconds:.0f} s,"
        f" {warm.failed + after.failed} failed; {machine()}"
    )
    wrong = [f"{warm.failed + after.failed} failed"] if warm.failed + after.failed else []
    for name, before in first.items():
        print(f"{name:12} {before:.0f} then {last[name]:.0f}: {last[name] / before:.3f}")
        # A pool opens connections as they are needed, up to one for each place.
        bound = max(MOST * before, WORKERS * SLOTS if name == "connections" else 0)
        wrong += [f"{name} grew"] if last[name] > bound else []
    print("; ".join(wrong) or "nothing grew by more than a tenth")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
