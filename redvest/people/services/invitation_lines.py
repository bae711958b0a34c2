"""Entries of a roster as lines for COPY: sealed and indexed, on every core when there are many.

Sealing is the costly part of an import and needs no database, so large rosters are sealed in
processes of their own while the database takes the lines before them.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

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

# The index of the phone, that of the paper (empty without one), and the line.
Line = tuple[bytes, bytes, str]


def lines(entries: Sequence[Entry], tail: str) -> list[Line]:
    """One line per entry; ``tail`` holds the columns which all share, from the district on."""
    name, phone, number = (sealer(f"{TABLE}.{column}") for column in ("name", "phone", "id_number"))
    phone_index, paper_index = phone_indexer(), paper_indexer("resident_id")
    found: list[Line] = []
    for row, entry in zip(uuid7_texts(len(entries)), entries, strict=True):
        paper = entry.id_number
        by_phone = phone_index(entry.phone)
        by_paper = paper_index(paper) if paper else b""
        papers = f"\\\\x{number(paper, row).hex()}\t\\\\x{by_paper.hex()}" if paper else "\\N\t\\N"
        line = (
            f"{row}\t{entry.community}\t\\\\x{name(entry.name, row).hex()}"
            f"\t\\\\x{phone(entry.phone, row).hex()}\t\\\\x{by_phone.hex()}\t{papers}\t{tail}\n"
        )
        found.append((by_phone, by_paper, line))
    return found


def chunks(entries: Sequence[Entry], tail: str) -> Iterator[list[Line]]:
    """Lines of all entries in order, a chunk at a time."""
    parts = [entries[n : n + CHUNK_ROWS] for n in range(0, len(entries), CHUNK_ROWS)]
    cores = os.cpu_count() or 1
    if len(entries) < PARALLEL_FROM_ROWS or cores == 1:
        yield from (lines(part, tail) for part in parts)
        return
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=start) as pool:
        yield from pool.map(partial(lines, tail=tail), parts)
