"""The only place that calls out to other machines, and only to those the operator listed."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings

TIMEOUT = httpx.Timeout(10, connect=5)
ANSWER_BYTES_MAX = 64 * 1024


class Refused(Exception):
    """The address is not one the operator allowed; nothing was sent."""


class CallFailed(Exception):
    """The other side did not answer properly; trying again may help when ``retry`` is true."""

    def __init__(self, code: str, *, retry: bool) -> None:
        super().__init__(code)
        self.code, self.retry = code, retry


def check(url: str) -> str:
    """Return the address if its scheme is https and its host is on the operator's list.

    The host is compared as a whole, so no other spelling of an address (a number, another port, a
    name before an @) gets through.

    Raises
    ------
    Refused
        Otherwise.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("not an address") from None
    allowed = settings.OUTBOUND_HOSTS
    host = f"{parts.hostname}:{port}" if port else (parts.hostname or "")
    plain = parts.scheme == "http" and host in settings.OUTBOUND_PLAIN_HOSTS
    if (parts.scheme != "https" and not plain) or parts.username or parts.password:
        raise Refused("only plain https addresses are called")
    if host not in allowed and not plain:
        raise Refused("the host is not in REDVEST_OUTBOUND_HOSTS")
    return url


def call(
    method: str,
    url: str,
    *,
    json: object | None = None,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Any:
    """Send one request and return the JSON that came back.

    Redirects are not followed, proxies of the environment are not used, and the answer is bounded.

    Raises
    ------
    Refused
        If the address is not allowed.
    CallFailed
        If the other side is silent, fails, or sends something that is not JSON.
    """
    check(url)
    try:
        with (
            httpx.Client(
                timeout=TIMEOUT, follow_redirects=False, trust_env=False, transport=transport
            ) as client,
            client.stream(
                method, url, json=json, params=dict(params or {}), headers=dict(headers or {})
            ) as answer,
        ):
            body = b""
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > ANSWER_BYTES_MAX:
                    raise CallFailed("answer_too_long", retry=False)
            status = answer.status_code
    except httpx.TimeoutException:
        raise CallFailed("timeout", retry=True) from None
    except httpx.HTTPError as error:
        raise CallFailed(type(error).__name__, retry=True) from None
    if status == 429 or status >= 500:
        raise CallFailed(f"http_{status}", retry=True)
    if status >= 300:
        raise CallFailed(f"http_{status}", retry=False)
    try:
        return httpx.Response(200, content=body).json()
    except ValueError:
        raise CallFailed("not_json", retry=True) from None
