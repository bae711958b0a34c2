"""Translations are kept as text and compiled where they are used, when they are stale."""

import logging
import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

log = logging.getLogger("redvest.core")
PACKAGE = Path(__file__).resolve().parent.parent


def catalogs() -> list[Path]:
    return sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as text:
        catalog = read_po(text)
    # Several processes may start at once: each writes a file of its own.
    part = target.with_suffix(f".{os.getpid()}.mo")
    with part.open("wb") as compiled:
        write_mo(compiled, catalog)
    part.replace(target)


def compile_stale() -> list[Path]:
    """Compile each catalog that is newer than its compiled form. Returns those it compiled.

    Where the program belongs to somebody else, whoever runs it cannot; the texts are then as they
    were compiled last, or Chinese.
    """
    done = []
    for source in catalogs():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            _compile(source, target)
        except OSError as error:
            log.warning("a catalog cannot be compiled: %s (%s)", target, error.strerror)
            continue
        done.append(source)
    return done
