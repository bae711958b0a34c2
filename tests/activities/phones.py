"""A phone as somebody holds it, without a browser: a key, a clock, and what it noted."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from redvest.activities.models import Phone, SignUp
from redvest.activities.services import Signed, add_phone, hand_in
from redvest.people.actors import Actor

ZERO = timedelta(0)


@dataclass
class InHand:
    """A phone as somebody holds it: a key, a clock that is ``ahead``, and what it noted."""

    actor: Actor
    ahead: timedelta = ZERO
    mark: str = field(default_factory=lambda: uuid4().hex)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    row: Phone = None  # type: ignore[assignment]
    highest: datetime | None = None

    def __post_init__(self) -> None:
        public = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self.row = add_phone(actor=self.actor, mark=self.mark, public_key=public)

    def note(
        self, signup: SignUp, mark: str, when: datetime, code: str | None = None, **changes: Any
    ) -> Signed:
        """What the page writes down: with a code as oneself, without one as the lead."""
        said = when + self.ahead
        highest = max(self.highest or said, said)
        body = {
            "id": str(uuid4()),
            "signup": str(signup.id),
            "mark": mark,
            "method": "lead" if code is None else "code",
            "code": code or "",
            "at": int(said.timestamp() * 1000),
            "ahead": self.ahead // timedelta(milliseconds=1),
            "highest": int((self.highest or said).timestamp() * 1000),
            **changes,
        }
        self.highest = highest
        return self.sign(json.dumps(body))

    def sign(self, text: str) -> Signed:
        r, s = decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return Signed(text, r.to_bytes(32) + s.to_bytes(32))

    def send(self, *entries: Signed) -> list[str]:
        answers = hand_in(actor=self.actor, phone_id=self.row.id, entries=entries)
        return [answers.get(json.loads(one.text)["id"], "") for one in entries]
