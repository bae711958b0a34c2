"""``redvest doctor``: is this machine well right now, and if not, what to do.

``check-deploy`` asks whether an installation is fit for real people: how it is set up, and that it
runs well. The doctor asks the latter of any installation, and shows every number.
"""

import platform
import shutil
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from redvest.core import keyring
from redvest.insight.queries.watching import MEASURES

CLOCK_APART_MAX_S, DISK_MIN_MB, POSTGRES_MIN = 5.0, 500, 150000


class Finding(NamedTuple):
    """One thing looked at: fine or not, what was seen, and what to do."""

    fine: bool
    what: str
    advice: str = ""


def machine() -> Iterator[Finding]:
    """Python, disk and key file."""
    yield Finding(
        sys.version_info >= (3, 11),
        f"Python {platform.python_version()}",
        "请用 3.11 或更新的版本。",
    )
    place = settings.KEYRING_FILE.parent
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free >> 20
    yield Finding(free >= DISK_MIN_MB, f"磁盘剩余 {free} MB", f"请腾出至少 {DISK_MIN_MB} MB。")
    try:
        keyring.current()
    except Exception as error:  # Whatever is wrong with it, the rest is still worth looking at.
        kind = type(error).__name__
        yield Finding(
            False, f"密钥文件 {settings.KEYRING_FILE} 打不开（{kind}）", "请放回备份的密钥文件。"
        )
    else:
        yield Finding(True, "密钥文件可用")


def database() -> Iterator[Finding]:
    """Version, schema, clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, clock_timestamp()")
        number, there = cursor.fetchone()
    yield Finding(
        number >= POSTGRES_MIN, f"PostgreSQL {number // 10000}", "请升级到 15 或更新的版本。"
    )
    apart = abs((timezone.now() - there).total_seconds())
    yield Finding(
        apart <= CLOCK_APART_MAX_S,
        f"与数据库的时钟相差 {apart:.1f} 秒",
        "请让两台机器与同一时间服务器对时。",
    )
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield Finding(not plan, f"数据库结构待更新 {len(plan)} 处", "请运行 redvest migrate。")


def running() -> Iterator[Finding]:
    """The numbers that Prometheus reads too."""
    for measure in MEASURES:
        value = measure.read()
        yield Finding(measure.is_fine(value), f"{measure.name} = {value:g}", measure.advice)


def findings() -> Iterator[Finding]:
    yield from machine()
    try:
        yield from database()
        yield from running()
    except DatabaseError as error:
        yield Finding(
            False, f"数据库没有应答（{type(error).__name__}）", "请检查 DATABASE_URL 和数据库服务。"
        )


class Command(BaseCommand):
    help = "现在运行得好不好，不好怎么办；有问题时返回非零。Is it well right now?"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        ill = 0
        for found in findings():
            self.stdout.write(f"{'✓' if found.fine else '✗'} {found.what}")
            if not found.fine:
                ill += 1
                self.stdout.write(f"  → {found.advice}")
        if ill:
            self.stdout.write(f"共 {ill} 处要处理。{ill} points to put right.")
            raise SystemExit(1)
        self.stdout.write("✓ 一切正常。All is well.")
