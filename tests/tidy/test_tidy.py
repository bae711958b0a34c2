"""Style that is not checked is a wish: what every file must keep to."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "redvest"
BUDGET = {"models": 250, "services": 350, "queries": 200, "pages": 250, "api": 150}
FILE_MAX, FUNCTION_MAX = 400, 60

# What must not stand in our Python, and what to use instead.
BANNED = {
    r"\bmark_safe\b": "autoescape, or a template",
    r"@csrf_exempt\b": "the token of the form",
    r"\.save\(\)": "save(update_fields=[...]) or save(force_insert=True)",
    r"datetime\.now\(\)|datetime\.utcnow|date\.today\(\)": "django.utils.timezone",
    r"fields\s*=\s*[\"']__all__[\"']": "a list of fields",
    r"\bTransactionTestCase\b": "the committed_db fixture",
    r"\bFIXME\b|\bXXX\b|\bTODO\b": "an issue, or the work itself",
    r"if .*district(_code)? == [\"']\d{6}[\"']": "district policy data",
}
BANNED_IN_TEMPLATES = {
    r"\sstyle\s*=\s*\"": "a class",
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)": "a file in static/js",
    r"\son[a-z]+\s*=\s*\"": "a listener in static/js",
    r"\|safe\b|\{% autoescape off": "escaped output",
    r"user-scalable\s*=\s*no|maximum-scale": "nothing: people must be able to zoom",
    r"https?://[^\"]*(cdn|unpkg|jsdelivr|googleapis)": "a vendored file",
}


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and "vendor" not in path.parts:
                yield path


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()


def budget_of(path: Path) -> int:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return next((BUDGET[part] for part in parts if part in BUDGET), FILE_MAX)


def test_files_fit_one_sitting():
    found = [
        f"{path.relative_to(ROOT)}: {lines} lines, at most {budget_of(path)}"
        for path in python_files("redvest")
        if (lines := len(path.read_text().splitlines())) > budget_of(path)
    ]
    found += [
        f"{path.relative_to(ROOT)}: {lines} lines, at most {FILE_MAX}"
        for path in python_files("tests", "bench", "tools")
        if (lines := len(path.read_text().splitlines())) > FILE_MAX
    ]
    assert found == []


def test_functions_fit_one_screen():
    found = []
    for path in python_files("redvest", "bench", "tools"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
                prose = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
                length = (node.end_lineno or 0) - node.lineno + 1 - prose
                if length >= FUNCTION_MAX:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length}")
    assert found == []


def test_no_banned_words_in_python():
    found = [
        f"{path.relative_to(ROOT)}: {pattern}, use {instead}"
        for path in python_files("redvest")
        for pattern, instead in BANNED.items()
        if re.search(pattern, path.read_text())
    ]
    assert found == []


def test_no_model_field_lists_choices():
    """Labels live beside the enum: a new label must not become a migration."""
    found = [
        str(path.relative_to(ROOT))
        for path in python_files("redvest")
        if "models" in str(path) and re.search(r"\bchoices\s*=", path.read_text())
    ]
    assert found == []


def test_templates_keep_to_the_content_security_policy():
    found = [
        f"{path.relative_to(ROOT)}: {pattern}, use {instead}"
        for path in sorted(PACKAGE.rglob("templates/**/*.html"))
        for pattern, instead in BANNED_IN_TEMPLATES.items()
        if re.search(pattern, path.read_text(), re.IGNORECASE)
    ]
    assert found == []


def test_engines_know_no_django_and_no_clock():
    allowed = {"cryptography", "numba", "numpy", "lunar_python", "pyvrp", "redvest", "scipy"}
    found = []
    for path in python_files("redvest/engines"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.split(".")[0]
                if top not in sys.stdlib_module_names and top not in allowed:
                    found.append(f"{path.name}: imports {name}")
                if top in {"random", "time", "secrets", "socket", "os"}:
                    found.append(f"{path.name}: imports {name}")
                if top == "redvest" and not name.startswith("redvest.engines"):
                    found.append(f"{path.name}: imports {name}")
    assert found == []


def test_no_service_or_page_is_a_class_based_view():
    found = [
        f"{path.relative_to(ROOT)}"
        for path in python_files("redvest")
        if re.search(r"from django\.views\.generic|\(View\)|\.as_view\(", path.read_text())
        and path.name not in {"access.py", "urls.py"}
    ]
    assert found == []


def test_requirements_are_pinned_and_hashed_and_name_no_host():
    for name in ("base.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text()
        pins = re.findall(r"^[A-Za-z0-9][^\s=]*==", text, re.MULTILINE)
        assert pins, name
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--(extra-)?index|--find-links", text), name


def test_no_package_registry_is_named_anywhere():
    hosts = re.compile(
        r"--(extra-)?index-"
        r"url|\"resolved\": *\"http|files\.python"
        r"hosted|pypi\.org/simple"
        r"|registry\.npm" + r"js|deb\.debian" + r"\.org"
    )
    found = []
    for name in tracked():
        path = ROOT / name
        if path.suffix in {".png", ".bin", ".ico", ".mo"} or not path.exists():
            continue
        if path == Path(__file__) or "static/vendor" in name:
            continue
        if hosts.search(path.read_text(errors="ignore")):
            found.append(name)
    assert found == []


def test_sealed_columns_are_never_filtered_on():
    """A ciphertext cannot be searched; who tries has forgotten the blind index."""
    sealed = set()
    for path in python_files("redvest"):
        sealed |= set(re.findall(r"^\s+(\w+) = SealedField\(", path.read_text(), re.MULTILINE))
    assert sealed
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in python_files("redvest")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"filter", "exclude", "get"}
        and ".objects" in ast.unparse(call.func)
        and any(
            word.arg
            and word.arg.split("__")[0] in sealed
            and not word.arg.endswith("__isnull")
            and not is_none(word.value)
            for word in call.keywords
        )
    ]
    assert found == []


def is_none(node: ast.expr) -> bool:
    """Whether there is a value may be asked; only what it says may not."""
    return isinstance(node, ast.Constant) and node.value is None
