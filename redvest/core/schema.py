"""Whether a database was set up by the migrations of this program, as they are now.

Beside the list of migrations a database keeps a stamp of what each of ours said when it was
applied. Django knows them by name only: where one has changed since, it finds nothing to do, and
the first page that needs a new column breaks.
"""

import hashlib
import inspect
import json
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def stamps() -> dict[str, str]:
    """``app.name`` of each of our migrations, and a digest of its source."""
    found = {}
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if apps.get_app_config(app).name.startswith("redvest."):
            source = Path(inspect.getfile(type(migration))).read_bytes()
            found[f"{app}.{name}"] = hashlib.sha256(source).hexdigest()[:16]
    return found


def put_stamps() -> None:
    """Remember what was applied. Run by the owner after each migration."""
    with connection.cursor() as cursor:
        text = json.dumps(stamps(), sort_keys=True)
        cursor.execute("SELECT format('COMMENT ON TABLE django_migrations IS %%L', %s)", [text])
        (statement,) = cursor.fetchone()
        cursor.execute(statement)


def changed() -> list[str]:
    """Our migrations that were applied here and say something else now."""
    applied = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
    if not applied:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('django_migrations'::regclass)")
        known = json.loads(cursor.fetchone()[0] or "{}")
    now = stamps()
    return sorted(name for name in applied & now.keys() if known.get(name) != now[name])
