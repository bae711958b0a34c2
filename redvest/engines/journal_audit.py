"""Checking a journal from beginning to end, without trusting whoever keeps it.

What is checked: every event has the hash it was written with; the leaves follow each other without
a gap; the tree over them has, at the size of every signed head, the root that was signed; the same
for every head that a witness kept outside the database. An edit, a removal, an insertion, an
exchange or a cut is found by the first three, and a journal that was rewritten and signed anew by
the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from redvest.engines.canonical import CanonicalError, canonical_bytes, row_hash
from redvest.engines.merkle import EMPTY_ROOT, Frontier

Verify = Callable[[str, bytes, bytes], bool]
"""``(key name, signed bytes, signature) -> genuine``."""

FINDINGS_MAX = 1000
"""So many findings are kept; a journal with more is broken beyond listing."""


@dataclass(frozen=True, slots=True)
class Head:
    """A signed tree head: the first ``size`` leaves of a district have this root."""

    district: str
    size: int
    root: bytes
    at: str
    key_name: str = ""
    signature: bytes = b""

    def signed_bytes(self) -> bytes:
        """Return what the signature is over."""
        return canonical_bytes(
            {
                "kind": "checkpoint",
                "district": self.district,
                "size": self.size,
                "root": self.root,
                "at": self.at,
            }
        )

    def record(self) -> dict[str, Any]:
        """Return the head as it is exported and kept by a witness."""
        return {
            "kind": "checkpoint",
            "district": self.district,
            "size": self.size,
            "root": self.root.hex(),
            "at": self.at,
            "key_name": self.key_name,
            "signature": self.signature.hex(),
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Head:
        """Read what :meth:`record` made.

        Raises
        ------
        ValueError
            If it is no head.
        """
        try:
            size = record["size"]
            if type(size) is not int or size < 0:
                raise ValueError("size")
            return cls(
                str(record["district"]),
                size,
                bytes.fromhex(record["root"]),
                str(record["at"]),
                str(record["key_name"]),
                bytes.fromhex(record["signature"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a checkpoint: {error}") from None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written.

    ``code`` is ``row_changed``, ``gap``, ``wrong_district``, ``root_differs``, ``cut_off``,
    ``unsigned_tail``, ``bad_signature``, ``witness_differs``, ``malformed`` or ``order``.
    """

    code: str
    district: str
    index: int
    detail: str = ""


@dataclass
class Tally:
    """What was seen of one district."""

    tree: Frontier = field(default_factory=Frontier)
    unsealed: int = 0
    heads: int = 0
    witnessed: int = 0


class JournalAudit:
    """Takes the records of a journal in order and collects what is wrong.

    Parameters
    ----------
    verify : callable
        Tells whether a signature is genuine.
    witnessed : iterable of Head
        Heads kept outside the database. Their signatures are checked too.

    Notes
    -----
    For each district the checkpoints come first, then the leaves by index, then the events which
    are not sealed yet. Memory grows with the number of heads, not of events.
    """

    def __init__(self, *, verify: Verify, witnessed: Iterable[Head] = ()) -> None:
        self._verify = verify
        self.findings: list[Finding] = []
        self.districts: dict[str, Tally] = {}
        self._wanted: dict[str, dict[int, list[tuple[Head, bool]]]] = {}
        self._largest: dict[str, int] = {}
        for head in witnessed:
            self._tally(head.district).witnessed += 1
            self._expect(head, witness=True)

    def take(self, record: Mapping[str, Any]) -> None:
        """Look at one record; whatever is not one is a finding."""
        try:
            kind = record["kind"]
            if kind == "checkpoint":
                head = Head.of(record)
                if self._tally(head.district).tree.size:
                    self._find("order", head.district, head.size, "checkpoint after leaves")
                self._tally(head.district).heads += 1
                self._expect(head, witness=False)
            elif kind == "leaf":
                self._leaf(record)
            elif kind == "event":
                self._unsealed(record)
            else:
                self._find("malformed", "", -1, f"kind {kind!r}")
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self._find("malformed", "", -1, f"{type(error).__name__}: {error}"[:200])

    def finish(self) -> list[Finding]:
        """Return everything that was found. The journal is sound when the list is empty."""
        for district, wanted in self._wanted.items():
            size = self._tally(district).tree.size
            for expected in sorted(wanted):
                if expected > size:
                    self._find("cut_off", district, expected, f"only {size} leaves are left")
            if self._largest.get(district, 0) < size:
                self._find("unsigned_tail", district, size, "leaves after the last checkpoint")
        for district, tally in self.districts.items():
            if tally.tree.size and district not in self._wanted:
                self._find("unsigned_tail", district, tally.tree.size, "no checkpoint at all")
        return self.findings

    def _expect(self, head: Head, *, witness: bool) -> None:
        if not self._verify(head.key_name, head.signed_bytes(), head.signature):
            code = "witness_differs" if witness else "bad_signature"
            self._find(code, head.district, head.size, "signature")
        self._wanted.setdefault(head.district, {}).setdefault(head.size, []).append((head, witness))
        if not witness:
            largest = max(self._largest.get(head.district, 0), head.size)
            self._largest[head.district] = largest
        if head.size == 0:
            self._compare(head, EMPTY_ROOT, witness)

    def _compare(self, head: Head, root: bytes, witness: bool) -> None:
        if head.root != root:
            code = "witness_differs" if witness else "root_differs"
            self._find(code, head.district, head.size, "root")

    def _leaf(self, record: Mapping[str, Any]) -> None:
        district = record["district"]
        tally = self._tally(district)
        if record["index"] != tally.tree.size or type(record["index"]) is not int:
            self._find("gap", district, tally.tree.size, f"found {record['index']!r}")
        entry = self._row(record, tally.tree.size)
        tally.tree = tally.tree.append(entry)
        for head, witness in self._wanted.get(district, {}).get(tally.tree.size, ()):
            self._compare(head, tally.tree.root(), witness)

    def _unsealed(self, record: Mapping[str, Any]) -> None:
        self._tally(record["district"]).unsealed += 1
        self._row(record, -1)

    def _row(self, record: Mapping[str, Any], index: int) -> bytes:
        """Compare an event with its hash; return the hash that goes into the tree."""
        event, district = record["event"], record["district"]
        stored = bytes.fromhex(record["row_hash"])
        try:
            fresh = row_hash(event)
        except CanonicalError as error:
            self._find("row_changed", district, index, error.code)
            return stored
        if fresh != stored:
            self._find("row_changed", district, index, str(event.get("id")))
        if event["district"] != district:
            self._find("wrong_district", district, index, str(event["district"]))
        return fresh

    def _tally(self, district: str) -> Tally:
        return self.districts.setdefault(district, Tally())

    def _find(self, code: str, district: str, index: int, detail: str) -> None:
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(Finding(code, district, index, detail))
