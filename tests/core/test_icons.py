"""An icon that is not in the sprite is an empty square that nobody notices."""

import csv
import re
from pathlib import Path

import redvest

PACKAGE = Path(redvest.__file__).parent
SPRITE = PACKAGE / "static" / "vendor" / "bootstrap-icons" / "sprite.svg"
USES = re.compile(
    r'\{% icon "([^"]+)"|"icon": "([^"]+)"|\bicon="([^"]+)"|\bshape="([^"]+)"'
    r'|Entry\("[^"]*", "([^"]+)"'
)


def test_every_icon_used_is_in_the_sprite():
    have = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
    missing = {}
    for path in [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]:
        for found in USES.findall(path.read_text()):
            name = next(part for part in found if part)
            if "{" not in name and name not in have:
                missing[name] = str(path.relative_to(PACKAGE))
    for table in PACKAGE.rglob("data/*.csv"):
        with table.open(encoding="utf-8-sig", newline="") as rows:
            for row in csv.DictReader(rows):
                if row.get("icon", "house") not in have:
                    missing[row["icon"]] = str(table.relative_to(PACKAGE))
    assert len(have) > 80
    assert missing == {}
