"""What a process does before it serves: texts compiled, static files collected, or a clear word."""

import os
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from redvest.core import messages
from redvest.core.management.commands.serve import Command

CATALOG = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "好"\nmsgstr "good"\n'
)


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    found = tmp_path / "app/locale/en/LC_MESSAGES/django.po"
    found.parent.mkdir(parents=True)
    found.write_text(CATALOG, encoding="utf-8")
    return found


def test_a_catalog_is_compiled_once_until_it_changes(catalog: Path):
    assert messages.compile_stale() == [catalog]
    assert catalog.with_suffix(".mo").exists()
    assert messages.compile_stale() == []


def test_a_checkout_of_somebody_else_does_not_stop_the_program(catalog: Path, caplog):
    # Root may write anywhere; a folder where the new file should go refuses everybody alike.
    catalog.with_suffix(f".{os.getpid()}.mo").mkdir()
    assert messages.compile_stale() == []
    assert "cannot be compiled" in caplog.text
    assert not catalog.with_suffix(".mo").exists()


def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path, settings):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    settings.STATIC_ROOT = in_the_way / "static"
    with pytest.raises(CommandError) as refused:
        Command()._collect()
    assert "REDVEST_STATIC_DIR" in str(refused.value)
