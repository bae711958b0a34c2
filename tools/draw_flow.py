"""Draw the flow of an order from its table into docs/order-flow.md.

    python tools/draw_flow.py          # write the document
    python tools/draw_flow.py --check  # fail when the document is not what the table says

The program, the buttons and the tests read the same table, so that the drawing cannot be wrong
about them. The diagram is Mermaid, which forges and editors show as a picture.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from redvest.engines.order_clock import MOVES, Alarm, alarms  # noqa: E402
from redvest.engines.order_flow import ROWS, TERMINAL, Limit, State, Urgency  # noqa: E402
from redvest.engines.policy import DEFAULT, limit_of  # noqa: E402

TARGET = ROOT / "docs" / "order-flow.md"
# Ways out that are open almost everywhere: in the table, but not in the picture.
EVERYWHERE = {"withdraw", "cancel", "complain"}
HEAD = """# The flow of an order

Drawn by `python tools/draw_flow.py` from the table in `redvest/engines/order_flow.py`. The ways
`withdraw`, `cancel` and `complain` are open in most states and left out of the picture.

```mermaid
stateDiagram-v2
    [*] --> draft
"""


def lines() -> list[str]:
    """Return the arrows of the picture, one for each pair of states."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for row in ROWS:
        if row.action.value in EVERYWHERE:
            continue
        for before in sorted(row.before):
            names = pairs.setdefault((before.value, row.after.value), [])
            if row.action.value not in names:
                names.append(row.action.value)
    found = [
        f"    {before} --> {after}: {', '.join(names)}" for (before, after), names in pairs.items()
    ]
    return found + [f"    {state.value} --> [*]" for state in sorted(TERMINAL)]


def said(limit: Limit | None) -> str:
    return f"{limit.amount} {limit.unit.value.replace('_', ' ')}" if limit else ""


def table() -> list[str]:
    """Return the rows as a table, with the default limits."""
    found = [
        "| no. | action | from | to | who | normal | urgent |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in ROWS:
        limits = [
            said(limit_of(DEFAULT, row.action, urgency))
            for urgency in (Urgency.NORMAL, Urgency.URGENT)
        ]
        cells = [
            row.code,
            f"`{row.action.value}`",
            ", ".join(sorted(state.value for state in row.before)),
            row.after.value,
            ", ".join(sorted(role.value for role in row.by)),
            limits[0],
            "" if limits[1] == limits[0] else limits[1],
        ]
        found.append("| " + " | ".join(cells) + " |")
    return found


def clocks() -> list[str]:
    """Return what the worker does about each state when its time is up."""
    from datetime import UTC, datetime

    moment = datetime(2026, 3, 4, tzinfo=UTC)
    found = ["| state | alarm | what happens |", "| --- | --- | --- |"]
    for state in State:
        for revisit in (False, True):
            rows = alarms(state, Urgency.NORMAL, moment, DEFAULT, {}, visit=moment, revisit=revisit)
            for row in rows:
                what = f"`{MOVES[row.alarm].value}`" if row.alarm in MOVES else "somebody is told"
                line = f"| {state.value} | {row.alarm.value} | {what} |"
                if line not in found:
                    found.append(line)
    beside = [Alarm.UNTAKEN, Alarm.APPEAL_DUE]
    return found + [f"| any of several | {alarm.value} | somebody is told |" for alarm in beside]


def document() -> str:
    """Return the whole document."""
    return (
        HEAD
        + "\n".join(lines())
        + "\n```\n\n## Every row\n\nLimits are the defaults; each district sets its own.\n\n"
        + "\n".join(table())
        + "\n\n## Every clock\n\nA timer is written in the transaction of the state it watches and "
        "fires once, as `system`.\n\n" + "\n".join(clocks()) + "\n"
    )


def main() -> int:
    """Write or compare the document."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="only compare")
    if not parser.parse_args().check:
        TARGET.write_text(document(), encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == document():
        return 0
    print(f"{TARGET.name} is not what the table says: run python tools/draw_flow.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
