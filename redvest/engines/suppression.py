"""Small counts are not published: a cell of 1 to 4 people could be somebody.

Nor may a hidden cell be worked out by subtracting the others from the total: where one is hidden
and the total is shown, another is hidden with it, and where there is no other the total is too.
A test tries all small tables and everything a reader who knows this rule could conclude.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Published:
    """What may be shown; None stands for what may not."""

    cells: Mapping[str, int | None]
    total: int | None


def is_small(count: int) -> bool:
    return 0 < count < LEAST


def published(cells: Mapping[str, int]) -> Published:
    """Cells that add up to a total, with everything hidden that has to be."""
    total = sum(cells.values())
    small = [key for key, count in cells.items() if is_small(count)]
    if not small:
        return Published(dict(cells), total)
    hidden = set(small)
    large = [count for count in cells.values() if count >= LEAST]
    if large:
        # All of the smallest: which of two equal cells was taken would tell them apart.
        hidden |= {key for key, count in cells.items() if count == min(large)}
    shown = {key: None if key in hidden else count for key, count in cells.items()}
    return Published(shown, total if large else None)


def lone(count: int) -> int | None:
    """A figure that stands by itself."""
    return None if is_small(count) else count
