"""Every text a person may see has its English, and no English is left over."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_text_has_its_english():
    found = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "messages.py"), "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stderr == ""
    assert found.stdout.splitlines() == []
