"""Hashed bytes are stable for ever: the golden vectors never change."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from enum import IntEnum, StrEnum
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.canonical import CanonicalError, canonical_bytes, row_hash

GOLDEN = json.loads(Path(__file__).with_name("canonical_golden.json").read_text("utf-8"))
CHINA = timezone(timedelta(hours=8))


class Word(StrEnum):
    YES = "是"


class Number(IntEnum):
    TWO = 2


# The values behind the golden file, which holds the bytes; JSON alone cannot hold moments.
VALUES = {
    "empty": {},
    "order_of_keys": {"b": 1, "a": 2, "Z": 3, "é": 4, "中": 5, "😀": 6, "\uff5e": 7},
    "cjk": {"name": "城关区", "text": "“点单—派单”，评单。"},
    "emoji": ["👩‍👧‍👦", "🇨🇳", "👍🏽"],
    "nfc": {"é": "Ångström"},
    "nfd": {"e\u0301": "A\u030angstro\u0308m"},
    "compatibility_is_kept": "ﬁ ① １２３ ㎡",
    "integers": [0, -1, 2**53, 2**63, -(10**30), True, False, None],
    "controls": 'tab\t line\n quote" back\\ bell\u0007 delete\u007f sep\u2028',
    "utc": datetime(2026, 11, 22, 3, 4, 5, 6, tzinfo=UTC),
    "same_moment_in_china": datetime(2026, 11, 22, 11, 4, 5, 6, tzinfo=CHINA),
    "whole_second": datetime(2026, 1, 1, tzinfo=UTC),
    "early_year": datetime(33, 4, 3, tzinfo=UTC),
    "day": date(2026, 2, 16),
    "others": [UUID(int=7), b"\x00\xff", Word.YES, Number.TWO, (1, [2, {"k": []}])],
}


@pytest.mark.parametrize("name", VALUES)
def test_the_bytes_are_those_of_the_golden_file(name):
    data = canonical_bytes(VALUES[name])
    assert data.decode() == GOLDEN[name]["text"]
    assert row_hash(VALUES[name]).hex() == GOLDEN[name]["sha256"]
    assert hashlib.sha256(data).digest() == row_hash(VALUES[name])


def test_the_golden_file_holds_nothing_else():
    assert list(GOLDEN) == list(VALUES)


def test_composed_and_decomposed_text_are_one():
    assert canonical_bytes(VALUES["nfc"]) == canonical_bytes(VALUES["nfd"])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "float"),
        ({"a": [float("nan")]}, "float"),
        (datetime(2026, 1, 1), "naive_time"),  # noqa: DTZ001
        ({1: "a"}, "key"),
        ({"é": 1, "e\u0301": 2}, "duplicate_key"),
        ("\ud800", "surrogate"),
        ({"\udfff": 1}, "surrogate"),
        ({1, 2}, "type"),
        (object(), "type"),
    ],
)
def test_it_refuses_what_has_no_canonical_form(value, code):
    with pytest.raises(CanonicalError) as refused:
        canonical_bytes(value)
    assert refused.value.code == code


def test_it_refuses_endless_nesting():
    value: list = []
    value.append(value)
    with pytest.raises(CanonicalError) as refused:
        canonical_bytes(value)
    assert refused.value.code == "depth"


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcé中", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_reading_the_bytes_back_and_writing_them_again_changes_nothing(value):
    data = canonical_bytes(value)
    assert data.startswith(b"rv1:")
    assert canonical_bytes(json.loads(data[4:])) == data


@given(st.dictionaries(st.text("abc中", min_size=1, max_size=4), st.integers(), min_size=2))
def test_the_order_of_keys_does_not_matter(value):
    assert canonical_bytes(dict(reversed(value.items()))) == canonical_bytes(value)


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)), st.integers(-14, 14))  # noqa: DTZ001
def test_a_moment_has_one_form_in_every_zone(moment, hours):
    there = moment.astimezone(timezone(timedelta(hours=hours)))
    assert canonical_bytes(there) == canonical_bytes(moment)
