"""Dangerous calls and secrets do not get into the source unseen."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.lints import EXAMPLES, EXEMPT, RULES, findings

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [p for p in sorted((ROOT / "redvest").rglob("*.py")) if "migrations" not in p.parts]


# Asserts stay on in production, and we start our own programs with fixed lists of arguments: the
# same two decisions as in ruff's settings. Importing an XML library is no finding: Open311 writes
# XML with it, and the calls that would parse what a stranger sent are asked about one by one.
NOT_ASKED = {"B101", "B404", "B405", "B603", "B607"}


def broken_by(source: str) -> set[str]:
    return {name for name, _line in findings(source)}


def test_there_are_twenty_rules_and_more():
    assert len(RULES) >= 20


@pytest.mark.parametrize("name", RULES)
def test_each_rule_finds_its_bad_example_and_leaves_its_good_one(name: str):
    bad, good = EXAMPLES[name]
    assert name in broken_by(bad)
    assert name not in broken_by(good)


def test_our_source_breaks_no_rule():
    found = []
    for path in SOURCES:
        file = str(path.relative_to(ROOT))
        found += [f"{file}:{line} {name}" for name, line in findings(path.read_text(), file)]
    assert not found, "\n".join(found)


def test_every_exemption_is_still_needed():
    """A reviewed place that no longer breaks its rule would let the next one in unseen."""
    idle = []
    for name, places in EXEMPT.items():
        for place in places:
            files = [p for p in SOURCES if str(p.relative_to(ROOT)).startswith(place)]
            trees = [ast.parse(p.read_text()) for p in files]
            if not any(RULES[name](node) for tree in trees for node in ast.walk(tree)):
                idle.append(f"{name}: {place}")
    assert not idle, "\n".join(idle)


@pytest.mark.slow
def test_bandit_finds_nothing_that_was_not_reviewed():
    """Reviewed findings carry ``noqa: S…`` in the line, where the reader sees why; those that the
    other linter does not know, ``nosec B…``."""
    answer = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", "redvest", "-f", "json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(answer.stdout)
    assert report["errors"] == []
    found = []
    for result in report["results"]:
        if result["test_id"] in NOT_ASKED:
            continue
        span = result["line_range"]
        lines = (ROOT / result["filename"]).read_text().splitlines()[span[0] - 1 : span[-1]]
        reviewed = f"noqa: {result['test_id'].replace('B', 'S')}"
        if not any(reviewed in text for text in lines):
            found.append(f"{result['filename']}:{result['line_number']} {result['test_id']}")
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_bandit_would_see_a_bad_call(tmp_path: Path):
    """The control: the tool looked."""
    (tmp_path / "bad.py").write_text("import subprocess\nsubprocess.run('x', shell=True)\n")
    answer = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", str(tmp_path), "-f", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert any(r["test_id"] == "B602" for r in json.loads(answer.stdout)["results"])


# Looked at, and no secret: what it is.
NO_SECRETS = {
    "bench/bare.py Secret Keyword": "a page without anything, for the yardstick",
    "bench/login_and_home.py Secret Keyword": "the invented account of a benchmark",
    "redvest/engines/identifiers.py Base64 High Entropy String": "the alphabet of credit codes",
    "redvest/people/auth/sms.py Secret Keyword": "the name of a row in the cache",
    "redvest/static/js/sm2.js Hex High Entropy String": "the curve, as its standard prints it",
}


def may_hold_a_secret(file: str) -> bool:
    """Whether any detector sees something in a Python file before its filters; others: always.

    The filters are what takes the time: each is handed each line for each of the detectors.
    """
    from detect_secrets.core.plugins.util import Plugin
    from detect_secrets.core.scan import get_plugins

    detectors: list[Plugin] = get_plugins()
    return not file.endswith(".py") or any(
        detector.analyze_line(filename=file, line=line)
        for line in Path(file).read_text(encoding="utf-8").splitlines()
        for detector in detectors
    )


def secrets_in(*files: str) -> list[str]:
    from detect_secrets import SecretsCollection
    from detect_secrets.settings import default_settings

    collection = SecretsCollection()
    with default_settings():
        for file in files:
            if may_hold_a_secret(file):
                collection.scan_file(file)
    return [f"{name}:{secret.line_number} {secret.type}" for name, secret in collection]


@pytest.mark.slow
def test_no_secret_lies_in_the_source():
    """Every tracked text of the product; test data of tests are invented and reviewed by people."""
    listed = subprocess.run(
        ["git", "ls-files", "redvest", "tools", "bench", "Makefile", "pyproject.toml", ".ci"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    skipped = ("static/vendor/", ".bin", ".png", ".mo", ".ico", ".woff2", ".csv", ".po")
    names = [n for n in listed.stdout.splitlines() if not any(part in n for part in skipped)]
    found = []
    for hit in secrets_in(*(str(ROOT / name) for name in names)):
        file, _, kind = hit.removeprefix(f"{ROOT}/").partition(" ")
        name, _, line = file.rpartition(":")
        reviewed = "noqa: S105" in (ROOT / name).read_text().splitlines()[int(line) - 1]
        if not reviewed and f"{name} {kind}" not in NO_SECRETS:
            found.append(f"{file} {kind}")
    assert not found, "\n".join(found)


def test_a_secret_in_the_source_would_be_found(tmp_path: Path):
    planted = tmp_path / "settings.py"
    key = "AKIA" + "QYLPMN5HHHFPZAM2"
    planted.write_text(f'AWS_KEY = "{key}"\nBEGIN = "-----BEGIN ' + 'RSA PRIVATE KEY-----"\n')
    assert len(secrets_in(str(planted))) >= 2
