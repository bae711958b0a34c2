"""SM2 signatures (GB/T 32918.2 on the curve of GB/T 32918.5, with SM3): checking them.

Checking needs public numbers only, so it may be plain arithmetic and works wherever Python does;
nothing is signed here. Points are ``(x, y)``, None stands for the point at infinity. A public key
is the 65 bytes ``04 x y``, a signature the 64 bytes ``r s``.
"""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
USER_ID = b"1234567812345678"
"""Who signs, where nothing else was agreed (GM/T 0009)."""

KEY_BYTES, SIGNATURE_BYTES = 65, 64
Point = tuple[int, int] | None
_Jacobian = tuple[int, int, int]
_NOWHERE: _Jacobian = (1, 1, 0)


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest (32 bytes; GB/T 32905)."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _double(point: _Jacobian) -> _Jacobian:
    x, y, z = point
    if not y or not z:
        return _NOWHERE
    squared = y * y % P
    s = 4 * x * squared % P
    m = 3 * (x - z * z) * (x + z * z) % P  # A is -3.
    x3 = (m * m - 2 * s) % P
    return x3, (m * (s - x3) - 8 * squared * squared) % P, 2 * y * z % P


def _add(one: _Jacobian, other: _Jacobian) -> _Jacobian:
    if not one[2] or not other[2]:
        return one if one[2] else other
    (x1, y1, z1), (x2, y2, z2) = one, other
    u1, u2 = x1 * z2 * z2 % P, x2 * z1 * z1 % P
    s1, s2 = y1 * z2**3 % P, y2 * z1**3 % P
    if u1 == u2:
        return _double(one) if s1 == s2 else _NOWHERE
    h, r = (u2 - u1) % P, (s2 - s1) % P
    cubed = h**3 % P
    v = u1 * h * h % P
    x3 = (r * r - cubed - 2 * v) % P
    return x3, (r * (v - x3) - s1 * cubed) % P, h * z1 * z2 % P


def sum_of(first: int, one: Point, second: int, other: Point) -> Point:
    """Return ``first * one + second * other``."""
    a, b = ((*point, 1) if point else _NOWHERE for point in (one, other))
    both, found = _add(a, b), _NOWHERE
    for bit in range(max(first.bit_length(), second.bit_length()) - 1, -1, -1):
        found = _double(found)
        take = (first >> bit & 1, second >> bit & 1)
        if any(take):
            found = _add(found, both if all(take) else a if take[0] else b)
    if not found[2]:
        return None
    inverse = pow(found[2], -1, P)
    return found[0] * inverse**2 % P, found[1] * inverse**3 % P


def key_bytes(point: Point) -> bytes:
    """Return a public key as it is handed over."""
    assert point is not None
    return b"\x04" + point[0].to_bytes(32) + point[1].to_bytes(32)


def point_of(key: bytes) -> Point:
    """Return the point of a public key, or None where it is not one of this curve.

    >>> point_of(key_bytes(G)) == G, point_of(bytes(65))
    (True, None)
    """
    if len(key) != KEY_BYTES or key[0] != 4:
        return None
    x, y = int.from_bytes(key[1:33]), int.from_bytes(key[33:])
    on_curve = max(x, y) < P and (y * y - x * x * x - A * x - B) % P == 0
    return (x, y) if on_curve else None


def digest_of(key: bytes, message: bytes, user_id: bytes = USER_ID) -> bytes:
    """Return what is signed: the digest of who signs, the curve, the key, and the message."""
    numbers = b"".join(number.to_bytes(32) for number in (A, B, *G))
    who = sm3((len(user_id) * 8).to_bytes(2) + user_id + numbers + key[1:])
    return sm3(who + message)


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of this key signed these bytes."""
    point = point_of(key)
    if point is None or len(signature) != SIGNATURE_BYTES:
        return False
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    t = (r + s) % N
    if not (0 < r < N and 0 < s < N and t):
        return False
    found = sum_of(s, G, t, point)
    return found is not None and (int.from_bytes(digest_of(key, message)) + found[0]) % N == r
