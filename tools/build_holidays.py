"""Write the announced holidays of each year as CSV, from the facts in chinesecalendar (MIT).

Usage: ``python tools/build_holidays.py FOLDER`` where FOLDER holds the package ``chinese_calendar``
(a file ``constants.py``). The package is needed here only; what runs reads the CSV files, and an
administrator imports each November's announcement.
"""

from __future__ import annotations

import csv
import importlib
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

TARGET = Path(__file__).parent.parent / "redvest" / "data" / "holidays"
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def main(folder: str) -> None:
    """Write one file a year: date, kind (holiday or workday), name of the festival."""
    sys.path.insert(0, folder)
    constants = importlib.import_module("chinese_calendar.constants")
    years: dict[int, dict[date, tuple[str, str]]] = defaultdict(dict)
    for kind, days in (("holiday", constants.holidays), ("workday", constants.workdays)):
        for day, name in days.items():
            # A working weekday is what the rule says anyway.
            if kind == "holiday" or day.weekday() >= 5:
                years[day.year][day] = (kind, NAMES[name])
    TARGET.mkdir(parents=True, exist_ok=True)
    for year, table in sorted(years.items()):
        with (TARGET / f"{year}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["date", "kind", "name"])
            writer.writerows([day.isoformat(), *table[day]] for day in sorted(table))
        print(year, len(table))


if __name__ == "__main__":
    main(*sys.argv[1:])
