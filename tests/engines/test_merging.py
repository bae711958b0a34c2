"""Which two entries may become one, and who decides: the whole space of what is known."""

from itertools import product

from redvest.engines.merging import Half, Obstacle, needs_second_person, obstacle

FLAGS = ("has_account", "is_volunteer", "is_minor", "has_care_file")


def test_only_two_bare_entries_are_joined_by_one_member_of_staff():
    for bits in product((False, True), repeat=8):
        kept = Half(1, **dict(zip(FLAGS, bits[:4], strict=True)))
        gone = Half(2, **dict(zip(FLAGS, bits[4:], strict=True)))
        assert needs_second_person(kept, gone) is any(bits)


def test_different_papers_never_join():
    numbers = (b"", b"a", b"b")
    for mine, theirs in product(numbers, repeat=2):
        found = obstacle(Half(1, papers=mine), Half(2, papers=theirs))
        differ = bool(mine) and bool(theirs) and mine != theirs
        assert found == (Obstacle.OTHER_PAPERS if differ else None)


def test_an_entry_is_not_joined_with_itself():
    assert obstacle(Half(1), Half(1)) is Obstacle.SAME_ROW


def test_the_volunteer_who_serves_is_the_one_who_stays():
    for one, other in product(((False, False), (True, False), (True, True)), repeat=2):
        kept = Half(1, is_volunteer=one[0], serves=one[1])
        gone = Half(2, is_volunteer=other[0], serves=other[1])
        wrong = kept.is_volunteer and not kept.serves and gone.serves
        assert obstacle(kept, gone) == (Obstacle.OTHER_VOLUNTEER_SERVES if wrong else None)
