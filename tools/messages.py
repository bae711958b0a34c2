"""Keep the English catalogs complete.

``python tools/messages.py`` adds new Chinese texts to the catalog of their app and drops those no
longer used; ``--check`` only reports, and fails when a text has no English or is unused.

Python files are read with Babel's extractor, templates with Django's own ``templatize``, which
turns a template into calls of gettext. No gettext programs are needed.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "redvest"
# Without dates and names: two people who add a text each must not meet in the header.
HEADER = b"""msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def app_of(source: Path) -> str:
    """The app whose catalog holds the texts of a file; shared files belong to core."""
    first = source.relative_to(PACKAGE).parts[0]
    return first if (PACKAGE / first / "__init__.py").exists() else "core"


def sources() -> Iterator[Path]:
    for pattern in ("**/*.py", "**/*.html", "**/*.txt"):
        for source in sorted(PACKAGE.glob(pattern)):
            if not {"migrations", "vendor", "locale", "data"} & set(source.parts):
                yield source


def texts_in(source: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    from django.utils.translation import templatize

    content = source.read_text()
    if source.suffix != ".py":
        # Indentation means nothing in a template but stops Python's tokenizer.
        lines = templatize(content, origin=str(source)).splitlines()
        content = "\n".join(line.strip() for line in lines)
    found = extract("python", io.BytesIO(content.encode()), KEYWORDS, (), {"encoding": "utf-8"})
    for line, message, _comments, context in found:
        yield line, message, context


def extracted() -> dict[str, Catalog]:
    """What the code says, by app."""
    catalogs: dict[str, Catalog] = {}
    for source in sources():
        for line, message, context in texts_in(source):
            catalog = catalogs.setdefault(app_of(source), Catalog(locale="en", charset="utf-8"))
            place = str(source.relative_to(ROOT))
            catalog.add(message, locations=[(place, line)], context=context)
    return catalogs


def catalog_path(app: str) -> Path:
    return PACKAGE / app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def existing(app: str) -> Catalog:
    path = catalog_path(app)
    if not path.exists():
        return Catalog(locale="en", charset="utf-8")
    with path.open("rb") as text:
        return read_po(text, locale="en")


def faults(fresh: dict[str, Catalog]) -> Iterator[str]:
    """What is missing, unfinished or left over, one line each."""
    apps = {path.parents[3].name for path in PACKAGE.glob("*/locale/en/LC_MESSAGES/django.po")}
    for app in sorted(apps | set(fresh)):
        kept, said = existing(app), fresh.get(app, Catalog())
        for message in said:
            if not message.id:
                continue
            known = kept.get(message.id, message.context)
            forms = known.string if known is not None else ""
            whole = all(forms) if isinstance(forms, tuple) else bool(forms)
            if known is None or not whole or known.fuzzy:
                yield f"{app}: no English for {message.id!r}"
        for message in kept:
            if message.id and said.get(message.id, message.context) is None:
                yield f"{app}: no longer used: {message.id!r}"


def update(fresh: dict[str, Catalog]) -> None:
    """Rewrite each catalog: known texts keep their English, sorted, without line numbers."""
    for app, said in fresh.items():
        kept, path = existing(app), catalog_path(app)
        merged = Catalog(locale="en", charset="utf-8", project="redvest")
        for message in said:
            if not message.id:
                continue
            known = kept.get(message.id, message.context)
            merged.add(
                message.id,
                known.string if known is not None else "",
                flags=message.flags,
                context=message.context,
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as text:
            text.write(HEADER)
            write_po(text, merged, no_location=True, sort_output=True, width=0, omit_header=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="report, change nothing")
    wanted = parser.parse_args()
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    fresh = extracted()
    if not wanted.check:
        update(fresh)
    found = list(faults(fresh))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
