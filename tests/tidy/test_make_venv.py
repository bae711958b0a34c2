"""Installing on a machine that lacks something says what, and leaves nothing half-made."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "make_venv.sh", tmp_path / "tools")
    (tmp_path / "bin").mkdir()
    for name in ("sh", "dirname", "rm", "touch"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    return tmp_path


def program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def run(checkout: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(checkout / "tools" / "make_venv.sh"), "base"],
        env={"PATH": str(checkout / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_refuses_python_3_10(checkout: Path) -> None:
    old = 'case "$1" in -c) exit 1;; --version) echo Python 3.10.12;; esac'
    program(checkout / "bin" / "python3", old)
    done = run(checkout)
    assert done.returncode == 1
    assert "Python 3.10.12" in done.stderr
    assert "Python 3.11 or newer" in done.stderr
    assert not (checkout / ".venv").exists()


def test_it_names_the_package_when_venv_is_missing(checkout: Path) -> None:
    program(checkout / "bin" / "python3", 'case "$2" in *ensurepip*) exit 1;; esac; exit 0')
    done = run(checkout)
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_it_makes_a_half_made_venv_anew(checkout: Path) -> None:
    program(checkout / ".venv" / "bin" / "python", "exit 1")
    (checkout / ".venv" / "half-made").touch()
    # A Python whose venv module makes an environment with a pip that accepts everything.
    make = f"#!/bin/sh\\nexit 0\\n' > {checkout}/.venv/bin/python"
    body = f'[ "$2" = venv ] || exit 0; {shutil.which("mkdir")} -p {checkout}/.venv/bin'
    chmod = f"{shutil.which('chmod')} 755 {checkout}/.venv/bin/python"
    program(checkout / "bin" / "python3", f"{body}; printf '{make}; {chmod}")
    done = run(checkout)
    assert done.returncode == 0, done.stderr
    assert not (checkout / ".venv" / "half-made").exists()
    assert (checkout / ".venv" / ".base").exists()


def test_it_leaves_no_stamp_when_a_package_cannot_be_had(checkout: Path) -> None:
    pip = 'case "$*" in *--version*) exit 0;; esac; echo "no matching distribution" >&2; exit 1'
    program(checkout / ".venv" / "bin" / "python", pip)
    done = run(checkout)
    assert done.returncode != 0
    assert "no matching distribution" in done.stderr
    assert not (checkout / ".venv" / ".base").exists()
