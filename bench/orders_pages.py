"""The five pages people live on, at the size of a large city, against bare Django views.

Inbox, one order at the desk, my orders, one order's timeline, a team's offers: each under granian
with the same workers as a bare Django view that returns the very bytes of the page. Rounds
alternate between the two; the figure is the ratio of throughputs. Before that, in one process and
by processor time, each page is put beside a bare view of the same bytes and beside a view that
sends the same queries and renders the same bytes with one template: the rest is our own code. The
number of queries of each page is counted as well.

    SIZE=1 python -m bench.orders_pages [seconds per run]
"""

import os
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from bench.load import HOST, Tally, answer, drive
from bench.login_and_home import served
from bench.orders_stage import OPEN, PAST, VOLUNTEERS, lay_down
from bench.stage import database, machine

CLIENTS, ROUNDS, AIM, QUERIES_MAX = 8, 2, 0.35, 12


def cookie_of(cast: object, who: str) -> str:
    """The cookies of a session that is signed in, as a browser would send them."""
    from django.test import Client

    client = Client()
    client.force_login(cast.accounts[who])  # type: ignore[attr-defined]
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def queries_of(cast: object, who: str, path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME=HOST)
    client.force_login(cast.accounts[who])  # type: ignore[attr-defined]
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


def pages(cast: object) -> list[tuple[str, str, str]]:
    from redvest.orders.models import ServiceOrder

    granny = cast.persons["granny"].id  # type: ignore[attr-defined]
    mine = ServiceOrder.objects.filter(requester_id=granny, community__endswith="001001").first()
    assert mine is not None
    return [
        ("inbox", "desk", "/desk/orders/"),
        ("order at the desk", "desk", f"/desk/orders/{mine.id}/"),
        ("my orders", "granny", "/orders/"),
        ("my order's timeline", "granny", f"/orders/{mine.id}/"),
        ("team offers", "zhao", "/desk/offers/"),
    ]


def load(port: int, path: str, cookie: str, seconds: float) -> Tally:
    def step(connection: HTTPConnection) -> bool:
        status, _h, _b = answer(connection, "GET", path, headers={"Cookie": cookie})
        return status == 200

    return drive(port, step, clients=CLIENTS, seconds=seconds)


def compare(port: int, path: str, cookie: str, seconds: float, folder: Path) -> tuple[Tally, Tally]:
    status, _h, body = answer(HTTPConnection(HOST, port), "GET", path, None, {"Cookie": cookie})
    assert status == 200, (path, status)
    kept = folder / "page.html"
    kept.write_bytes(body)
    ours, bare = Tally(), Tally()
    with served("bench.bare:application", {"BARE_BODY": str(kept)}) as bare_port:
        for _ in range(ROUNDS):
            for tally, at, where in ((ours, port, path), (bare, bare_port, "/")):
                found = load(at, where, cookie, seconds)
                tally.took += found.took
                tally.failed += found.failed
                tally.seconds += found.seconds
    assert ours.failed == bare.failed == 0, (path, ours.failed, bare.failed)
    return ours, bare


def processor_time(path: str, cookie: str) -> str:
    """What a page costs the processor, beside its queries and its bytes alone."""
    from bench import plain

    found = plain.compare(path, cookie)
    page, asking, bare = found["page"], found["asking"], found["bare"]
    return (
        f"{page * 1000:6.2f} ms | its {found['queries']} queries and one template"
        f" {asking * 1000:6.2f} ms, {asking / page:.2f} | bare {bare * 1000:5.2f} ms,"
        f" {bare / page:.3f} | {found['bytes']} bytes"
    )


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    os.environ["REDVEST_STAFF_MFA"] = "0"
    with database(), tempfile.TemporaryDirectory() as folder:
        from redvest.core.tidying import look_rarely
        from tests.orders.cast import the_cast

        cast, started = the_cast(), time.perf_counter()
        lay_down(cast)
        look_rarely()  # As the server does.
        took = time.perf_counter() - started
        print(f"{VOLUNTEERS} volunteers, {PAST} past orders, {OPEN} open, laid in {took:.0f} s")
        print(f"{machine()}; aim: ratio >= {AIM}, at most {QUERIES_MAX} queries", flush=True)
        for name, who, path in pages(cast):
            print(f"{name:20} {processor_time(path, cookie_of(cast, who))}", flush=True)
        env = {"REDVEST_POOL": "1", "REDVEST_DB_ROLE": "owner"}
        with served("redvest.wsgi:application", env) as port:
            for name, who, path in pages(cast):
                queries = queries_of(cast, who, path)
                ours, bare = compare(port, path, cookie_of(cast, who), seconds, Path(folder))
                print(
                    f"{name:20} {ours.per_second:7.1f} /s p50 {ours.percentile(0.5) * 1000:6.1f}"
                    f" p95 {ours.percentile(0.95) * 1000:6.1f} ms | bare {bare.per_second:7.1f} /s"
                    f" p95 {bare.percentile(0.95) * 1000:6.1f} ms |"
                    f" ratio {ours.per_second / bare.per_second:.3f} | {queries} queries",
                    flush=True,
                )


if __name__ == "__main__":
    main()
