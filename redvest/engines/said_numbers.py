"""Digits as people type and say them, made plain without moving a single character.

Every step keeps the length of the text, so that a place found in the plain text is the same place
in what the person wrote.
"""

from __future__ import annotations

import re

NUMBER = r"(?:[0-9]{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[零一二两三四五六七八九])"
"""A number below one hundred in digits or characters, as a regular expression."""

_DIGITS = "零一二三四五六七八九"
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_OTHER = str.maketrans({"〇": "零", "俩": "两", "　": " ", "\xa0": " ", "週": "周", "號": "号"})
_SPOKEN = str.maketrans("零幺一二两三四五六七八九", "011223456789")
_FORMER = str.maketrans("點時後個禮樓單電話這請幫", "点时后个礼楼单电话这请帮")
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[- ]?)?(1[3-9][0-9](?:[- ]?[0-9]{4}){2})(?![0-9])")
_MOBILE_OTHER = re.compile(r"(?<![0-9])(1[3-9][0-9]{2}[- ][0-9]{3}[- ][0-9]{4})(?![0-9])")
_LANDLINE = re.compile(
    r"(?<![0-9])[(]?(0(?:10|2[0-9]|[3-9][0-9]{2}))[)]?[- ]?([2-9][0-9]{6,7})(?![0-9])"
)
_SAID_MOBILE = re.compile(
    r"(?<![零幺一二两三四五六七八九])[幺一][零幺一二两三四五六七八九 ]{10,14}"
)


def flat(text: str) -> str:
    """The text with full-width characters and old forms as ordinary ones, no longer or shorter."""
    return text.translate(_WIDE).translate(_OTHER).translate(_FORMER)


def number(text: str) -> int:
    """The value of what :data:`NUMBER` matched."""
    if text.isascii():
        return int(text)
    text = text.replace("两", "二")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.index(text)
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)


def phone_in(plain: str) -> tuple[str, tuple[int, int]] | None:
    """The first telephone number as digits, and where it stands; none inside a longer number."""
    found = [hit for hit in (rule.search(plain) for rule in _RULES) if hit]
    if found:
        first = min(found, key=lambda hit: hit.start())
        return re.sub(r"[^0-9]", "", "".join(first.groups())), first.span()
    for spoken in _SAID_MOBILE.finditer(plain):
        digits = spoken.group().replace(" ", "").translate(_SPOKEN)
        if len(digits) == 11 and digits[1] in "3456789":
            return digits, (spoken.start(), spoken.start() + len(spoken.group().rstrip()))
    return None


_RULES = (_MOBILE, _MOBILE_OTHER, _LANDLINE)
