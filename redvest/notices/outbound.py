"""The only place that calls out to other machines, and only to those the operator listed."""

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from typing import Any

import httpcore
import httpx
from django.conf import settings

from redvest.core.outside import Refused, check

__all__ = ["CallFailed", "Refused", "call", "check", "check_hook", "post_hook"]

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


def is_outside(address: str) -> bool:
    """Whether a numeric address is one of the public network and hides none of another.

    Loopback counts only where the settings say so, which no variable of the environment can.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.is_loopback:
        return bool(settings.HOOKS_TO_THIS_MACHINE)
    carries_another = isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in NAT64
    )
    return ip.is_global and not ip.is_multicast and not carries_another


NAT64 = ipaddress.ip_network("64:ff9b::/96")


class _PublicOnly(httpcore.NetworkBackend):
    """Connects to the very address that was looked at: a name cannot change its mind between."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise CallFailed("unknown_host", retry=True) from None
        addresses = [str(entry[4][0]) for entry in found]
        # One address inside is enough to refuse: nobody picks the good ones out of a bad answer.
        if not addresses or not all(is_outside(address) for address in addresses):
            raise CallFailed("private_address", retry=False)
        return httpcore.SyncBackend().connect_tcp(
            addresses[0], port, timeout, local_address, socket_options
        )


def check_hook(url: str) -> str:
    """Return the address if a webhook may be sent there: https, and on the operator's list.

    Raises
    ------
    Refused
        Otherwise. Where the name leads is looked at again when something is sent.
    """
    check(url)
    if not url.startswith("https://") and not settings.HOOKS_TO_THIS_MACHINE:
        raise Refused("only https addresses are called")
    return url


def post_hook(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send one webhook; the status that came back. What the other side says is not read.

    Raises
    ------
    Refused
        If the address is not (or no longer) allowed.
    CallFailed
        If nobody answers in time, or the name leads inside.
    """
    check_hook(url)
    timeout = {"connect": 5.0, "read": 10.0, "write": 10.0, "pool": 5.0}
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=ssl.create_default_context(), network_backend=_PublicOnly()
            ) as pool,
            pool.stream(
                "POST",
                url,
                headers=[*headers.items(), ("Host", httpx.URL(url).netloc.decode())],
                content=body,
                extensions={"timeout": timeout},
            ) as answer,
        ):
            return int(answer.status)
    except httpcore.TimeoutException:
        raise CallFailed("timeout", retry=True) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise CallFailed(type(error).__name__, retry=True) from None
