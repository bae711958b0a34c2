"""A sealed file opens whole and unchanged, or not at all."""

import io
import random

import pytest

from redvest.core.sealed_files import CHUNK_BYTES, MAGIC, SealedFileError, SealedWriter, opened

KEY = bytes(range(32))


def sealed(data: bytes, pieces: int = 3) -> bytes:
    stream = io.BytesIO()
    writer = SealedWriter(stream, KEY)
    step = max(1, len(data) // pieces)
    for start in range(0, len(data), step):
        writer.write(data[start : start + step])
    writer.finish()
    return stream.getvalue()


def read(raw: bytes, key: bytes = KEY) -> bytes:
    return b"".join(opened(io.BytesIO(raw), key))


@pytest.mark.parametrize(
    "size", [0, 1, 1000, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 7]
)
def test_what_was_written_comes_back(size: int):
    data = random.Random(size).randbytes(size)
    assert read(sealed(data)) == data


def test_any_changed_byte_and_any_cut_is_found():
    raw, chance = sealed(b"x" * 5000), random.Random(1)
    for _ in range(300):
        changed = bytearray(raw)
        changed[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        with pytest.raises(SealedFileError):
            read(bytes(changed))
    for cut in (1, 16, 20, 4000, len(raw) - 3):
        with pytest.raises(SealedFileError):
            read(raw[:-cut])
    with pytest.raises(SealedFileError):
        read(raw + b"x")


def test_another_key_does_not_open_it():
    with pytest.raises(SealedFileError):
        read(sealed(b"secret"), bytes(32))


def test_chunks_cannot_change_places_or_be_left_out():
    raw = sealed(b"a" * CHUNK_BYTES + b"b" * CHUNK_BYTES + b"c")
    head = len(MAGIC) + 16
    length = 4 + CHUNK_BYTES + 16
    first, second = raw[head : head + length], raw[head + length : head + 2 * length]
    rest = raw[head + 2 * length :]
    for forged in (second + first + rest, first + rest, first + second, second + rest):
        with pytest.raises(SealedFileError):
            read(raw[:head] + forged)


def test_an_unfinished_file_does_not_open():
    stream = io.BytesIO()
    SealedWriter(stream, KEY).write(b"x" * 10)
    with pytest.raises(SealedFileError):
        read(stream.getvalue())
