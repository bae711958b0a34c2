"""How fast papers are set: a certificate of 20 services and a book of 2,000, in one process.

The yardstick is what typst needs for an empty sheet with the same font in the same run, so that the
figure says what our words cost, not what the machine can do.

    python -m bench.papers [certificates]
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench.stage import machine

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
LINES, RECORDS = 20, 2_000


def words(rows: int, number: int) -> dict[str, object]:
    """A paper of so many rows; the number makes each one different."""
    from redvest.core.typesetting import qr_drawing

    return {
        "lang": "zh",
        "title": "志愿服务记录证明",
        "number": f"编号 {number:06d}",
        "notes": [],
        "facts": [["姓名", "欧阳建国"], ["志愿者编号", f"V{number:06d}"]],
        "columns": ["日期", "服务", "工时", "凭据"],
        "widths": [3, 8, 3, 2],
        "rows": [[f"2026-01-{n % 28 + 1:02d}", "家电维修", "1小时", "A"] for n in range(rows)],
        "closing": [["出具单位", "邻里帮帮队"], ["负责人", "王主任"]],
        "signing": "负责人签字：________",
        "qr": qr_drawing(f"https://example.org/certificates/check/#RV1.{number:0700d}"),
        "caption": "扫码核验",
        "small": "由邻里帮帮队就其组织的服务出具。",
        "foot": f"{number}",
    }


def best(make: Callable[[int], object], times: int) -> list[float]:
    """Milliseconds of each, in order."""
    found = []
    for number in range(times):
        start = time.perf_counter()
        make(number)
        found.append((time.perf_counter() - start) * 1000)
    return sorted(found)


def main() -> None:
    import os
    from pathlib import Path
    from tempfile import TemporaryDirectory

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redvest.settings")
    import django

    django.setup()
    from redvest.core.typesetting import typeset
    from redvest.records.papers import LAYOUT

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.typ"
        empty.write_text('#set text(font: "Noto Sans CJK SC")\n志愿')
        typeset(empty, {}, at=NOON)
        bare = best(lambda _n: typeset(empty, {}, at=NOON), count)
    sheets = best(lambda n: typeset(LAYOUT, words(LINES, n), at=NOON), count)
    books = best(lambda n: typeset(LAYOUT, words(RECORDS, n), at=NOON), 5)
    print(machine())
    half, most = count // 2, int(count * 0.95)
    print(f"an empty sheet      p50 {bare[half]:6.1f} ms")
    print(f"a certificate       p50 {sheets[half]:6.1f} ms  p95 {sheets[most]:6.1f} ms")
    print(f"  certificates a second on one core  {1000 * count / sum(sheets):6.1f}")
    print(f"  against the empty sheet            {sheets[half] / bare[half]:6.1f} x")
    print(f"a book of {RECORDS} records  best {books[0]:6.1f} ms")


if __name__ == "__main__":
    main()
