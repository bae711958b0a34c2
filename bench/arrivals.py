"""People who come when they come, whether the server keeps up or not: an open-loop generator.

Each visitor sends one request after another over a connection of their own, begins at a set second
and does not wait for anybody else. Bounded in time; never sent anywhere but the loopback address.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bench.load import HOST

PATIENCE = 60.0  # seconds; a visitor who gets no answer by then is counted as 0


@dataclass(frozen=True)
class Request:
    """What is sent; the body is made at the moment of sending."""

    name: str
    path: str
    cookie: str = ""
    body: Callable[[], str] | None = None
    comes_again: int = 0
    """How many times somebody who is told to come back later does so."""


@dataclass
class Seen:
    """What came back to all requests of one name."""

    statuses: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    retry_after: int = 0

    def percentile(self, share: float) -> float:
        """Milliseconds, of answers that were no refusal of a busy server."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0

    def said(self) -> str:
        answers = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        return (
            f"{answers} | p50 {self.percentile(0.5):.0f}, p95 {self.percentile(0.95):.0f},"
            f" p99 {self.percentile(0.99):.0f} ms"
        )


def written(request: Request, port: int) -> bytes:
    lines = [f"Host: {HOST}:{port}", f"Cookie: {request.cookie}"]
    if request.body is None:
        head, body = f"GET {request.path} HTTP/1.1", b""
    else:
        head, body = f"POST {request.path} HTTP/1.1", request.body().encode()
        lines += [
            f"Origin: http://{HOST}:{port}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return "\r\n".join([head, *lines, "", ""]).encode() + body


async def answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    """The status, and when it says to come back; the body is read and dropped."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    if fields.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    elif status not in (204, 304):
        await reader.readexactly(int(fields.get("content-length", 0)))
    return status, fields.get("retry-after", "")


async def visit(port: int, begins: float, requests: Iterable[Request], seen: dict[str, Seen]):
    await asyncio.sleep(begins)
    writer = None
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
        waiting = [(request, request.comes_again) for request in requests][::-1]
        while waiting:
            request, again = waiting.pop()
            sent, of = time.perf_counter(), seen.setdefault(request.name, Seen())
            try:
                writer.write(written(request, port))
                status, later = await asyncio.wait_for(answer(reader), PATIENCE)
            except (OSError, ValueError, asyncio.IncompleteReadError, TimeoutError):
                of.statuses[0] += 1
                return
            of.statuses[status] += 1
            of.retry_after += bool(later)
            if status != 503:
                of.took.append(time.perf_counter() - sent)
            elif later and again:
                waiting.append((request, again - 1))
                await asyncio.sleep(float(later))
    except OSError:
        seen.setdefault("unreachable", Seen()).statuses[0] += 1
    finally:
        if writer is not None:
            writer.close()


def everybody_comes(
    port: int, visitors: Iterable[tuple[float, list[Request]]]
) -> tuple[dict[str, Seen], float]:
    """Send all visitors on their way; what each name of request met, and how long it all took."""
    seen: dict[str, Seen] = {}

    async def all_of_them() -> None:
        await asyncio.gather(*(visit(port, at, wanted, seen) for at, wanted in visitors))

    begun = time.perf_counter()
    asyncio.run(all_of_them())
    return seen, time.perf_counter() - begun
