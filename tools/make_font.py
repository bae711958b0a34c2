"""Make the font of our papers anew: Noto Sans CJK SC, reduced to the characters of GBK.

    python tools/make_font.py [NotoSansCJK-Regular.ttc]

The whole family is a package of the system (fonts-noto-cjk, 19 MB for one weight); what is left is
5 MB and has every character of GBK (21,790) besides Latin letters. Its license allows that and goes
along (redvest/data/fonts/OFL.txt).
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SIMPLIFIED = 2  # Its place in the collection.
TARGET = Path(__file__).resolve().parent.parent / "redvest/data/fonts/NotoSansCJKsc-GBK.otf"
BESIDES = "★☆–—‘’“”•…−"


def characters() -> Iterator[int]:
    """Every character that GBK has, and Latin."""
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            text = bytes([first, second]).decode("gbk", "ignore")
            yield from map(ord, text)
    yield from range(0x20, 0x7F)
    yield from range(0xA0, 0x100)
    yield from map(ord, BESIDES)


def main() -> None:
    options = subset.Options(
        hinting=False, layout_features=["kern"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14]
    )
    font = TTFont(sys.argv[1] if len(sys.argv) > 1 else SOURCE, fontNumber=SIMPLIFIED)
    reduced = subset.Subsetter(options)
    reduced.populate(unicodes=set(characters()))
    reduced.subset(font)
    font.save(TARGET)
    print(f"{TARGET.name}: {TARGET.stat().st_size >> 10} KB")


if __name__ == "__main__":
    main()
