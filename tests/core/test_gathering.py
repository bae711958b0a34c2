"""What is gathered in a block is written once, at its end."""

import pytest

from redvest.core.gathering import Gathering


def test_a_block_writes_what_it_gathered_once_and_a_block_inside_it_is_part_of_it():
    written: list[list[int]] = []
    numbers: Gathering[int] = Gathering("numbers", written.append)
    assert not numbers.keep(1)
    with numbers.together():
        assert numbers.keep(2)
        with numbers.together():
            assert numbers.keep(3)
        assert written == []
    assert written == [[2, 3]]
    with numbers.together():
        pass
    assert written == [[2, 3]]


def test_a_block_that_fails_writes_nothing_and_leaves_nothing_behind():
    written: list[list[int]] = []
    numbers: Gathering[int] = Gathering("numbers", written.append)

    def fail() -> None:
        with numbers.together():
            numbers.keep(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert written == []
    assert not numbers.keep(4)
