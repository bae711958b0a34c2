"""Papers as PDF: a layout of the package, the words beside it, our own font, nothing fetched.

A character that no font at hand has is never printed as an empty box: it becomes 〓, which printers
have always put for a missing type, and :func:`unprintable` names it for the warning.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from fontTools.ttLib import TTCollection, TTFont

PACKAGE = Path(__file__).resolve().parent.parent
SHIPPED = PACKAGE / "data/fonts"
FAMILY = "Noto Sans CJK SC"
MISSING = "〓"
ENDINGS = {".otf", ".ttf", ".ttc"}


def folders() -> tuple[Path, ...]:
    """Where fonts are taken from: ours, and what the district lays beside them."""
    return (SHIPPED, Path(settings.FONTS_DIR)) if settings.FONTS_DIR else (SHIPPED,)


@cache
def _fonts(places: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[*places]
    )


@cache
def _known(places: tuple[Path, ...]) -> frozenset[int]:
    """Every character that some font has."""
    found: set[int] = set()
    for path in (path for place in places for path in sorted(place.iterdir())):
        if path.suffix.lower() not in ENDINGS:
            continue
        whole = path.suffix.lower() == ".ttc"
        for font in TTCollection(path, lazy=True) if whole else (TTFont(path, lazy=True),):
            found.update(font.getBestCmap() or ())
            font.close()
    return frozenset(found)


def unprintable(text: str) -> str:
    """The characters of a text that no font has, each once, in their order.

    >>> unprintable("王建国 Wang")
    ''
    """
    known = _known(folders())
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and ord(c) not in known))


def named(characters: str) -> str:
    """The code points of characters, for somebody who has to write them by hand.

    >>> named("𬱖")
    'U+2CC56'
    """
    return "、".join(f"U+{ord(character):04X}" for character in characters)


def printable(value: Any) -> Any:
    """The same words with 〓 for every character that no font has."""
    if isinstance(value, str):
        holes = unprintable(value)
        return value.translate(dict.fromkeys(map(ord, holes), MISSING)) if holes else value
    if isinstance(value, Mapping):
        return {key: printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value


def typeset(layout: Path, words: Mapping[str, Any], *, at: datetime) -> bytes:
    """A PDF of a layout with these words. ``at`` is written into the file as its date."""
    made = _compiler(layout, words).compile(format="pdf", timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)
    return made


def picture(layout: Path, words: Mapping[str, Any], *, dots: float = 180) -> bytes:
    """A PNG of a layout of one page, with so many dots to the inch."""
    made = _compiler(layout, words).compile(format="png", ppi=dots)
    assert isinstance(made, bytes)
    return made


def _compiler(layout: Path, words: Mapping[str, Any]) -> typst.Compiler:
    fonts = _fonts(folders())
    families = sorted(fonts.families(), key=lambda name: name != FAMILY)
    given = json.dumps({**printable(words), "fonts": families}, ensure_ascii=False, default=str)
    # A compiler of its own each time: it would keep the words of the last paper otherwise.
    return typst.Compiler(
        layout.read_bytes(),
        root=str(layout.parent),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"words": given},
    )


def qr_drawing(text: str) -> str:
    """A QR code as SVG for a paper.

    The mask is fixed: weighing all eight against each other takes five times as long as the rest
    and scanners read every one of them.
    """
    out = BytesIO()
    segno.make(text, error="m", micro=False, mask=3).save(
        out, kind="svg", scale=4, border=4, light="#fff"
    )
    return out.getvalue().decode()
