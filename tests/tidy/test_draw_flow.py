"""The drawing of the flow is the flow."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def drawn(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tools/draw_flow.py", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_drawing_is_what_the_table_says():
    found = drawn("--check")
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_state_is_in_the_picture():
    from redvest.engines.order_flow import ROWS, State

    text = (ROOT / "docs" / "order-flow.md").read_text(encoding="utf-8")
    picture = text.split("```")[1]
    assert all(state.value in picture for state in State)
    assert text.count("| O") == len(ROWS)
