"""What is declared is pinned, what is pinned is hashed, and no list names an index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTS = sorted((ROOT / "requirements").glob("*.txt"))


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(path: Path) -> dict[str, str]:
    """Return the entry of each package, its hashes included."""
    found = re.split(r"\n(?=\S)", path.read_text().strip())
    return {plain(re.split(r"[=\[ ;]", entry)[0]): entry for entry in found}


def declared(requirements: list[str]) -> set[str]:
    return {plain(re.split(r"[\[~=<>!; ]", requirement)[0]) for requirement in requirements}


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_every_package_is_pinned_and_hashed(path: Path) -> None:
    for name, entry in entries(path).items():
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==[^\s]+( ; [^\\]+)? \\\n", entry), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), name


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_no_list_names_an_index(path: Path) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted", path.read_text())


def test_everything_declared_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    base = entries(ROOT / "requirements" / "base.txt")
    dev = entries(ROOT / "requirements" / "dev.txt")
    assert declared(project["dependencies"]) - base.keys() == set()
    assert declared(project["optional-dependencies"]["dev"]) - dev.keys() == set()
    sm2 = entries(ROOT / "requirements" / "sm2.txt")
    assert declared(project["optional-dependencies"]["sm2"]) == sm2.keys()


def test_what_is_developed_with_is_what_is_deployed() -> None:
    base = entries(ROOT / "requirements" / "base.txt")
    dev = entries(ROOT / "requirements" / "dev.txt")
    assert {name: dev.get(name) for name in base} == base
