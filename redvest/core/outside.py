"""Which addresses outside may be called at all: those the operator named, in their one spelling."""

from urllib.parse import urlsplit

from django.conf import settings


class Refused(Exception):
    """The address is not one the operator allowed; nothing was sent."""


def check(url: str, *, also: frozenset[str] = frozenset()) -> str:
    """Return the address if its scheme is https and its host is on the operator's list.

    The host is compared as a whole, so no other spelling of an address (a number, another port, a
    name before an @) gets through.

    ``also`` holds hosts that follow from another setting of the operator's.

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
    allowed = settings.OUTBOUND_HOSTS | also
    host = f"{parts.hostname}:{port}" if port else (parts.hostname or "")
    plain = parts.scheme == "http" and host in settings.OUTBOUND_PLAIN_HOSTS
    if (parts.scheme != "https" and not plain) or parts.username or parts.password:
        raise Refused("only plain https addresses are called")
    if host not in allowed and not plain:
        raise Refused("the host is not in REDVEST_OUTBOUND_HOSTS")
    return url
