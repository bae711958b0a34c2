"""Five times as much as the server can do, for a minute: who is served, and who is sent away.

First the server's own capacity is measured with the same mix: every tenth request somebody checks
in with the code of that moment, four read a page, five want a file or a figure. Then five times as
many come each second, whether they are answered or not. Check-ins have to get through, files are
turned away with a time to come back, memory stays, and afterwards all is as before within 30 s.

    python -m bench.overload [seconds] [times]
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.arrivals import Request, Seen, everybody_comes
from bench.gate import at_the_gate
from bench.load import HOST, Tally, answer, drive
from bench.login_and_home import free_port
from bench.signup_race import cookies_of
from bench.stage import database, machine

SECONDS, TIMES, PROBES, WARM = 60.0, 5.0, 16, 6.0
MIX = ("check-in", *("page",) * 4, *("file",) * 5)
FILES = ("/desk/figures/file/xlsx/?view=services", "/desk/figures/report/", "/open-data/csv/")
PAGES = ("/desk/orders/", "/", "/activities/")


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """``redvest serve`` as an operator starts it, on a free port; the port and the process."""
    port = free_port()
    command = [sys.executable, "-m", "redvest", "serve", "--port", str(port), "--workers", "2"]
    env = {**os.environ, "REDVEST_WARM": "0", "REDVEST_LOG_LEVEL": "CRITICAL"}
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                try:
                    if answer(HTTPConnection(HOST, port, timeout=5), "GET", "/health/live")[0]:
                        break
                except OSError:
                    time.sleep(0.2)
            else:
                raise RuntimeError("the server did not answer within a minute")
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(60)


def status_of() -> dict[int, tuple[int, int]]:
    """Of every process its parent and the kilobytes it holds."""
    found = {}
    for one in Path("/proc").glob("[0-9]*/status"):
        try:
            text = one.read_text()
        except OSError:
            continue
        lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        kilobytes = int(lines.get("VmRSS", "0 kB").split()[0])
        found[int(one.parent.name)] = int(lines["PPid"]), kilobytes
    return found


def family(root: int) -> set[int]:
    """A process and all it started."""
    parents, ours = status_of(), {root}
    while more := {n for n, (parent, _held) in parents.items() if parent in ours} - ours:
        ours |= more
    return ours


def megabytes(root: int) -> float:
    """What a process and all it started hold in memory."""
    held, ours = status_of(), family(root)
    return sum(held[number][1] for number in ours if number in held) / 1024


def mixed(cookies: dict[str, str], check_in: Iterator[Request], number: int) -> Request:
    name = MIX[number % len(MIX)]
    if name == "check-in":
        return next(check_in)
    if name == "page":
        return Request(name, PAGES[number % len(PAGES)], cookies["desk"])
    return Request(name, FILES[number % len(FILES)], cookies["centre"])


def check_ins(people: int) -> tuple[Iterator[Request], Any]:
    """One request for each person who is expected at the gate, with the code of that moment."""
    from redvest.activities.services import codes

    activity, accounts, signups = at_the_gate(people)
    screen = codes.turning(activity.sessions.get())
    sessions = cookies_of(accounts)

    def requests() -> Iterator[Request]:
        for (cookie, token), signup in zip(sessions, signups, strict=True):
            fields = {"csrfmiddlewaretoken": token, "_key": f"o-{signup.id}", "mark": "in"}
            fields["signup"] = str(signup.id)
            phone = f"; rv_phone={secrets.token_urlsafe(18)}"
            yield Request(
                "check-in",
                f"/activities/{activity.id}/here/",
                cookie + phone,
                lambda fields=fields: urlencode({**fields, "code": screen.at(time.time())}),
            )

    return requests(), activity


def capacity(port: int, cookies: dict[str, str]) -> float:
    """Requests a second of the mix without its check-ins, as fast as sixteen can ask."""
    asked = [0]

    def step(connection: HTTPConnection) -> bool:
        asked[0] += 1
        number = asked[0] % (len(MIX) - 1) + 1
        wanted = mixed(cookies, iter(()), number)
        status, _h, _b = answer(connection, "GET", wanted.path, headers={"Cookie": wanted.cookie})
        return status == 200

    drive(port, step, clients=PROBES, seconds=WARM / 2)
    return drive(port, step, clients=PROBES, seconds=WARM).per_second


def page_takes(port: int, cookie: str) -> float:
    """Milliseconds of one page after another, four readers."""

    def step(connection: HTTPConnection) -> bool:
        return answer(connection, "GET", PAGES[0], headers={"Cookie": cookie})[0] == 200

    tally: Tally = drive(port, step, clients=4, seconds=3)
    return tally.percentile(0.95) * 1000 if not tally.failed else float("inf")


def well_again(port: int, cookie: str, before: float) -> float:
    """Seconds until a page takes no more than twice what it took before."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < 60:
        if page_takes(port, cookie) <= 2 * before:
            break
    return time.perf_counter() - begun


def judged(seen: dict[str, Seen], there: int, grown: float, again: float) -> list[str]:
    of = seen["check-in"]
    sent, good = sum(of.statuses.values()), of.statuses[302]
    share = good / sent
    wrong = [f"{share:.4f} of the check-ins served"] if share < 0.99 else []
    wrong += [f"{there} are there, {good} were told so"] if there < good else []
    for name, one in seen.items():
        strange = {status for status in one.statuses if status not in (200, 302, 409, 503)}
        wrong += [f"{name}: answers {sorted(strange)}"] if strange else []
        wrong += [f"{name}: no time to come back"] if one.statuses[503] != one.retry_after else []
    wrong += ["no file was turned away"] if not seen["file"].statuses[503] else []
    wrong += [f"memory grew {grown:.2f} times"] if grown > 1.5 else []
    return wrong + ([f"{again:.0f} s until all was as before"] if again > 30 else [])


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    times = float(sys.argv[2]) if len(sys.argv) > 2 else TIMES
    os.environ["REDVEST_STAFF_MFA"] = "0"
    with database():
        from django.db import connection

        from redvest.activities.models import SignUp
        from tests.orders import cast as orders_cast

        kept: dict[str, Any] = {}
        real = orders_cast.the_cast
        orders_cast.the_cast = lambda: kept.setdefault("cast", real())  # at_the_gate sets it
        people = int(60 * times * seconds / len(MIX)) + 100
        coming, _activity = check_ins(people)
        staff = [kept["cast"].accounts[name] for name in ("desk", "centre")]
        cookies = dict(zip(("desk", "centre"), (one for one, _t in cookies_of(staff)), strict=True))
        connection.close()
        with serving() as (port, pid):
            able = capacity(port, cookies)
            before, held = page_takes(port, cookies["desk"]), megabytes(pid)
            rate = able * times
            print(f"{machine()}; alone {able:.0f} requests/s, a page {before:.0f} ms (95th)")
            count = min(int(rate * seconds), people * len(MIX))
            visitors = [
                (number / rate, [mixed(cookies, coming, number)]) for number in range(count)
            ]
            seen, took = everybody_comes(port, visitors)
            most = megabytes(pid)
            again = well_again(port, cookies["desk"], before)
        there = SignUp.objects.filter(state="checked_in").count()
    print(
        f"{count} came in {count / rate:.0f} s ({rate:.0f}/s), answered after {took:.0f} s;"
        f" memory {held:.0f} to {most:.0f} MB; as before after {again:.0f} s; {machine()}"
    )
    for name in ("check-in", "page", "file"):
        print(f"{name:9} {seen[name].said()}")
    wrong = judged(seen, there, most / held, again)
    print("; ".join(wrong) or "what people did was served, what could wait was turned away")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
