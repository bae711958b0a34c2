"""A signer of our own for tests, so that they need no library: GB/T 32918.2, section 6."""

import secrets

from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from redvest.engines import sm2


def pen(private: bytes, digest: bytes) -> bytes:
    """Sign a digest, in DER as the library does."""
    secret, e = int.from_bytes(private), int.from_bytes(digest)
    nonce = 1 + secrets.randbelow(sm2.N - 1)
    point = sm2.sum_of(nonce, sm2.G, 0, None)
    assert point is not None
    r = (e + point[0]) % sm2.N
    return encode_dss_signature(r, pow(1 + secret, -1, sm2.N) * (nonce - r * secret) % sm2.N)


def raw(der: bytes) -> bytes:
    """The 64 bytes of a signature in DER."""
    return b"".join(number.to_bytes(32) for number in decode_dss_signature(der))
