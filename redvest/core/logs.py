"""Log lines for operators: one JSON object each, and never what somebody typed.

The message of an exception may quote a value (``invalid literal: '138…'``), so of an exception
only its kind and the places in the code are written, never its words. The exceptions are failures
of the machine itself, whose words are about disks and connections.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

from django.db import OperationalError

from redvest.engines.masks import scrub

FRAMES_MAX = 30
ABOUT_THE_MACHINE = (OSError, OperationalError, MemoryError)


def story_of(error: BaseException) -> list[dict[str, object]]:
    """An exception and what led to it: kinds and places, the cause first."""
    story: list[dict[str, object]] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)[-FRAMES_MAX:]
        told: dict[str, object] = {
            "kind": type(current).__name__,
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        state = getattr(current, "sqlstate", None)
        if state:
            told["sqlstate"] = state
        if isinstance(current, ABOUT_THE_MACHINE):
            told["words"] = scrub(str(current))
        story.append(told)
        current = current.__cause__ or current.__context__
    return story[::-1]


class Lines(logging.Formatter):
    """A record as one line of JSON, so that nothing in it can pretend to be another record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "text": scrub(record.getMessage()),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = story_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)
