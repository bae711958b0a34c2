"""A small closed-loop load generator for one address of this machine.

``clients`` threads each keep one connection and send the next request when the last is answered.
Bounded in time; never sent anywhere but the loopback address.
"""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

HOST = "127.0.0.1"


@dataclass
class Tally:
    """What came back within the time: how many, and how long each took (seconds)."""

    took: list[float] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.took) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def drive(
    port: int,
    step: Callable[[http.client.HTTPConnection], bool],
    *,
    clients: int = 8,
    seconds: float = 10.0,
) -> Tally:
    """Repeat ``step`` on each client until the time is over. ``step`` says whether it went well."""
    tally, lock = Tally(), threading.Lock()
    started = time.monotonic()

    def client() -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        while time.monotonic() - started < seconds:
            begun = time.perf_counter()
            try:
                good = step(connection)
            except (OSError, http.client.HTTPException):
                connection.close()
                good = False
            took = time.perf_counter() - begun
            with lock:
                if good:
                    tally.took.append(took)
                else:
                    tally.failed += 1
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.seconds = time.monotonic() - started
    return tally


def answer(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: str | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, list[str], bytes]:
    """Status, ``Set-Cookie`` lines and body, read whole so that the connection can be reused."""
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    content = response.read()
    return response.status, response.msg.get_all("Set-Cookie") or [], content
