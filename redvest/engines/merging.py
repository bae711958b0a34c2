"""Whether two entries may become one person, and whether one member of staff may decide it alone.

Joining the wrong two shows one person's life to another and cannot be undone, so that papers with
different numbers never join, and whatever is more than a bare entry takes a second pair of eyes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Obstacle(StrEnum):
    """Why two entries cannot be joined as they stand."""

    SAME_ROW = "same_row"
    OTHER_PAPERS = "other_papers"
    OTHER_VOLUNTEER_SERVES = "other_volunteer_serves"


@dataclass(frozen=True)
class Half:
    """What the decision needs to know about one entry. ``papers`` is a keyed hash or empty."""

    row: object
    papers: bytes = b""
    has_account: bool = False
    is_volunteer: bool = False
    serves: bool = False
    is_minor: bool = False
    has_care_file: bool = False


def obstacle(kept: Half, gone: Half) -> Obstacle | None:
    """The first reason against it, or None."""
    if kept.row == gone.row:
        return Obstacle.SAME_ROW
    if kept.papers and gone.papers and kept.papers != gone.papers:
        return Obstacle.OTHER_PAPERS
    if kept.is_volunteer and gone.serves and not kept.serves:
        return Obstacle.OTHER_VOLUNTEER_SERVES
    return None


def needs_second_person(kept: Half, gone: Half) -> bool:
    """Whether another member of staff has to agree."""
    return any(
        half.has_account or half.is_volunteer or half.is_minor or half.has_care_file
        for half in (kept, gone)
    )
