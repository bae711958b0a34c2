"""Copies the front-end files we serve out of the published packages.

Usage: python tools/vendor_assets.py FOLDER

FOLDER holds the npm tarballs named in PACKAGES. htmx comes out of the installed django-htmx, whose
`htmx-2.min.js` is the line that is supported indefinitely (the `latest` of npm is another major).
Nothing is fetched here: whoever updates a package downloads it, bumps the version below and reads
the difference this script makes.
"""

import importlib.metadata
import importlib.util
import re
import sys
import tarfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "redvest" / "static" / "vendor"

PACKAGES = {
    "bootstrap": (
        "bootstrap-5.3.9.tgz",
        {
            "package/dist/css/bootstrap.min.css": "bootstrap.min.css",
            "package/LICENSE": "LICENSE",
        },
    ),
    "echarts": (
        "echarts-5.6.0.tgz",
        {
            "package/dist/echarts.common.min.js": "echarts.min.js",
            "package/LICENSE": "LICENSE",
            "package/NOTICE": "NOTICE",
        },
    ),
    "leaflet": (
        "leaflet-1.9.4.tgz",
        {
            "package/dist/leaflet.js": "leaflet.js",
            "package/dist/leaflet.css": "leaflet.css",
            "package/dist/images/layers.png": "images/layers.png",
            "package/dist/images/layers-2x.png": "images/layers-2x.png",
            "package/dist/images/marker-icon.png": "images/marker-icon.png",
            "package/LICENSE": "LICENSE",
        },
    ),
}

ICONS_PACKAGE = "bootstrap-icons-1.13.2.tgz"
ICONS = """
    activity arrow-clockwise arrow-counterclockwise arrow-down arrow-down-up arrow-left
    arrow-left-right arrow-repeat arrow-right arrow-up award bag-check balloon-heart bandaid
    bank basket bell bell-slash book box-arrow-in-right box-arrow-right box-seam briefcase
    building bus-front calendar-check calendar-event calendar-plus calendar-x calendar3 camera
    card-checklist cart-check cash-coin chat-dots chat-heart chat-square-heart check-circle
    check-circle-fill check-lg check2-square chevron-down chevron-left chevron-right chevron-up
    circle clipboard-check clipboard-data clipboard-x clock clock-history cloud-upload
    collection compass copy crosshair cup-hot dash-circle database diagram-3 door-open download
    droplet emoji-smile envelope exclamation-circle exclamation-circle-fill
    exclamation-octagon-fill exclamation-triangle exclamation-triangle-fill eye eye-slash
    file-earmark-arrow-down file-earmark-arrow-up file-earmark-spreadsheet file-earmark-text
    file-pdf filter fingerprint flag flower1 funnel gear geo geo-alt geo-alt-fill gift globe2
    grid hand-thumbs-up headset heart heart-fill heart-pulse hourglass hourglass-split house
    house-door house-heart image inbox info-circle info-circle-fill journal-text key keyboard
    lightbulb lightning-charge link-45deg list list-check lock map megaphone megaphone-fill mic
    mortarboard music-note-beamed palette patch-check pause-circle pencil people people-fill
    person person-badge person-check person-gear person-heart person-lock person-plus
    person-vcard person-walking person-wheelchair person-x phone pin-map play-circle-fill plug
    plus-circle plus-lg printer qr-code question-circle receipt recycle reply-fill scissors
    search send share shield-check shield-lock shop signpost-2 slash-circle slash-circle-fill
    sliders speedometer2 star star-fill stop-circle sun tag telephone telephone-fill three-dots
    ticket-perforated tools translate trash tree trophy truck tv umbrella universal-access
    unlock upc-scan upload wifi wifi-off wrench-adjustable x-circle x-circle-fill x-lg
"""

SOURCE_MAP = re.compile(rb"\n?(/\*#|//#) sourceMappingURL=[^\n*]*(\*/)?\s*$")


def write(target: Path, content: bytes) -> None:
    """A manifest storage refuses a stylesheet that names a source map we do not ship."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix in {".js", ".css"}:
        content = SOURCE_MAP.sub(b"\n", content)
    target.write_bytes(content)
    print(f"{target.relative_to(VENDOR)}  {len(content):,} bytes")


def member(archive: tarfile.TarFile, name: str) -> bytes:
    handle = archive.extractfile(name)
    if handle is None:
        raise SystemExit(f"{name} is not a file of {archive.name}")
    return handle.read()


def copy_packages(folder: Path) -> None:
    for name, (tarball, files) in PACKAGES.items():
        with tarfile.open(folder / tarball) as archive:
            for source, target in files.items():
                write(VENDOR / name / target, member(archive, source))


def build_sprite(folder: Path) -> None:
    """One file of <symbol>s: the full sprite weighs over a megabyte, ours a few dozen kB."""
    symbols = []
    with tarfile.open(folder / ICONS_PACKAGE) as archive:
        for icon in sorted(set(ICONS.split())):
            svg = member(archive, f"package/icons/{icon}.svg").decode()
            inner = svg[svg.index(">") + 1 : svg.rindex("</svg>")].strip()
            inner = re.sub(r"\s*\n\s*", "", inner)
            symbols.append(f'<symbol id="{icon}" viewBox="0 0 16 16">{inner}</symbol>')
        licence = member(archive, "package/LICENSE")
    body = "\n".join(symbols)
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">\n{body}\n</svg>\n'
    write(VENDOR / "bootstrap-icons" / "sprite.svg", sprite.encode())
    write(VENDOR / "bootstrap-icons" / "LICENSE", licence)


def copy_htmx() -> None:
    spec = importlib.util.find_spec("django_htmx")
    if spec is None or spec.origin is None:
        raise SystemExit("django-htmx is not installed.")
    static = Path(spec.origin).parent / "static" / "django_htmx"
    write(VENDOR / "htmx" / "htmx.min.js", (static / "htmx-2.min.js").read_bytes())
    write(VENDOR / "htmx" / "LICENSE", HTMX_LICENSE.encode())
    print("htmx of django-htmx", importlib.metadata.version("django-htmx"))


HTMX_LICENSE = """Zero-Clause BSD
=============

Permission to use, copy, modify, and/or distribute this software for
any purpose with or without fee is hereby granted.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL
WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES
OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE
FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY
DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER
IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING
OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
"""


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    copy_packages(folder)
    build_sprite(folder)
    copy_htmx()


if __name__ == "__main__":
    main()
