"""Everybody who serves, kept in arrays, and what changed since.

The arrays are laid out once. Who changes afterward is taken out of the layout where he stands and
put into a small one beside it, so that one change costs no more than one person; a question asks
both. When too many have changed, the whole is laid out anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from redvest.engines.crews import ADULT, DAY_BIT, PAIR, PAPERS, Asked, asked_orders
from redvest.engines.geodesy import Point, to_plane
from redvest.engines.matching.asking import Asking, check
from redvest.engines.matching.codes import Known, Reason
from redvest.engines.matching.inputs import Ints, Pairs, People, Weights
from redvest.engines.matching.standing import Snapshot, snapshot

CHANGED_MAX = 500
ROW_TYPE = np.dtype(
    [
        ("id", "S16"),
        ("lat", np.float64),
        ("lon", np.float64),
        ("ticked", np.int64),
        ("skills", np.int64),
        ("month", np.int64),
        ("week", np.int64),
        ("tags", np.int64),
        ("adult", np.bool_),
        ("matchable", np.bool_),
    ]
)
"""One volunteer: an id, the middle of the community (NaN when unknown), bits and counts.

``tags`` holds sex and languages where :mod:`redvest.engines.crews` has their bits."""

PAPER_TYPE = np.dtype([("id", "S16"), ("paper", np.int64), ("until", np.int64)])


class Rows(NamedTuple):
    """Volunteers sorted by id, and their papers."""

    people: NDArray[Any]
    papers: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody who may take an order, and why."""

    id: UUID
    cost_m: float
    reasons: tuple[Reason, ...]


def people_of(rows: Rows, skills: int, origin: Point, most: int) -> People:
    """Return volunteers as the matching wants them; ``most`` services a month each."""
    table = rows.people
    n = len(table)
    plane = np.full((n, 2), np.nan)
    known = np.isfinite(table["lat"]) & np.isfinite(table["lon"])
    if known.any():
        plane[known] = to_plane(np.column_stack((table["lat"], table["lon"]))[known], origin)
    slots = table["ticked"].copy()
    for day in range(7):
        free = (slots >> (3 * day)) & 0b111 > 0
        slots |= free.astype(np.int64) << (DAY_BIT + day)
    held = (table["skills"][:, None] >> np.arange(skills)) & 1
    until = np.full((n, len(PAPERS)), -1, np.int32)
    if n and len(rows.papers):
        at = np.searchsorted(table["id"], rows.papers["id"])
        whose = at < n
        whose[whose] = table["id"][at[whose]] == rows.papers["id"][whose]
        paper = rows.papers[whose]
        np.maximum.at(until, (at[whose], paper["paper"]), paper["until"].astype(np.int32))
    return People(
        x_m=plane[:, 0],
        y_m=plane[:, 1],
        levels=(2 * held).astype(np.int8),
        slots=slots,
        cap=np.maximum(most - table["month"], 0),
        load=np.minimum(table["month"], 1_000),
        recent=np.minimum(table["week"], 1_000),
        tags=table["tags"] | (table["adult"].astype(np.int64) << ADULT) | (1 << PAIR),
        until=until,
        matchable=table["matchable"].copy(),
    )


class Crowd:
    """The volunteers of one district. Not for several threads at once: the caller has a lock."""

    def __init__(self, rows: Rows, skills: int, weights: Weights, most: int) -> None:
        self.skills, self.weights, self.most = skills, weights, most
        known = rows.people[np.isfinite(rows.people["lat"])]
        self.origin: Point = (
            (float(known["lat"].mean()), float(known["lon"].mean())) if len(known) else (0.0, 0.0)
        )
        self.rows = rows
        # To search in a column of records, numpy copies it each time.
        self.ids = np.ascontiguousarray(rows.people["id"])
        self.base = snapshot(people_of(rows, skills, self.origin, most), weights)
        self.where = np.argsort(self.base.grid.records["who"], kind="stable")
        sorted_who = self.base.grid.records["who"][self.where]
        self.first = np.searchsorted(sorted_who, np.arange(len(rows.people) + 1))
        self.changed: dict[bytes, Rows] = {}
        self.small: Snapshot | None = None
        self.small_ids: NDArray[Any] = np.zeros(0, "S16")

    def __len__(self) -> int:
        return len(self.rows.people)

    @property
    def is_worn(self) -> bool:
        """Whether so many have changed that it should be made anew."""
        return len(self.changed) > CHANGED_MAX

    def replace(self, ids: Iterable[UUID], fresh: Rows) -> None:
        """Put in what these volunteers are now; those without a row serve no more."""
        for one in ids:
            key = one.bytes.rstrip(b"\0")
            self._take_out(key)
            mine = fresh.people[fresh.people["id"] == key]
            self.changed[key] = Rows(mine, fresh.papers[fresh.papers["id"] == key])
        self.small = None

    def _take_out(self, key: bytes) -> None:
        """Nobody finds them in the layout any more: they are free at no time there."""
        at = int(np.searchsorted(self.ids, key))
        if at < len(self) and self.ids[at] == key:
            spots = self.where[self.first[at] : self.first[at + 1]]
            self.base.grid.free[spots] = 0

    def _beside(self) -> Snapshot:
        if self.small is None:
            found = [one for one in self.changed.values() if len(one.people)]
            people = np.concatenate([np.zeros(0, ROW_TYPE), *(one.people for one in found)])
            papers = np.concatenate([np.zeros(0, PAPER_TYPE), *(one.papers for one in found)])
            order = np.argsort(people["id"], kind="stable")
            rows = Rows(people[order], papers)
            self.small_ids = rows.people["id"]
            self.small = snapshot(
                people_of(rows, self.skills, self.origin, self.most), self.weights
            )
        return self.small

    def fitting(
        self,
        order: Asked,
        codes: tuple[str, ...],
        count: int,
        not_ids: Collection[UUID] = (),
        fond_ids: Collection[UUID] = (),
    ) -> list[Near]:
        """Return the best few who may take an order.

        Parameters
        ----------
        order : Asked
            What is needed.
        codes : tuple of str
            Skills in the order of the columns.
        count : int
            Twelve at most.
        not_ids, fond_ids : collection of UUID
            Volunteers who are left out: the one who asked, and those kept apart from her; and
            those she asked for.
        """
        orders = check(self.base, asked_orders([order], codes, self.origin, {}))
        found: list[Near] = []
        for snap, ids in ((self.base, self.ids), (self._beside(), self.small_ids)):
            if not len(snap):
                continue
            out, fond = _at(ids, not_ids), _at(ids, fond_ids)
            zeros = np.zeros(len(out) + len(fond), np.int64)
            pairs = Pairs(
                zeros[: len(out)],
                out,
                zeros[len(out) :],
                fond,
                np.full(len(fond), Known.ASKED_FOR, np.int64),
            )
            for one in Asking(snap, orders, pairs).best(0, count):
                key = bytes(ids[one.person]).ljust(16, b"\0")
                found.append(Near(UUID(bytes=key), one.cost_m, one.reasons))
        return sorted(found, key=lambda one: (one.cost_m, one.id))[:count]


def _at(ids: NDArray[Any], wanted: Collection[UUID]) -> Ints:
    """Where these stand; the ids are sorted."""
    found = []
    for key in sorted(one.bytes.rstrip(b"\0") for one in wanted):
        at = int(np.searchsorted(ids, key))
        if at < len(ids) and ids[at] == key:
            found.append(at)
    return np.array(found, np.int64)
