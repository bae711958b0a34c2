"""Signing with SM2, where the library for it is installed (``redvest[sm2]``).

The library draws the nonce of every signature from the operating system and multiplies in constant
time. What anybody may do, checking, is :mod:`redvest.engines.sm2` and needs no library.
"""

import secrets
from collections.abc import Callable
from functools import cache
from importlib import import_module

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from redvest.core import keyring
from redvest.engines import sm2

LIBRARY = "gmssl_pyx"


@cache
def _signer() -> Callable[[bytes, bytes], bytes] | None:
    try:
        found: Callable[[bytes, bytes], bytes] = import_module(LIBRARY).sm2_sign_sm3_digest
    except ImportError:
        return None
    return found


def is_installed() -> bool:
    """Whether this installation can sign with SM2."""
    return _signer() is not None


@cache
def _private(purpose: str) -> int:
    """A number from 1 to N - 2, the same on every machine with this key file."""
    ring, turn = keyring.current(), 0
    while not 0 < (drawn := int.from_bytes(ring.derived(f"{purpose}:{turn}"))) < sm2.N - 1:
        turn += 1
    return drawn


@cache
def public_key(purpose: str) -> bytes:
    """The 65 bytes with which anybody checks; they are known without the library too."""
    # In two shares drawn anew: how long it takes says nothing about the key.
    share = secrets.randbelow(sm2.N)
    return sm2.key_bytes(sm2.sum_of(share, sm2.G, (_private(purpose) - share) % sm2.N, sm2.G))


def sign(purpose: str, message: bytes) -> bytes:
    """The 64 bytes of a signature with the key of a purpose."""
    signer = _signer()
    assert signer is not None, "ask is_installed() first"
    digest = sm2.digest_of(public_key(purpose), message)
    r, s = decode_dss_signature(signer(_private(purpose).to_bytes(32), digest))
    return r.to_bytes(32) + s.to_bytes(32)
