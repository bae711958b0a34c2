"""The one way a record is turned into bytes before it is hashed.

What is hashed today must give the same bytes in thirty years, on any machine and in any language,
so the encoding is closed: JSON text in UTF-8, keys sorted by code point, no blanks, text in
Unicode normal form C, integers only. The version tag in front says which rules were used; new
rules get a new tag, and the old ones stay.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID

TAG = "rv1"
"""Version of the encoding; written in front of every hashed record as ``rv1:``."""

MAX_DEPTH = 32
"""Deepest nesting taken; a record nested deeper is a mistake, not a record."""

# Made once: to make an encoder takes longer than to encode a record. What it is given is a new
# tree, without circles.
_ENCODE = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    sort_keys=True,
    separators=(",", ":"),
    allow_nan=False,
).encode


class CanonicalError(ValueError):
    """A value that has no canonical form.

    Attributes
    ----------
    code : str
        ``float``, ``type``, ``key``, ``duplicate_key``, ``naive_time``, ``surrogate`` or ``depth``.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


def canonical_bytes(value: object) -> bytes:
    """Return the bytes that are hashed for a record.

    Parameters
    ----------
    value : object
        ``None``, ``bool``, ``int``, ``str``, ``datetime`` (aware), ``date``, ``UUID``, ``bytes``
        (written as lower-case hexadecimal), an ``Enum`` of these, or lists, tuples and mappings
        with text keys of them. A moment is written in UTC with six decimals and ``Z``.

    Returns
    -------
    bytes
        ``rv1:`` and the JSON text in UTF-8.

    Raises
    ------
    CanonicalError
        For floats (their text differs between machines), moments without a time zone, lone
        surrogates, keys that are not text or become equal in normal form C, and anything else.

    Notes
    -----
    Control characters are escaped as JSON demands (the short escapes, otherwise ``\\u00xx`` in
    lower case); every other character is written as itself. Source: RFC 8259 and Unicode UAX 15;
    unlike RFC 8785, keys are sorted by code point and numbers are integers of any size.
    """
    return f"{TAG}:{_ENCODE(_plain(value, 0))}".encode()


def row_hash(value: object) -> bytes:
    """Return the SHA-256 of the canonical bytes (32 bytes; FIPS 180-4)."""
    return hashlib.sha256(canonical_bytes(value)).digest()


def _plain(value: object, depth: int) -> object:
    """Reduce a value to what JSON knows, or refuse it."""
    if depth > MAX_DEPTH:
        raise CanonicalError("depth", f"nested deeper than {MAX_DEPTH}")
    if type(value) is str:
        return value if value.isascii() else _text(value)  # By far the most frequent.
    if value is None:
        return None
    if type(value) is UUID:
        return str(value)
    if type(value) is dict:
        return _plain_mapping(value, depth) if value else {}
    if isinstance(value, Enum):
        return _plain(value.value, depth)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        raise CanonicalError("float", repr(value))
    if isinstance(value, Mapping):
        return _plain_mapping(value, depth)
    if isinstance(value, list | tuple):
        if depth < MAX_DEPTH:  # Whole numbers are what most lists hold.
            return [item if type(item) is int else _plain(item, depth + 1) for item in value]
        return [_plain(item, depth + 1) for item in value]
    return _text(value)


def _plain_mapping(value: Mapping[object, object], depth: int) -> dict[str, object]:
    if value and depth == MAX_DEPTH:
        raise CanonicalError("depth", f"nested deeper than {MAX_DEPTH}")
    plain: dict[str, object] = {}
    for key, item in value.items():
        if type(key) is str and key.isascii():
            name = key
        elif not isinstance(key, str) or isinstance(key, Enum):
            raise CanonicalError("key", type(key).__name__)
        else:
            name = _text(key)
        if name in plain:
            raise CanonicalError("duplicate_key", name)
        kind = type(item)
        if item is None or kind is int or (kind is str and item.isascii()):  # type: ignore[attr-defined]
            plain[name] = item  # By far the most frequent.
        elif kind is UUID:
            plain[name] = str(item)
        elif kind is datetime:
            plain[name] = _moment(item)  # type: ignore[arg-type]
        else:
            plain[name] = _plain(item, depth + 1)
    return plain


def _moment(value: datetime) -> str:
    if value.tzinfo is None or value.utcoffset() is None:
        raise CanonicalError("naive_time", value.isoformat())
    there = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f"{there.isoformat(timespec='microseconds')[: -len('+00:00')]}Z"


def _text(value: object) -> str:
    if isinstance(value, str):
        if type(value) is str and value.isascii():
            return value  # Its own normal form.
        text = unicodedata.normalize("NFC", value)
        try:
            text.encode()
        except UnicodeEncodeError:  # Only lone surrogates have no bytes.
            raise CanonicalError("surrogate", ascii(text)) from None
        return text
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    raise CanonicalError("type", type(value).__name__)
