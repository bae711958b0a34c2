"""Signing in and reading the front page, against a bare Django view on the same server.

Both sides run under granian with the same workers and threads, are loaded by the same generator
for the same time, and the bare view returns the very bytes of the front page. Runs alternate, and
the figure is the ratio of the sums, so that a machine that slows down slows both.

    python -m bench.login_and_home [seconds per run]
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from bench.load import HOST, Tally, answer, drive
from bench.stage import database, machine

LOGIN = "/accounts/login/password/"
PASSWORD = "bench-password-2026"
PEOPLE, CLIENTS, ROUNDS = 40, 8, 3
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(target: str, env: dict[str, str]) -> Iterator[int]:
    """A granian with two workers of four threads on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "4"]
    command += ["--backlog", "4096", "--no-ws", "--log-level", "warning", target]
    with subprocess.Popen(command, env={**os.environ, **env}) as process:
        try:
            for _ in range(1200):  # Two minutes: on a busy machine it takes its time to start.
                with socket.socket() as probe:
                    if probe.connect_ex((HOST, port)) == 0:
                        break
                time.sleep(0.1)
            else:
                raise RuntimeError("the server did not start within two minutes")
            time.sleep(1)
            yield port
        finally:
            process.terminate()
            process.wait(20)


def prepare_people() -> None:
    from django.conf import settings

    from redvest.people.services.accounts import open_account
    from tests.world import HERE, small_district

    small_district(HERE)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for number in range(PEOPLE):
        open_account(phone=f"1390000{number:04d}", district=HERE, password=PASSWORD)


def taken(lines: list[str], kept: dict[str, str]) -> str:
    """Add cookies that were set to those kept; all of them as a header."""
    for line in lines:
        name, _, rest = line.partition("=")
        kept[name] = rest.split(";")[0]
    return "; ".join(f"{name}={value}" for name, value in kept.items())


def sign_in(port: int, number: int) -> str:
    """Sign in by password through the real page; the cookies of the session."""
    connection, kept = HTTPConnection(HOST, port, timeout=30), {}
    _status, lines, page = answer(connection, "GET", LOGIN)
    token = TOKEN.search(page)
    assert token is not None, page[:500]
    body = urlencode(
        {
            "csrfmiddlewaretoken": token[1].decode(),
            "login": f"1390000{number:04d}",
            "password": PASSWORD,
        }
    )
    sent = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": taken(lines, kept),
        "Origin": f"http://{HOST}:{port}",
    }
    status, lines, page = answer(connection, "POST", LOGIN, body, sent)
    assert status == 302, (status, page[:2000].decode())
    connection.close()
    return taken(lines, kept)


def read_home(port: int, cookie: str, seconds: float) -> Tally:
    def step(connection: HTTPConnection) -> bool:
        status, _headers, _body = answer(connection, "GET", "/", headers={"Cookie": cookie})
        return status == 200

    return drive(port, step, clients=CLIENTS, seconds=seconds)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    with database(), tempfile.TemporaryDirectory() as folder:
        prepare_people()
        env = {"REDVEST_POOL": "1", "REDVEST_DB_ROLE": "owner"}
        with served("redvest.wsgi:application", env) as port:
            started = time.perf_counter()
            sessions = [sign_in(port, number) for number in range(PEOPLE)]
            signing = PEOPLE / (time.perf_counter() - started)
            cookie = sessions[0]
            headers = {"Cookie": cookie}
            _s, _h, body = answer(HTTPConnection(HOST, port, timeout=30), "GET", "/", None, headers)
            kept = Path(folder) / "home.html"
            kept.write_bytes(body)
            print(f"front page of {len(body)} bytes, signed in; {machine()}")
            ours, bare = Tally(), Tally()
            with served("bench.bare:application", {"BARE_BODY": str(kept)}) as bare_port:
                for _ in range(ROUNDS):
                    for tally, at in ((ours, port), (bare, bare_port)):
                        found = read_home(at, cookie, seconds)
                        tally.took += found.took
                        tally.failed += found.failed
                        tally.seconds += found.seconds
    assert ours.failed == bare.failed == 0, (ours.failed, bare.failed)
    print(f"sign-in by password, one after another    {signing:8.1f} /s (argon2 on purpose)")
    for name, tally in (("front page", ours), ("bare Django view, same bytes", bare)):
        print(
            f"{name:32} {tally.per_second:8.1f} /s   p50 {tally.percentile(0.5) * 1000:6.1f} ms"
            f"   p95 {tally.percentile(0.95) * 1000:6.1f} ms"
        )
    print(f"ratio of throughput {ours.per_second / bare.per_second:.3f}")


if __name__ == "__main__":
    main()
