"""Keys: version 7, in the order of time, and equal to what is read back from the database."""

import copy
import time
from uuid import RFC_4122, UUID

from redvest.ids import uuid7, uuid7_texts


def test_a_key_is_a_whole_uuid_of_version_seven_that_tells_its_millisecond():
    before = time.time_ns() // 1_000_000
    keys = [uuid7() for _ in range(2000)]
    after = time.time_ns() // 1_000_000
    assert {(key.version, key.variant) for key in keys} == {(7, RFC_4122)}
    assert len(set(keys)) == len(keys)
    assert all(before <= key.int >> 80 <= after for key in keys)
    for key in keys[:3]:
        for other in (UUID(str(key)), copy.copy(key), copy.deepcopy(key)):
            assert (other, hash(other), other.is_safe) == (key, hash(key), key.is_safe)


def test_every_random_bit_is_both_set_and_not():
    ones = zeros = 0
    for _ in range(200):
        bits = uuid7().int & (1 << 80) - 1
        ones, zeros = ones | bits, zeros | ~bits
    free = (1 << 80) - 1 & ~(0xF << 76) & ~(0x3 << 62)
    assert ones & free == free
    assert zeros & free == free


def test_many_at_once_are_keys_as_well():
    assert {(UUID(text).version, UUID(text).variant) for text in uuid7_texts(50)} == {(7, RFC_4122)}
