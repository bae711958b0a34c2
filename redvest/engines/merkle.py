"""Merkle trees as in RFC 6962 section 2.1: one hash stands for the whole journal.

An *entry* is the row hash of one journal row. A leaf is hashed with a zero byte in front and a node
with a one, so that no node can be passed off as a leaf. Anyone holding an old root can check, with
a handful of hashes, that a row is in the journal and that nothing before the old end was changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of the tree without entries."""


class ProofError(ValueError):
    """A proof that cannot exist; its ``code`` is ``no_such_entry`` or ``no_such_size``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 of a zero byte and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256 of a one byte and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """Return the largest power of two smaller than ``size`` (at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def _subtree(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes (at least one), level by level.

    An odd last hash moves up unchanged, which gives the same tree as splitting at the largest
    power of two, without recursion.
    """
    level = list(leaves)
    while len(level) > 1:
        above = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


def root(entries: Sequence[bytes]) -> bytes:
    """Return the root over all entries, :data:`EMPTY_ROOT` when there are none."""
    return _subtree([leaf_hash(entry) for entry in entries]) if entries else EMPTY_ROOT


def inclusion_proof(entries: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the audit path of one entry, from the leaf upwards.

    Parameters
    ----------
    entries : sequence of bytes
        All entries of the tree of the size the proof is for.
    index : int
        Position of the entry, from 0.

    Returns
    -------
    tuple of bytes
        At most ``ceil(log2(len(entries)))`` hashes.

    Raises
    ------
    ProofError
        ``no_such_entry`` when there is no entry at ``index``.
    """
    if not 0 <= index < len(entries):
        raise ProofError("no_such_entry", f"{index} of {len(entries)}")
    leaves: Sequence[bytes] = [leaf_hash(entry) for entry in entries]
    path: list[bytes] = []
    while len(leaves) > 1:
        at = _split(len(leaves))
        if index < at:
            path.append(_subtree(leaves[at:]))
            leaves = leaves[:at]
        else:
            path.append(_subtree(leaves[:at]))
            leaves, index = leaves[at:], index - at
    return tuple(reversed(path))


def verify_inclusion(
    entry: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Tell whether the proof shows the entry at ``index`` of the tree of ``size`` entries.

    Never raises: whatever is not a proof is no proof. Source: RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size or not _hashes(proof):
        return False
    position, last = index, size - 1
    current = leaf_hash(entry)
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            current = node_hash(sibling, current)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and current == expected_root


def consistency_proof(entries: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """Return the proof that the first ``old_size`` entries are unchanged in the larger tree.

    Parameters
    ----------
    entries : sequence of bytes
        All entries of the larger tree.
    old_size : int
        Size of the older tree, from 1 to ``len(entries)``; equal sizes need an empty proof.

    Returns
    -------
    tuple of bytes
        Hashes as in RFC 6962 section 2.1.2.

    Raises
    ------
    ProofError
        ``no_such_size`` when the older tree is empty or larger.
    """
    if not 1 <= old_size <= len(entries):
        raise ProofError("no_such_size", f"{old_size} of {len(entries)}")
    leaves: Sequence[bytes] = [leaf_hash(entry) for entry in entries]
    path: list[bytes] = []
    whole = True  # Whether the old tree is exactly the subtree looked at.
    while old_size != len(leaves):
        at = _split(len(leaves))
        if old_size <= at:
            path.append(_subtree(leaves[at:]))
            leaves = leaves[:at]
        else:
            path.append(_subtree(leaves[:at]))
            leaves, old_size, whole = leaves[at:], old_size - at, False
    if not whole:
        path.append(_subtree(leaves))
    return tuple(reversed(path))


def verify_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether the proof shows that the new tree only appended to the old one.

    Never raises. An empty old tree is a prefix of everything, provided its root is the empty root.
    Source: RFC 9162 section 2.1.4.2.
    """
    if not 0 <= old_size <= new_size or not _hashes(proof):
        return False
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    if old_size == new_size:
        return not proof and old_root == new_root
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _hashes(proof: Sequence[bytes]) -> bool:
    return all(isinstance(item, bytes) and len(item) == HASH_BYTES for item in proof)


@dataclass(frozen=True, slots=True)
class Frontier:
    """What must be kept of a tree to append to it: the roots of its perfect subtrees.

    A sealer stores this with each seal and never needs the earlier entries again.

    Attributes
    ----------
    size : int
        Number of entries.
    peaks : tuple of bytes
        Roots of the perfect subtrees from the largest to the smallest, one for each one-bit of
        ``size``.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count() or not _hashes(self.peaks):
            raise ProofError("no_such_size", f"{len(self.peaks)} peaks for size {self.size}")

    def append(self, entry: bytes) -> Frontier:
        """Return the frontier with one more entry."""
        return self.extend((entry,))

    def extend(self, entries: Iterable[bytes]) -> Frontier:
        """Return the frontier with the entries appended in order."""
        peaks, size = list(self.peaks), self.size
        for entry in entries:
            current, bits = leaf_hash(entry), size
            while bits & 1:
                current, bits = node_hash(peaks.pop(), current), bits >> 1
            peaks.append(current)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        if not self.peaks:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.peaks))

    def to_bytes(self) -> bytes:
        """Return a compact form to store: the size in eight bytes and the peaks."""
        return self.size.to_bytes(8, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """Read what :meth:`to_bytes` wrote.

        Raises
        ------
        ProofError
            ``no_such_size`` when the bytes are not a frontier.
        """
        peaks = [data[i : i + HASH_BYTES] for i in range(8, len(data), HASH_BYTES)]
        if len(data) < 8:
            raise ProofError("no_such_size", "too short")
        return cls(int.from_bytes(data[:8], "big"), tuple(peaks))
