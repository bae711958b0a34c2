"""Taking a sentence apart, against looking once for every word and every place name it may hold.

The yardstick is what any parser without a model must do at least: ``word in text`` for each word of
the catalog and each community of the district, in the same process. Both run over the sentences
of the test file, alternating, on one core; the figure is the median over all of them.

    python -m bench.parse_sentence [rounds]
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from redvest import data
from redvest.engines.cn_calendar import CHINA_TIME
from redvest.engines.need_words import WORDS
from redvest.engines.said_place import Communities, core_of
from redvest.engines.sentence import Need, parse

DISTRICT, MEDIAN_MAX_MS = "620102", 10.0
SENTENCES = Path(__file__).resolve().parent.parent / "tests" / "orders" / "sentences.json"


def timed(act: Callable[[str], object], text: str) -> float:
    began = time.perf_counter()
    act(text)
    return (time.perf_counter() - began) * 1000


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    regions = [*data.divisions().streets(DISTRICT), *data.divisions().communities(DISTRICT)]
    places = Communities((row.code, row.name) for row in regions)
    needs = [Need(code, "") for code in WORDS]
    now = datetime(2026, 9, 16, 10, 0, tzinfo=CHINA_TIME)
    words = [word for rows in WORDS.values() for word, _weight in rows]
    words += [core_of(row.name) for row in regions]
    texts = [row["say"] for row in json.loads(SENTENCES.read_text("utf-8"))]
    took: dict[str, list[float]] = {"ours": [], "words": []}
    for _ in range(rounds):
        for text in texts:
            took["ours"].append(
                timed(lambda say: parse(say, now=now, needs=needs, places=places), text)
            )
            took["words"].append(timed(lambda say: [word in say for word in words], text))
    ours, least = (statistics.median(took[name]) for name in ("ours", "words"))
    p99 = statistics.quantiles(took["ours"], n=100)[98]
    long = statistics.median(
        timed(lambda say: parse(say, now=now, needs=needs, places=places), "".join(texts)[:5000])
        for _ in range(5)
    )
    print(f"{len(texts)} sentences, {rounds} rounds, {len(words)} words and names, one core")
    print(f"parse a sentence                 median {ours:7.3f} ms   p99 {p99:7.3f} ms")
    print(f"each word looked for once        median {least:7.3f} ms")
    print(f"a text of 5,000 characters       median {long:7.3f} ms")
    print(f"ratio of medians {least / ours:.3f}; aim: at most {MEDIAN_MAX_MS:.0f} ms a sentence")
    return 0 if ours <= MEDIAN_MAX_MS else 1


if __name__ == "__main__":
    sys.exit(main())
