"""The only place that calls out to other machines, and only to those the operator listed."""

from collections.abc import Mapping
from typing import Any

import httpx

from redvest.core.outside import Refused, check

__all__ = ["CallFailed", "Refused", "call", "check"]

TIMEOUT = httpx.Timeout(10, connect=5)
ANSWER_BYTES_MAX = 64 * 1024


class CallFailed(Exception):
    """The other side did not answer properly; trying again may help when ``retry`` is true."""

    def __init__(self, code: str, *, retry: bool) -> None:
        super().__init__(code)
        self.code, self.retry = code, retry


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
