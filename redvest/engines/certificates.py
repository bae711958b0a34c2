"""志愿服务证明: its number, what is signed, and its life.

The signed text is short enough for a QR code and holds everything that checking needs: who issued
what to whom (the name masked), over which days and how many minutes. Whoever has the public key
checks it without asking anybody; whether it was revoked since only the issuer's page can say.

``RV1.<what is said>.<signature>``, both parts in base64 for addresses, without padding. The mark
in front names the algorithm: ``RV1`` is Ed25519, ``RV1-SM2`` is SM2 with SM3. Each has its own key,
so a signature under the other mark is false.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from redvest.engines.canonical import TAG, canonical_bytes
from redvest.engines.flow import by_action, row
from redvest.engines.roles import Role


class Algorithm(StrEnum):
    """With what a certificate is signed."""

    ED25519 = "Ed25519"
    SM2 = "SM2"


MARK = "RV1"
MARKS = {MARK: Algorithm.ED25519, f"{MARK}-SM2": Algorithm.SM2}
FORMAT = "redvest-certificate-1"
TOKEN_MAX = 2000
SERIAL_DIGITS = 19


class CertificateError(ValueError):
    """A text that is no certificate; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_digit(digits: str) -> str:
    """Return the check digit of ISO 7064 MOD 11,10, which finds every single wrong digit.

    >>> check_digit("0794")
    '5'
    """
    found = 10
    for digit in digits:
        found = (found + int(digit)) % 10 or 10
        found = found * 2 % 11
    return str((11 - found) % 10)


def serial_of(district: str, month: date, number: int) -> str:
    """Return the number of a certificate: district, month, running number, check digit."""
    digits = f"{district}{month:%Y%m}{number:06d}"
    return digits + check_digit(digits)


def is_serial(text: str) -> bool:
    """Whether a text has the form and the check digit of a certificate's number."""
    whole = len(text) == SERIAL_DIGITS and text.isascii() and text.isdigit()
    return whole and check_digit(text[:-1]) == text[-1]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a certificate says; names and the number of the paper are masked."""

    serial: str
    issuer: str
    name: str
    paper_kind: str
    paper: str
    volunteer_no: str
    first_on: date
    last_on: date
    minutes: int
    filled_in: int
    services: int
    issued_on: date
    in_charge: str
    clerk: str
    class_hours: int = 0

    def signed_bytes(self) -> bytes:
        """Return the bytes that are signed."""
        return canonical_bytes(
            {
                "format": FORMAT,
                "serial": self.serial,
                "issuer": self.issuer,
                "name": self.name,
                "paper_kind": self.paper_kind,
                "paper": self.paper,
                "volunteer_no": self.volunteer_no,
                "first_on": self.first_on,
                "last_on": self.last_on,
                "minutes": self.minutes,
                "filled_in": self.filled_in,
                "services": self.services,
                "issued_on": self.issued_on,
                "in_charge": self.in_charge,
                "clerk": self.clerk,
                "class_hours": self.class_hours,
            }
        )


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise CertificateError("malformed") from None
    # One spelling for each content: what decodes loosely is not what was issued.
    if _encode(data) != text:
        raise CertificateError("malformed")
    return data


def token_of(said: bytes, signature: bytes, algorithm: Algorithm = Algorithm.ED25519) -> str:
    """Return the text that goes into the QR code."""
    mark = next(mark for mark, one in MARKS.items() if one is algorithm)
    return f"{mark}.{_encode(said)}.{_encode(signature)}"


def algorithm_of(token: str) -> Algorithm:
    """With what a token says it is signed.

    Raises
    ------
    CertificateError
        If it is no token of ours.
    """
    found = MARKS.get(token.strip().partition(".")[0])
    if found is None:
        raise CertificateError("malformed")
    return found


def parts_of(token: str) -> tuple[bytes, bytes, Mapping[str, Any]]:
    """Take a token apart: what was signed, the signature, and what it says.

    Raises
    ------
    CertificateError
        If it is no token of ours; nothing is known about the signature yet.
    """
    parts = token.strip().split(".")
    if len(token) > TOKEN_MAX or len(parts) != 3 or parts[0] not in MARKS:
        raise CertificateError("malformed")
    said, signature = _decode(parts[1]), _decode(parts[2])
    prefix = f"{TAG}:".encode()
    try:
        body = json.loads(said.removeprefix(prefix)) if said.startswith(prefix) else None
    except ValueError:
        raise CertificateError("malformed") from None
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise CertificateError("malformed")
    return said, signature, body


class State(StrEnum):
    """Where a certificate stands; stored, so never renamed."""

    REQUESTED = "requested"
    NOTICED = "noticed"
    VALID = "valid"
    REJECTED = "rejected"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class Action(StrEnum):
    """What somebody does to a certificate; stored in its events, so never renamed."""

    ISSUE = "issue"
    REJECT = "reject"
    TAKE_EFFECT = "take_effect"
    REVOKE = "revoke"
    SUPERSEDE = "supersede"


_ISSUERS = frozenset({Role.TEAM_ADMIN, Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
_STANDING = frozenset({State.NOTICED, State.VALID})

ROWS = (
    row(Action.ISSUE, State.REQUESTED, State.NOTICED, _ISSUERS),
    row(Action.REJECT, State.REQUESTED, State.REJECTED, _ISSUERS),
    row(Action.TAKE_EFFECT, State.NOTICED, State.VALID, Role.SYSTEM),
    row(Action.REVOKE, _STANDING, State.REVOKED, Role.CENTRE_ADMIN),
    # A listed record was corrected or revoked: what is printed no longer adds up.
    row(Action.SUPERSEDE, _STANDING, State.SUPERSEDED, Role.SYSTEM),
)
STEPS = by_action(ROWS, Action)
"""From where, to where, and who; issued certificates are on notice from that moment."""
