"""Write the one migration of every app anew: until the first release there is no database to keep.

``python tools/regenerate_migrations.py`` removes them, lets Django generate them, and moves every
index and constraint into the creation of its table. Django leaves them apart where tables point at
each other, and draws up its picture of all related models again after each: half of the time that
a new database took.
"""

import os
import subprocess
import sys
import warnings
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "redvest"


def main() -> None:
    files = [one / "0001_initial.py" for one in sorted(PACKAGE.glob("*/migrations"))]
    for path in files:
        path.unlink(missing_ok=True)
    os.environ["REDVEST_NO_DATABASE"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "redvest.settings"
    sys.path.insert(0, str(ROOT))
    import django
    from django.core.management import call_command
    from django.db.migrations import Migration
    from django.db.migrations.writer import MigrationWriter

    django.setup()
    apps = [path.parts[-3] for path in files]
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # No database to ask.
        call_command("makemigrations", *apps, include_header=False, verbosity=0)
    for app, path in zip(apps, files, strict=True):
        made = import_module(f"redvest.{app}.migrations.0001_initial").Migration
        migration = Migration(path.stem, app)
        for key in ("dependencies", "run_before", "replaces", "initial"):
            setattr(migration, key, getattr(made, key))
        migration.operations = folded(made.operations)
        path.write_text(MigrationWriter(migration, include_header=False).as_string())
    written = [str(path) for path in files]
    subprocess.run([sys.executable, "-m", "ruff", "check", "-q", "--fix", *written], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", *written], check=True)


def folded(operations: list) -> list:
    """The same operations, with indexes and constraints inside the tables that have all fields."""
    from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel

    tables = {one.name_lower: one for one in operations if isinstance(one, CreateModel)}
    later = {(one.model_name_lower, one.name) for one in operations if isinstance(one, AddField)}
    kept = []
    for one in operations:
        if not isinstance(one, AddIndex | AddConstraint):
            kept.append(one)
            continue
        option, part = (
            ("indexes", one.index) if isinstance(one, AddIndex) else ("constraints", one.constraint)
        )
        says = repr(part.deconstruct())
        if any(model == one.model_name_lower and field in says for model, field in later):
            kept.append(one)
            continue
        table = tables[one.model_name_lower]
        table.options[option] = [*table.options.get(option, []), part]
    return kept


if __name__ == "__main__":
    main()
