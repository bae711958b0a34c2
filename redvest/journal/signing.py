"""The key that signs tree heads. It lives with the other keys, outside the database."""

import hashlib
from collections.abc import Mapping
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from redvest.core import keyring


@cache
def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keyring.current().derived("journal:ed25519"))


def public_key() -> bytes:
    """The 32 bytes an auditor needs, to be handed over once and kept elsewhere."""
    return _private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def name_of(key: bytes) -> str:
    """A short name for a public key: the first 16 digits of its SHA-256."""
    return hashlib.sha256(key).hexdigest()[:16]


def sign(text: bytes) -> tuple[str, bytes]:
    """The name of our key and the signature over the bytes."""
    return name_of(public_key()), _private().sign(text)


class Verifier:
    """Accepts signatures of the keys it was given, and of no others."""

    def __init__(self, *keys: bytes) -> None:
        self.keys: Mapping[str, Ed25519PublicKey] = {
            name_of(key): Ed25519PublicKey.from_public_bytes(key) for key in keys
        }

    def __call__(self, key_name: str, text: bytes, signature: bytes) -> bool:
        key = self.keys.get(key_name)
        if key is None:
            return False
        try:
            key.verify(signature, text)
        except InvalidSignature:
            return False
        return True
