"""What we build on is known, pinned and allowed; what could not be asked is not called safe."""

import json
import subprocess
from datetime import date
from importlib import metadata
from pathlib import Path

import pytest
import time_machine
import yaml

from tools import audit_dependencies as audit


def test_every_pin_has_a_hash_and_every_license_is_allowed():
    every = {name: pin for path in audit.LISTS for name, pin in audit.pins(path).items()}
    assert len(every) > 50
    assert [name for name, (_version, hashed) in every.items() if not hashed] == []
    assert audit.license_faults(sorted(every), audit.waivers()) == []


def test_nothing_we_ship_needs_a_waiver_for_its_license():
    assert audit.license_faults(sorted(audit.pins(audit.LISTS[0])), {}) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("MIT", "ok"),
        ("BSD-3-Clause", "ok"),
        ("GNU Lesser General Public License v3 (LGPLv3)", "ok"),
        ("LGPL-3.0-only", "ok"),
        ("Apache-2.0 OR GPL-2.0", "ok"),
        ("GPL-3.0-or-later", "refused"),
        ("GNU General Public License v3 or later (GPLv3+)", "refused"),
        ("AGPL-3.0-only", "refused"),
        ("GNU Affero General Public License v3", "refused"),
        ("Proprietary", "unknown"),
        ("", "unknown"),
    ],
)
def test_it_tells_licenses_apart(text: str, wanted: str):
    assert audit.verdict(text) == wanted


def test_a_waiver_runs_out(tmp_path: Path):
    listed = tmp_path / "waivers.json"
    entries = [
        {"id": "OLD-1", "reason": "not reachable", "on": "2020-01-01"},
        {"id": "EMPTY-1", "reason": "", "on": "2999-01-01"},
        {"id": "NEW-1", "reason": "not reachable", "on": "2999-01-01"},
    ]
    listed.write_text(json.dumps(entries))
    assert set(audit.waivers(listed)) == {"NEW-1"}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no route to host",
        '{"dependencies": []}',
        '{"dependencies": [{"name": "x", "skip_reason": "not found"}]}',
    ],
)
def test_an_audit_that_could_not_look_is_not_green(
    said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    """Whatever the tool's own exit code: an answer about nothing is no answer."""

    def run(*_args: object, **_kwargs: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess([], 0, said, "")

    monkeypatch.setattr(audit.subprocess, "run", run)
    monkeypatch.setattr("sys.argv", ["audit"])
    assert audit.main() == audit.NOT_AUDITED
    assert "NOT AUDITED" in capsys.readouterr().err


def test_a_known_vulnerability_is_red(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    known = [{"name": "x", "version": "1", "id": "CVE-1"}]
    monkeypatch.setattr(audit, "vulnerabilities", lambda: (True, known))
    monkeypatch.setattr("sys.argv", ["audit"])
    assert audit.main() == audit.FOUND
    assert "CVE-1" in capsys.readouterr().err


def a_copy(folder: Path, modified: str, package: str, affected: dict[str, object]) -> Path:
    record = {
        "id": "PYSEC-1",
        "modified": modified,
        "affected": [{"package": {"ecosystem": "PyPI", "name": package}, **affected}],
    }
    (folder / "one.yaml").write_text(yaml.safe_dump(record), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("events", "hit"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.0"}], False),
        ([{"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.0"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.9"}], False),
        ([{"introduced": "0"}, {"last_affected": "9999"}], True),
        ([{"introduced": "9999"}], False),
    ],
)
def test_a_copy_of_the_advisories_is_read_by_version(events: list[dict[str, str]], hit: bool):
    one = {
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": "Django"},
                "ranges": [{"type": "ECOSYSTEM", "events": events}],
            }
        ]
    }
    assert audit.reaches(one, "django", "5.2.1") is hit
    assert not audit.reaches(one, "django-x", "5.2.1")


@pytest.mark.parametrize(
    ("modified", "package", "affected", "answer"),
    [
        ("2024-05-01T00:00:00Z", "other", {}, audit.GREEN),
        ("2024-04-01T00:00:00Z", "other", {}, audit.NOT_AUDITED),
        ("2024-04-01T00:00:00Z", "x", {"versions": ["1"]}, audit.FOUND),
    ],
)
def test_a_copy_that_knows_nothing_is_an_answer_only_while_it_is_young(
    modified: str,
    package: str,
    affected: dict[str, object],
    answer: int,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
):
    monkeypatch.setattr(audit, "pins", lambda _path: {"x": ("1", True)})
    monkeypatch.setattr(audit, "pin_faults", lambda _every: [])
    copy = a_copy(tmp_path, modified, package, affected)
    monkeypatch.setattr("sys.argv", ["audit", "--advisories", str(copy)])
    with time_machine.travel("2024-05-20T12:00:00Z"):
        assert audit.main() == answer


def test_an_empty_folder_is_no_copy(tmp_path: Path):
    assert audit.copied(tmp_path, date(2024, 5, 20)) == (False, [])


def test_the_list_of_parts_names_every_package_that_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr("sys.argv", ["audit", "--offline", "--bom", str(tmp_path / "bom.json")])
    audit.main()
    bom = json.loads((tmp_path / "bom.json").read_text(encoding="utf-8"))
    listed = {(part["name"], part["version"]) for part in bom["components"]}
    assert listed == {(name, pin[0]) for name, pin in audit.pins(audit.LISTS[0]).items()}
    assert ("django", metadata.version("django")) in listed


def test_offline_it_answers_what_it_can_and_says_what_it_did_not_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    monkeypatch.setattr(audit, "vulnerabilities", lambda: pytest.fail("it asked"))
    monkeypatch.setattr(audit, "pin_faults", lambda _every: [])
    monkeypatch.setattr("sys.argv", ["audit", "--offline"])
    assert audit.main() == audit.GREEN
    assert "vulnerabilities were not asked for" in capsys.readouterr().out


def test_what_is_not_pinned_or_not_what_is_pinned_is_red(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    every = dict.fromkeys(audit.named(), ("1", True)) | {"ninja-x": ("2", False)}
    monkeypatch.setattr(audit.metadata, "version", lambda name: "1")
    assert sorted(audit.pin_faults(every)) == [
        "ninja-x: 1 is installed, 2 is pinned",
        "ninja-x: no hash",
    ]
    every.pop("django")
    assert "django: named in pyproject.toml, not pinned" in audit.pin_faults(every)
    monkeypatch.setattr(audit, "pin_faults", lambda _every: ["x: no hash"])
    monkeypatch.setattr("sys.argv", ["audit", "--offline"])
    assert audit.main() == audit.FOUND
    assert "x: no hash" in capsys.readouterr().err


def test_everything_the_project_names_is_pinned():
    every = {name: pin for path in audit.LISTS for name, pin in audit.pins(path).items()}
    assert audit.named() - every.keys() == set()
    assert audit.waiver_faults() == []
