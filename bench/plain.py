"""Yardsticks inside the process: the same bytes bare, and the same queries with one template.

Both run in the settings of Redvest without its middleware, called through the WSGI handler in one
thread; what is counted is processor time of the process, so that a busy machine slows nothing.
"""

import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path

from bench.load import HOST

Statement = tuple[str, Any]
BODY: list[bytes] = [b""]
STATEMENTS: list[Statement] = []


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY[0])


def asking(request: HttpRequest) -> HttpResponse:
    from django.db import connection

    with connection.cursor() as cursor:
        for sql, params in STATEMENTS:
            cursor.execute(sql, params)
            cursor.fetchall()
    page = engines["django"].from_string("{{ body|safe }}")
    return HttpResponse(page.render({"body": BODY[0].decode()}))


urlpatterns = [path("bare", bare), path("asking", asking)]


def get(handler: WSGIHandler, url: str, cookie: str) -> bytes:
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": url, "QUERY_STRING": "", "SERVER_NAME": HOST,
        "SERVER_PORT": "80", "HTTP_HOST": HOST, "HTTP_COOKIE": cookie, "REMOTE_ADDR": HOST,
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    said: list[str] = []

    def start(status: str, headers: object, exc_info: object = None) -> Any:
        said.append(status)

    response = handler(environ, start)
    body = b"".join(response)
    response.close()
    assert said[0].startswith("200"), (url, said)
    return body


def processor_seconds(act: Callable[[], object], times: int, rounds: int = 5) -> float:
    """Processor time of one call: the least of several rounds, as the others only add noise."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        for _ in range(times):
            act()
        best = min(best, (time.process_time() - started) / times)
    return best


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    from django.db import connection

    kept: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        kept.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield kept


def compare(url: str, cookie: str, times: int = 20) -> dict[str, float]:
    """Processor seconds of the page, of its queries with one template, and of its bytes alone."""
    ours = WSGIHandler()
    for _ in range(3):
        BODY[0] = get(ours, url, cookie)
    with recorded() as statements:
        get(ours, url, cookie)
    STATEMENTS[:] = statements
    found = {"page": processor_seconds(lambda: get(ours, url, cookie), times)}
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF="bench.plain"):
        plain = WSGIHandler()
        for name in ("asking", "bare"):
            found[name] = processor_seconds(lambda name=name: get(plain, f"/{name}", ""), times)  # type: ignore[misc]
    return found | {"queries": len(STATEMENTS), "bytes": len(BODY[0])}
