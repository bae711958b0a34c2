"""Checking certificates: the file that works without us, and what our own page adds."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import redvest
from redvest.engines.certificates import MARK, CertificateError, algorithm_of, parts_of
from redvest.records import signing
from redvest.records.models import Certificate

PACKAGE = Path(redvest.__file__).parent


@cache
def offline_page() -> str:
    """One file with our public keys in it; it asks nobody anything."""
    text = (PACKAGE / "records/data/check.html").read_text(encoding="utf-8")
    files = ("static/js/sm2.js", "static/js/certificate.js")
    scripts = "\n".join((PACKAGE / name).read_text(encoding="utf-8") for name in files)
    text = text.replace("__PUBLIC_KEY__", signing.public_key().hex())
    return text.replace("__SM2_KEY__", signing.sm2_key().hex()).replace("__SCRIPT__", scripts)


def checked(token: str, *keys: bytes) -> Mapping[str, Any]:
    """What a certificate says, once its signature is found right.

    Raises
    ------
    CertificateError
        ``malformed`` when it is no certificate, ``false`` when the signature is not one of these
        keys' (ours when none is given).
    """
    token = token[max(token.find(MARK), 0) :]
    said, signature, body = parts_of(token)
    known, algorithm = keys or (signing.public_key(), signing.sm2_key()), algorithm_of(token)
    if not any(signing.is_signed(algorithm, key, said, signature) for key in known):
        raise CertificateError("false")
    return {**body, "algorithm": algorithm.value}


SAID = (
    *("serial", "issuer", "name", "paper_kind", "paper", "volunteer_no", "first_on", "last_on"),
    *("minutes", "issued_on", "in_charge", "clerk", "algorithm"),
)
MEANINGS = {
    "malformed": "这不是完整的证明文字。 This is not the whole text of a certificate.",
    "false": "签名不对：内容被改过，或不是这把钥匙出具的。 The signature is wrong.",
}


def certificate_lines(text: str, keys: list[bytes]) -> list[str]:
    """What ``redvest verify --certificate`` says; our own key is taken when none is given.

    Raises
    ------
    ValueError
        With why it is no certificate, or not a rightly signed one.
    """
    try:
        body = checked(text, *keys)
    except CertificateError as error:
        raise ValueError(MEANINGS[error.code]) from None
    return [*(f"{name}: {body.get(name)}" for name in SAID), "签名属实。 The signature is right."]


def standing_of(body: Mapping[str, Any]) -> Certificate | None:
    """The certificate a rightly signed text is about, as it stands here now."""
    serial = str(body.get("serial", ""))
    return Certificate.objects.filter(district=serial[:6], serial=serial).first()
