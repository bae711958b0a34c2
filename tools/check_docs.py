"""Check that the links of every document lead somewhere.

    python tools/check_docs.py

Only links inside the repository are followed, to files and to headings; the network is not asked.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    """List the documents that are, or are about to be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).exists()]


def anchors(text: str) -> set[str]:
    """Return the anchors that the headings of a document are known by."""
    found: dict[str, int] = {}
    result = set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", FENCE.sub("", text), re.MULTILINE):
        plain = LINK.sub(lambda link: link[0].split("]")[0].lstrip("!["), heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        count = found.get(slug, 0)
        found[slug] = count + 1
        result.add(f"{slug}-{count}" if count else slug)
    return result


def broken_links(document: Path) -> list[str]:
    """Return the links of a document that lead nowhere."""
    text = document.read_text(encoding="utf-8")
    broken = []
    for target in LINK.findall(re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name) if name else document
        there = path.exists() and path.resolve().is_relative_to(ROOT)
        if there and anchor and path.suffix == ".md":
            there = anchor in anchors(path.read_text("utf-8"))
        if not there:
            broken.append(target)
    return broken


def main() -> int:
    """Print every broken link; tell by the exit status whether there were any."""
    found = [(document, link) for document in documents() for link in broken_links(document)]
    for document, link in found:
        print(f"{document.relative_to(ROOT)}: the link {link} leads nowhere")
    print(f"{len(documents())} documents, {len(found)} broken links")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
