"""A database of the benchmark's own, durable like a real one, removed afterwards."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redvest import embedded

CHECKOUT = Path(__file__).resolve().parent.parent


@contextmanager
def database() -> Iterator[None]:
    """Start the embedded cluster (fsync on), make a database, migrate it, drop it at the end."""
    home = embedded.data_dir()
    embedded.ensure_running(home)
    name = f"bench_{secrets.token_hex(4)}"
    os.environ["REDVEST_KEYS"] = str(Path(tempfile.mkdtemp()) / "keys.json")
    os.environ["DATABASE_URL"] = embedded.url_for(home, database=name, user=embedded.OWNER_ROLE)
    os.environ["REDVEST_DB_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = "redvest.settings"
    import psycopg

    admin = embedded.url_for(home, database="postgres", user=embedded.OWNER_ROLE)
    with psycopg.connect(admin, autocommit=True) as db:
        db.execute(f'CREATE DATABASE "{name}"')
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield
    finally:
        from django.db import connection

        connection.close()
        with psycopg.connect(admin, autocommit=True) as db:
            db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def machine() -> str:
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    return f"{os.cpu_count()} cores, load {load}"
