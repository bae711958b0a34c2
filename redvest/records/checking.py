"""Checking certificates: the file that works without us, and what our own page adds."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import redvest
from redvest.engines.certificates import CertificateError, parts_of
from redvest.journal.signing import Verifier, name_of
from redvest.records import signing
from redvest.records.models import Certificate

PACKAGE = Path(redvest.__file__).parent


@cache
def offline_page() -> str:
    """One file with our public key in it; it asks nobody anything."""
    text = (PACKAGE / "records/data/check.html").read_text(encoding="utf-8")
    script = (PACKAGE / "static/js/certificate.js").read_text(encoding="utf-8")
    key = signing.public_key().hex()
    return text.replace("__PUBLIC_KEY__", key).replace("__SCRIPT__", script)


def checked(token: str, *keys: bytes) -> Mapping[str, Any]:
    """What a certificate says, once its signature is found right.

    Raises
    ------
    CertificateError
        ``malformed`` when it is no certificate, ``false`` when the signature is not one of these
        keys' (ours when none is given).
    """
    at = token.find("RV1.")
    said, signature, body = parts_of(token[max(at, 0) :])
    known = keys or (signing.public_key(),)
    verifier = Verifier(*known)
    if not any(verifier(name_of(key), said, signature) for key in known):
        raise CertificateError("false")
    return body


def standing_of(body: Mapping[str, Any]) -> Certificate | None:
    """The certificate a rightly signed text is about, as it stands here now."""
    serial = str(body.get("serial", ""))
    return Certificate.objects.filter(district=serial[:6], serial=serial).first()
