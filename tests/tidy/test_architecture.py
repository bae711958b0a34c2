"""The map of the code and the code agree: every module has its line, every line its module."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "redvest"


def modules() -> set[str]:
    """What lies directly in the package: apps, packages and single files."""
    found = {f"redvest/{path.name}" for path in PACKAGE.glob("*.py")} - {"redvest/__init__.py"}
    packages = {f"redvest/{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")}
    return found | packages


def named() -> set[str]:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    return set(re.findall(r"`(redvest/[a-z_]+(?:\.py)?)`", text))


def test_every_module_is_on_the_map():
    assert sorted(modules() - named()) == []


def test_nothing_on_the_map_is_gone():
    assert sorted(path for path in named() if not (ROOT / path).exists()) == []
