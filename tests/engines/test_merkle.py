"""The tree against the reference implementation, and every kind of tampering."""

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from redvest.engines.merkle import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

SIZE = 64
ENTRIES = [hashlib.sha256(f"row {i}".encode()).digest() for i in range(SIZE)]
ROOTS = [root(ENTRIES[:n]) for n in range(SIZE + 1)]

# The test vectors of the Certificate Transparency project, used by every RFC 6962 implementation.
CT_INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
CT_ROOT_OF_8 = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def split_root(entries):
    """The definition of RFC 6962 word by word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return node_hash(split_root(entries[:k]), split_root(entries[k:]))


def test_the_roots_are_those_of_the_standard(vectors):
    assert EMPTY_ROOT.hex() == vectors["rfc6962"]["empty_root"]
    assert root([bytes.fromhex(text) for text in CT_INPUTS]).hex() == CT_ROOT_OF_8
    for n in range(SIZE + 1):
        assert ROOTS[n] == split_root(ENTRIES[:n])


def test_the_roots_agree_with_pymerkle():
    tree = InmemoryTree(algorithm="sha256")
    for n, entry in enumerate(ENTRIES, 1):
        tree.append_entry(entry)
        assert tree.get_root() == ROOTS[n]


def test_every_inclusion_proof_up_to_64_holds_and_only_where_it_belongs():
    proofs = 0
    for n in range(1, SIZE + 1):
        for i in range(n):
            proof = inclusion_proof(ENTRIES[:n], i)
            assert verify_inclusion(ENTRIES[i], i, n, proof, ROOTS[n])
            assert not verify_inclusion(ENTRIES[(i + 1) % SIZE], i, n, proof, ROOTS[n])
            assert not verify_inclusion(ENTRIES[i], i, n, proof, ROOTS[n - 1])
            assert not verify_inclusion(ENTRIES[i], i, n, (*proof, ENTRIES[0]), ROOTS[n])
            if proof:
                assert not verify_inclusion(ENTRIES[i], i, n, proof[:-1], ROOTS[n])
            proofs += 1
    assert proofs == SIZE * (SIZE + 1) // 2


def test_every_consistency_proof_up_to_64_holds_and_only_between_its_trees():
    proofs = 0
    for n in range(1, SIZE + 1):
        for m in range(1, n + 1):
            proof = consistency_proof(ENTRIES[:n], m)
            assert verify_consistency(m, n, ROOTS[m], ROOTS[n], proof)
            assert not verify_consistency(m, n, ROOTS[m - 1], ROOTS[n], proof)
            assert not verify_consistency(m, n, ROOTS[m], ROOTS[n - 1], proof)
            assert not verify_consistency(m, n, ROOTS[m], ROOTS[n], (*proof, ENTRIES[0]))
            if proof:
                assert not verify_consistency(m, n, ROOTS[m], ROOTS[n], proof[:-1])
            proofs += 1
    assert proofs == SIZE * (SIZE + 1) // 2


def test_no_forged_proof_is_accepted():
    rng = random.Random(6962)
    accepted = 0
    for _ in range(2000):
        n = rng.randint(2, SIZE)
        i = rng.randrange(n)
        proof = list(inclusion_proof(ENTRIES[:n], i))
        at = rng.randrange(len(proof))
        flipped = bytearray(proof[at])
        flipped[rng.randrange(32)] ^= 1 << rng.randrange(8)
        proof[at] = bytes(flipped)
        accepted += verify_inclusion(ENTRIES[i], i, n, proof, ROOTS[n])
        m = rng.randint(1, n - 1)
        proof = list(consistency_proof(ENTRIES[:n], m))
        at = rng.randrange(len(proof))
        proof[at] = rng.randbytes(32)
        accepted += verify_consistency(m, n, ROOTS[m], ROOTS[n], proof)
    assert accepted == 0


def test_a_node_is_never_taken_for_a_leaf():
    inner = leaf_hash(ENTRIES[0]) + leaf_hash(ENTRIES[1])
    assert not verify_inclusion(inner, 0, 1, (), ROOTS[2])
    assert not verify_inclusion(ENTRIES[0], 0, 2, [b"short"], ROOTS[2])
    assert not verify_inclusion(ENTRIES[0], -1, 2, (), ROOTS[2])
    assert not verify_inclusion(ENTRIES[0], 2, 2, (), ROOTS[2])


def tampered(rng, entries):
    """One of the six ways somebody may change a journal."""
    rows = list(entries)
    at = rng.randrange(len(rows))
    kind = rng.choice(["edit", "delete", "insert", "swap", "truncate", "rechain"])
    if kind == "edit":
        rows[at] = rng.randbytes(32)
    elif kind == "delete":
        del rows[at]
    elif kind == "insert":
        rows.insert(at, rng.randbytes(32))
    elif kind == "swap":
        other = (at + rng.randrange(1, len(rows))) % len(rows)
        rows[at], rows[other] = rows[other], rows[at]
    elif kind == "truncate":
        rows = rows[:at]
    else:
        rows[at:] = [rng.randbytes(32) for _ in rows[at:]]
    return rows


def test_all_of_2000_tampers_are_seen():
    rng = random.Random(2000)
    seen = 0
    for _ in range(2000):
        n = rng.randint(2, SIZE)
        seen += root(tampered(rng, ENTRIES[:n])) != ROOTS[n]
    assert seen == 2000


@given(st.lists(st.binary(min_size=0, max_size=40), max_size=80), st.integers(0, 80))
def test_the_frontier_needs_no_earlier_entries(entries, cut):
    cut = min(cut, len(entries))
    first = Frontier().extend(entries[:cut])
    assert first.root() == root(entries[:cut])
    stored = Frontier.from_bytes(first.to_bytes())
    assert stored == first
    assert stored.extend(entries[cut:]).root() == root(entries)
    one_by_one = stored
    for entry in entries[cut:]:
        one_by_one = one_by_one.append(entry)
    assert one_by_one == stored.extend(entries[cut:])


def test_an_empty_old_tree_is_a_prefix_only_with_the_empty_root():
    assert verify_consistency(0, 5, EMPTY_ROOT, ROOTS[5], ())
    assert not verify_consistency(0, 5, ROOTS[1], ROOTS[5], ())
    assert not verify_consistency(6, 5, ROOTS[6], ROOTS[5], ())
    assert not verify_consistency(3, 5, ROOTS[3], ROOTS[5], ())


@pytest.mark.parametrize(
    ("call", "args"),
    [
        (inclusion_proof, ([], 0)),
        (inclusion_proof, (ENTRIES[:3], 3)),
        (inclusion_proof, (ENTRIES[:3], -1)),
        (consistency_proof, (ENTRIES[:3], 0)),
        (consistency_proof, (ENTRIES[:3], 4)),
        (Frontier, (3, (ENTRIES[0],))),
        (Frontier.from_bytes, (b"1234",)),
        (Frontier.from_bytes, (Frontier().extend(ENTRIES[:3]).to_bytes()[:-1],)),
    ],
)
def test_a_proof_that_cannot_exist_is_refused(call, args):
    with pytest.raises(ProofError):
        call(*args)
