"""Entries of a roster as lines for COPY: sealed and indexed, on every core when there are many.

Sealing is the costly part of an import and needs no database, so large rosters are sealed in
processes of their own while the database takes the lines before them.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import compress
from typing import NamedTuple

from redvest.core.cells import sealer
from redvest.engines.roster import Entry
from redvest.ids import uuid7_texts
from redvest.people.indexes import paper_indexer, phone_indexer

TABLE = "people_invitation"
COLUMNS = (
    "id",
    "home_community",
    "name",
    "phone",
    "phone_index",
    "id_number",
    "id_index",
    "district",
    "batch_id",
    "team_id",
    "status",
    "invited_at",
    "expires_at",
)
CHUNK_ROWS = 10_000
PARALLEL_FROM_ROWS = 20_000
INDEX_BYTES = 32
NO_PAPER = bytes(INDEX_BYTES)


class Lines(NamedTuple):
    """Lines for COPY, and joined in their order the index of each phone and of each paper.

    Joined, because one long value passes to other processes and to the database at a fraction of
    the cost of thousands. Without a paper its index is ``NO_PAPER``.
    """

    phones: bytes
    papers: bytes
    text: str

    def without(self, known: set[bytes]) -> tuple[int, str]:
        """How many lines have neither a known phone nor a known paper, and their text."""
        pairs = zip(cut(self.phones), cut(self.papers), strict=True)
        fresh = [phone not in known and paper not in known for phone, paper in pairs]
        if all(fresh):
            return len(fresh), self.text
        kept = list(compress(self.text.splitlines(keepends=True), fresh))
        return len(kept), "".join(kept)


def cut(joined: bytes) -> list[bytes]:
    """The single indexes again."""
    return [joined[n : n + INDEX_BYTES] for n in range(0, len(joined), INDEX_BYTES)]


def lines(entries: Sequence[tuple[int, str, str, str, str]], tail: str) -> Lines:
    """One line per entry; ``tail`` holds the columns which all share, from the district on."""
    name, phone, number = (sealer(f"{TABLE}.{column}") for column in ("name", "phone", "id_number"))
    phone_index, paper_index = phone_indexer(), paper_indexer("resident_id")
    texts: list[str] = []
    phones: list[bytes] = []
    papers: list[bytes] = []
    for row, entry in zip(uuid7_texts(len(entries)), entries, strict=True):
        _row, called, told, paper, community = entry
        by_phone = phone_index(told)
        by_paper = paper_index(paper) if paper else NO_PAPER
        phones.append(by_phone)
        papers.append(by_paper)
        both = f"\\\\x{number(paper, row).hex()}\t\\\\x{by_paper.hex()}" if paper else "\\N\t\\N"
        texts.append(
            f"{row}\t{community}\t\\\\x{name(called, row).hex()}"
            f"\t\\\\x{phone(told, row).hex()}\t\\\\x{by_phone.hex()}\t{both}\t{tail}\n"
        )
    return Lines(b"".join(phones), b"".join(papers), "".join(texts))


def chunks(entries: Sequence[Entry], tail: str) -> Iterator[Lines]:
    """Lines of all entries in order, a chunk at a time."""
    starts = range(0, len(entries), CHUNK_ROWS)
    # Bare tuples travel to another process at a quarter of the cost of named ones.
    parts = ([(*entry,) for entry in entries[n : n + CHUNK_ROWS]] for n in starts)
    cores = os.cpu_count() or 1
    if len(entries) < PARALLEL_FROM_ROWS or cores == 1:
        yield from (lines(part, tail) for part in parts)
        return
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=start) as pool:
        yield from pool.map(partial(lines, tail=tail), parts)
