"""The layers of an app are checked for every app, and the check sees what breaks them."""

import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ORDER = ("urls", "pages", "forms", "services", "queries", "models")
LAYERS = {*ORDER, "api"}
CHECK = "from importlinter.cli import lint_imports as check; raise SystemExit(check(no_cache=True))"


def inside() -> dict[str, Any]:
    """The contract about the inside of an app, as the project has it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["id"] == "inside")


def test_the_layers_of_every_app_are_checked():
    found: set[str] = set()
    for app in (ROOT / "redvest").iterdir():
        names = {path.name.removesuffix(".py") for path in app.iterdir()} if app.is_dir() else set()
        if LAYERS & names:
            found.add(f"redvest.{app.name}")
    assert found == set(inside()["containers"])


def checked(folder: Path, imports: list[tuple[str, str]]) -> tuple[int, str]:
    """What the checker says of one planted app for each ``(importer, imported)``."""
    apps = [f"app_{importer}_{imported}" for importer, imported in imports]
    (folder / "planted").mkdir(parents=True)
    (folder / "planted" / "__init__.py").touch()
    for app, (importer, imported) in zip(apps, imports, strict=True):
        (folder / "planted" / app).mkdir()
        (folder / "planted" / app / "__init__.py").touch()
        for layer in LAYERS:
            text = f"import planted.{app}.{imported}\n" if layer == importer else ""
            (folder / "planted" / app / f"{layer}.py").write_text(text)
    contract = {
        "name": inside()["name"],
        "type": inside()["type"],
        "containers": [f"planted.{app}" for app in apps],
        "layers": inside()["layers"],
    }
    lines = [f"{key} = {value!r}" for key, value in contract.items()]
    head = ["[tool.importlinter]", "root_package = 'planted'", "[[tool.importlinter.contracts]]"]
    (folder / "pyproject.toml").write_text("\n".join(head + lines))
    ended = subprocess.run(
        [sys.executable, "-c", CHECK], cwd=folder, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout


def test_a_layer_that_imports_the_one_above_it_is_found(tmp_path: Path):
    down = [*pairwise(ORDER), ("api", "forms")]
    code, said = checked(tmp_path / "down", down)
    assert code == 0, said
    up = [(lower, upper) for upper, lower in down] + [("api", "pages"), ("pages", "api")]
    code, said = checked(tmp_path / "up", up)
    assert code == 1, said
    for lower, upper in up:
        app = f"planted.app_{lower}_{upper}"
        assert f"{app}.{lower} -> {app}.{upper}" in said
