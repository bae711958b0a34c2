"""Say honestly what is known about the packages this is built from.

    python tools/audit_dependencies.py            licenses, pins, known vulnerabilities
    python tools/audit_dependencies.py --bom FILE  the same, and a list of parts (CycloneDX)
    python tools/audit_dependencies.py --advisories FOLDER  asking a copy of the advisory database
    python tools/audit_dependencies.py --offline   without the vulnerabilities, and says so

Every package of the pinned lists has a license on the list of those allowed. Every pin has a
hash, and what is installed is what is pinned. Everything the project names is pinned. No waiver
in tools/waivers.json has run out. No version has a known vulnerability that was not waived there
with a reason and a date. A question that could not be asked (no way to an advisory service) is
answered NOT AUDITED and the program ends with 3, never with 0; ``--offline`` does not ask it, and
its answer is about the other questions only. A copy (the folder ``vulns`` of the Python Packaging
Advisory Database, one OSV record a file) is for a network without a way out: what it knows is
red whatever its age, but knowing nothing is an answer only while its newest record is young.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import yaml
from packaging.markers import Marker
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LISTS = [ROOT / "requirements" / name for name in ("base.txt", "dev.txt")]
WAIVERS = ROOT / "tools" / "waivers.json"
GREEN, FOUND, NOT_AUDITED = 0, 1, 3
WAIVER_DAYS_MAX = 90
COPY_DAYS_MAX = 30

ALLOWED = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser General"
    r"|Unlicense|CC0|Public Domain|Zlib|HPND|CNRI|PostgreSQL|0BSD|Zope|ZPL|Artistic)\b",
    re.IGNORECASE,
)
REFUSED = re.compile(
    r"(?<!L)\b(AGPL|GPL)|Affero|(?<!Lesser )General Public|SSPL|Commons Clause|BUSL", re.IGNORECASE
)


# Name, version and, after a semicolon, for which Python or platform.
PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(?: *; *([^\\\n]+))?")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: Path) -> dict[str, tuple[str, bool]]:
    """Package -> version and whether it has a hash; of several pins the one for this Python."""
    found = {}
    for entry in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip()):
        match = PIN.match(entry)
        if match and (not match[3] or Marker(match[3].strip()).evaluate()):
            found[plain(match[1])] = (match[2], "--hash=sha256:" in entry)
    return found


def license_of(name: str) -> str:
    """What a package says about its own license: the expression, the classifiers, the field."""
    said = metadata.metadata(name)
    parts = [said.get("License-Expression") or ""]
    parts += [c.split("::")[-1].strip() for c in said.get_all("Classifier") or [] if "License" in c]
    if not any(part.strip() for part in parts):
        parts.append((said.get("License") or "").strip().splitlines()[0][:80])
    return "; ".join(part for part in parts if part)


def verdict(text: str) -> str:
    """``ok``, ``refused`` or ``unknown`` for what a package says about its license.

    Of alternatives (``A OR B``) one allowed is enough.
    """
    options = re.split(r"\bOR\b", text)
    if any(ALLOWED.search(option) and not REFUSED.search(option) for option in options):
        return "ok"
    return "refused" if REFUSED.search(text) else "unknown"


def license_faults(names: list[str], waived: dict[str, str]) -> list[str]:
    faults = []
    for name in names:
        try:
            text = license_of(name)
        except (metadata.PackageNotFoundError, IndexError):
            continue  # Pinned for another platform or not installed here: nothing to read.
        if verdict(text) != "ok" and f"license:{name}" not in waived:
            faults.append(f"{name}: {verdict(text)} license ({text or 'none given'})")
    return faults


def pin_faults(every: dict[str, tuple[str, bool]]) -> list[str]:
    """Pins without a hash, packages that are not what is pinned, names without a pin."""
    faults = [f"{name}: no hash" for name, (_version, hashed) in every.items() if not hashed]
    for name, (version, _hashed) in every.items():
        try:
            here = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue  # Pinned for another platform.
        if here != version:
            faults.append(f"{name}: {here} is installed, {version} is pinned")
    return faults + [
        f"{name}: named in pyproject.toml, not pinned" for name in named() - every.keys()
    ]


def named() -> set[str]:
    """The packages pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"]]
    for extra in project.get("optional-dependencies", {}).values():
        asked += extra
    return {plain(re.split(r"[\[<>=~!; ]", one, maxsplit=1)[0]) for one in asked}


def waiver_faults(path: Path | None = None) -> list[str]:
    """Waivers that no longer count: they have run out, or nobody said why."""
    listed = path or WAIVERS
    entries = json.loads(listed.read_text(encoding="utf-8")) if listed.exists() else []
    live = waivers(listed)
    return [
        f"{entry['id']}: the waiver has run out" for entry in entries if entry["id"] not in live
    ]


