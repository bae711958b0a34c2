"""The key that signs hours and certificates; another than the journal's, from the same key ring."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from redvest.core import keyring
from redvest.journal.signing import name_of


@cache
def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring.current().derived("records:ed25519"))


def public_key() -> bytes:
    """The 32 bytes with which anybody checks what was signed here."""
    return _private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def sign(text: bytes) -> tuple[str, bytes]:
    """The name of our key and the signature over the bytes."""
    return name_of(public_key()), _private().sign(text)
