"""One human, one account: however the number is typed, it is found again."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.engines.identifiers import id_check_character, resident_id
from redvest.people.indexes import paper_index

TODAY = date(2026, 3, 5)
WIDE = str.maketrans("0123456789xX", "０１２３４５６７８９ｘＸ")
BORN = st.dates(date(1930, 1, 1), date(1999, 12, 31))


def numbered(born: date, sequence: int) -> str:
    first = f"620102{born:%Y%m%d}{sequence:03d}"
    return first + id_check_character(first)


def kept(typed: str) -> bytes:
    """What is stored to find somebody by."""
    return paper_index("resident_id", resident_id(typed, TODAY))


@settings(deadline=None, max_examples=60)
@given(BORN, st.integers(1, 999), st.lists(st.integers(1, 17), max_size=4), st.booleans())
def test_every_way_of_typing_a_number_finds_the_same_person(born, sequence, gaps, wide):
    number = numbered(born, sequence)
    typed = number.lower()
    for at in sorted(gaps, reverse=True):
        typed = f"{typed[:at]} {typed[at:]}"
    if wide:
        typed = typed.translate(WIDE)
    fifteen = number[:6] + number[8:17]
    assert kept(typed) == kept(number) == kept(fifteen)


@settings(deadline=None, max_examples=60)
@given(BORN, BORN, st.integers(1, 999), st.integers(1, 999))
def test_two_people_are_never_found_by_one_number(born, other, first, second):
    same = (born, first) == (other, second)
    assert (kept(numbered(born, first)) == kept(numbered(other, second))) is same