def waivers(path: Path = WAIVERS) -> dict[str, str]:
    """Reviewed findings with their reasons. One that has run out no longer counts."""
    if not path.exists():
        return {}
    now = datetime.now(UTC)
    found = {}
    for entry in json.loads(path.read_text(encoding="utf-8")):
        on = datetime.fromisoformat(entry["on"]).replace(tzinfo=UTC)
        lasting = entry["id"].startswith("license:")
        if entry["reason"] and (lasting or (now - on).days <= WAIVER_DAYS_MAX):
            found[entry["id"]] = entry["reason"]
    return found


def vulnerabilities() -> tuple[bool, list[dict[str, str]]]:
    """Whether an advisory service could be asked, and what it knows."""
    found = []
    for path in LISTS:
        answer = subprocess.run(
            [
                *(sys.executable, "-m", "pip_audit", "--strict", "--require-hashes"),
                *("--disable-pip", "-r", str(path), "--format", "json", "--progress-spinner=off"),
            ],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        try:
            report = json.loads(answer.stdout)
        except ValueError:
            print(answer.stderr.strip().splitlines()[-1:] or "no answer", file=sys.stderr)
            return False, []
        asked = report["dependencies"]
        if len(asked) < len(pins(path)) or any("skip_reason" in one for one in asked):
            return False, []
        for one in asked:
            for known in one["vulns"]:
                found.append({"name": one["name"], "version": one["version"], "id": known["id"]})
    return True, found


def reaches(advisory: dict[str, Any], name: str, version: str) -> bool:
    """Whether an OSV record says that this version of this package is affected."""
    for affected in advisory.get("affected", []):
        package = affected["package"]
        if package["ecosystem"] != "PyPI" or plain(package["name"]) != name:
            continue
        if version in affected.get("versions", []):
            return True
        for one in affected.get("ranges", []):
            if one["type"] != "ECOSYSTEM":
                continue
            hit = False
            for event in one["events"]:
                for kind, at in event.items():
                    if kind == "last_affected":
                        hit = hit and Version(version) <= Version(at)
                    elif at == "0" or Version(version) >= Version(at):
                        hit = kind == "introduced"
            if hit:
                return True
    return False


def copied(folder: Path, today: date) -> tuple[bool, list[dict[str, str]]]:
    """What a copy of the advisory database knows, and whether it is whole and young enough."""
    every = {name: pin for path in LISTS for name, pin in pins(path).items()}
    found, newest = [], date.min
    for path in sorted(folder.rglob("*.yaml")):
        advisory = yaml.safe_load(path.read_text(encoding="utf-8"))
        if advisory.get("withdrawn"):
            continue
        newest = max(newest, datetime.fromisoformat(str(advisory["modified"])).date())
        for name, (version, _hashed) in every.items():
            if reaches(advisory, name, version):
                found.append({"name": name, "version": version, "id": advisory["id"]})
    print(f"The newest record of {folder} is of {newest}")
    return (today - newest).days <= COPY_DAYS_MAX, found


def bill(path: Path) -> None:
    """Write the list of parts, CycloneDX 1.5."""
    parts = [
        {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
        }
        for name, (version, _hashed) in sorted(pins(LISTS[0]).items())
    ]
    content = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": parts}
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bom", type=Path, help="write the list of parts to this file")
    parser.add_argument(
        "--offline", action="store_true", help="do not ask about vulnerabilities, and say so"
    )
    parser.add_argument("--advisories", type=Path, help="a copy of the advisory database")
    wanted = parser.parse_args()
    if wanted.bom:
        bill(wanted.bom)
    waived = waivers()
    every = {name: pin for path in LISTS for name, pin in pins(path).items()}
    faults = pin_faults(every) + license_faults(sorted(every), waived) + waiver_faults()
    print(f"{len(every)} packages pinned; licenses, hashes, versions: {len(faults)} findings")
    if wanted.offline:
        for fault in faults:
            print(f"  {fault}", file=sys.stderr)
        print("Known vulnerabilities were not asked for.")
        return FOUND if faults else GREEN
    today = datetime.now(UTC).date()
    looked, known = copied(wanted.advisories, today) if wanted.advisories else vulnerabilities()
    open_ones = [one for one in known if one["id"] not in waived]
    faults += [f"{one['name']} {one['version']}: {one['id']}" for one in open_ones]
    for fault in faults:
        print(f"  {fault}", file=sys.stderr)
    if not looked:
        why = "the copy is too old" if wanted.advisories else "no advisory service could be asked"
        print(f"NOT AUDITED: {why} on {today}.", file=sys.stderr)
        return FOUND if faults else NOT_AUDITED
    print(
        f"Vulnerabilities asked for on {today}: {len(known)}, waived {len(known) - len(open_ones)}"
    )
    return FOUND if faults else GREEN


if __name__ == "__main__":
    sys.exit(main())
