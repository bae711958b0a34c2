"""Files that leave the house: encrypted as a stream, so that their size does not matter.

``RVSEAL1\\n`` | salt (16) | chunks. A chunk is a length (4 bytes, of the ciphertext) and
AES-256-GCM over at most a mebibyte. The nonce counts the chunks and the last one says that it is
the last, so a chunk that is changed, moved, left out or cut off does not open.
"""

import os
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"RVSEAL1\n"
SALT_BYTES, TAG_BYTES = 16, 16
CHUNK_BYTES = 1 << 20


class SealedFileError(Exception):
    """The file is not ours, was changed, cut off, or made with another key."""


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt, b"redvest sealed file").derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


class SealedWriter:
    """Write bytes; :meth:`finish` makes the file whole. Without it, the file does not open."""

    def __init__(self, stream: IO[bytes], key: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        self._stream, self._cipher = stream, _cipher(key, salt)
        self._held, self._number = bytearray(), 0
        stream.write(MAGIC + salt)

    def write(self, data: bytes) -> None:
        self._held += data
        while len(self._held) > CHUNK_BYTES:
            self._put(bytes(self._held[:CHUNK_BYTES]), last=False)
            del self._held[:CHUNK_BYTES]

    def finish(self) -> None:
        self._put(bytes(self._held), last=True)

    def _put(self, plain: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), plain, MAGIC)
        self._stream.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def opened(stream: IO[bytes], key: bytes) -> Iterator[bytes]:
    """The bytes of a sealed file, chunk by chunk, each genuine.

    Raises
    ------
    SealedFileError
        At the first chunk that is not; whoever acts on the bytes reads to the end first.
    """
    if stream.read(len(MAGIC)) != MAGIC:
        raise SealedFileError("no sealed file")
    salt = stream.read(SALT_BYTES)
    if len(salt) != SALT_BYTES:
        raise SealedFileError("cut off")
    cipher, number, last = _cipher(key, salt), 0, False
    while not last:
        length = int.from_bytes(stream.read(4), "big")
        sealed = stream.read(length) if TAG_BYTES <= length <= CHUNK_BYTES + TAG_BYTES else b""
        if not sealed or len(sealed) != length:
            raise SealedFileError("cut off")
        try:
            plain = cipher.decrypt(_nonce(number, last=False), sealed, MAGIC)
        except InvalidTag:
            try:
                plain, last = cipher.decrypt(_nonce(number, last=True), sealed, MAGIC), True
            except InvalidTag:
                raise SealedFileError("changed, or sealed with another key") from None
        number += 1
        yield plain
    if stream.read(1):
        raise SealedFileError("something follows the end")
