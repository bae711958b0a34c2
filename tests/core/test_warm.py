"""What has to be compiled is compiled ahead, once, and says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from redvest import warm


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An empty cache, and what was compiled into it."""
    done: list[str] = []
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "numba"))
    monkeypatch.delenv("REDVEST_WARM", raising=False)
    monkeypatch.setattr(warm, "run_all", lambda: done.append("all"))
    return done


def test_it_is_compiled_once_and_says_what_it_does(compiled: list[str]):
    said: list[str] = []
    warm.warm(said.append)
    assert compiled == ["all"]
    assert len(said) == 2
    warm.warm(said.append)
    assert compiled == ["all"]
    assert len(said) == 2


def test_what_failed_to_compile_is_tried_again(
    compiled: list[str], monkeypatch: pytest.MonkeyPatch
):
    def fail() -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(warm, "run_all", fail)
        with pytest.raises(RuntimeError):
            warm.warm(lambda _line: None)
    warm.warm(lambda _line: None)
    assert compiled == ["all"]


def test_a_folder_that_cannot_be_written_stops_nothing(
    compiled: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    said: list[str] = []
    warm.warm(said.append)
    assert compiled == []
    assert len(said) == 1


def test_when_all_is_ready_no_process_is_started(
    compiled: list[str], monkeypatch: pytest.MonkeyPatch
):
    def never(*_given: object, **_more: object) -> None:
        pytest.fail("a process was started")

    monkeypatch.setattr(subprocess, "Popen", never)
    warm.warm(lambda _line: None)
    assert warm.start() is None


def test_it_can_be_left_to_the_first_proposal(compiled: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REDVEST_WARM", "0")
    assert warm.start() is None
    assert compiled == []


def test_the_process_that_compiles_is_ours_and_ends_with_us(
    compiled: list[str], monkeypatch: pytest.MonkeyPatch
):
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_more: started.append(command))
    warm.start()
    assert started == [[sys.executable, "-m", "redvest.warm", str(os.getpid())]]


def test_other_sources_are_kept_in_another_folder(
    compiled: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    before = warm.folder()
    sources = tmp_path / "engines" / "matching"
    sources.mkdir(parents=True)
    (sources / "one.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr(warm, "ROOT", tmp_path)
    assert warm.folder() != before
    assert warm.folder().parent == before.parent
