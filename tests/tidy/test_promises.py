"""docs/promises.md is a table promise -> test, and each test it names exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DUE = [
    *("L6", "L8", "L9", "D3", "D4", "D5", "D12"),
    *("S1", "S2", "S3", "S4", "S6", "S7", "S8", "S10", "S12", "S13", "S15", "S19", "S20", "S21"),
    *("P1", "P2", "P3", "P4", "P5", "P6", "P10"),
]


def rows() -> dict[str, list[str]]:
    text = (ROOT / "docs" / "promises.md").read_text()
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 3 and re.fullmatch(r"[A-Z]\d+", cells[0]):
            found[cells[0]] = re.findall(r"`(tests/[^`]+)`", cells[2])
    return found


def test_every_promise_due_names_a_test():
    listed = rows()
    assert [promise for promise in DUE if not listed.get(promise)] == []


def test_every_test_named_exists():
    missing = []
    for promise, tests in rows().items():
        for named in tests:
            path, _, name = named.partition("::")
            file = ROOT / path
            if not file.exists() or (name and f"def {name}(" not in file.read_text()):
                missing.append(f"{promise}: {named}")
    assert missing == []
