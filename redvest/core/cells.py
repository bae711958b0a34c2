"""Encrypted cells: AES-256-GCM or SM4-GCM, bound to the one cell they belong to.

A sealed cell is ``version(1) | key name length(1) | key name | nonce(12) | ciphertext and tag``.
The additional data names table, column and row, so a value moved to another cell does not open.
"""

import os
from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from redvest.core import keyring

AES, SM4 = 1, 2
VERSIONS = {"AES-GCM": AES, "SM4-GCM": SM4}
NONCE_BYTES, TAG_BYTES = 12, 16


class CellError(Exception):
    """A sealed value does not open here: tampered with, moved, or its key is gone."""


def _sm4(key: bytes, nonce: bytes, tag: bytes | None = None) -> Cipher[modes.GCM]:
    return Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, tag))


def seal(plain: str, where: str, *, ring: keyring.Keyring | None = None) -> bytes:
    """Encrypt text for the cell ``where`` (``table.column/row id``)."""
    ring = ring or keyring.current()
    version, name = VERSIONS[ring.cipher], ring.active.encode()
    header = bytes([version, len(name)]) + name
    nonce, key = os.urandom(NONCE_BYTES), ring.keys[ring.active]
    extra = header + where.encode()
    if version == AES:
        return header + nonce + AESGCM(key).encrypt(nonce, plain.encode(), extra)
    encryptor = _sm4(key, nonce).encryptor()
    encryptor.authenticate_additional_data(extra)
    body = encryptor.update(plain.encode()) + encryptor.finalize()
    return header + nonce + body + encryptor.tag


def sealer(column: str) -> Callable[[str, str], bytes]:
    """A faster :func:`seal` for many cells of one column: ``(plain, row id) -> cell``."""
    ring = keyring.current()
    if VERSIONS[ring.cipher] != AES:
        return lambda plain, row: seal(plain, f"{column}/{row}", ring=ring)
    name = ring.active.encode()
    header = bytes([AES, len(name)]) + name
    prefix, encrypt = header + f"{column}/".encode(), AESGCM(ring.keys[ring.active]).encrypt

    def nonces() -> Iterator[bytes]:
        while True:  # Random bytes cost a call to the system: draw them a thousand at a time.
            drawn = os.urandom(NONCE_BYTES * 1000)
            yield from (drawn[n : n + NONCE_BYTES] for n in range(0, len(drawn), NONCE_BYTES))

    fresh = nonces()

    def seal_one(plain: str, row: str) -> bytes:
        nonce = next(fresh)
        return header + nonce + encrypt(nonce, plain.encode(), prefix + row.encode())

    return seal_one


def key_name(cell: bytes) -> str:
    """The name of the key a cell was sealed with."""
    return cell[2 : 2 + cell[1]].decode()


def unseal(cell: bytes, where: str, *, ring: keyring.Keyring | None = None) -> str:
    """Decrypt a cell.

    Raises
    ------
    CellError
        If the cell was changed, belongs elsewhere, or its key is not in the key file.
    """
    ring = ring or keyring.current()
    try:
        version, split = cell[0], 2 + cell[1]
        header, nonce = cell[:split], cell[split : split + NONCE_BYTES]
        body, key = cell[split + NONCE_BYTES :], ring.keys[header[2:].decode()]
        extra = header + where.encode()
        if version == AES:
            return AESGCM(key).decrypt(nonce, body, extra).decode()
        if version != SM4 or len(body) < TAG_BYTES:
            raise CellError("unknown cell version")
        decryptor = _sm4(key, nonce, body[-TAG_BYTES:]).decryptor()
        decryptor.authenticate_additional_data(extra)
        return (decryptor.update(body[:-TAG_BYTES]) + decryptor.finalize()).decode()
    except (InvalidTag, KeyError, IndexError, ValueError) as error:
        raise CellError(f"the cell {where} does not open: {type(error).__name__}") from None
