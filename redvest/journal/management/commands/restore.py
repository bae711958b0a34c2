"""Restore a backup into an empty database and show that it is whole."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.shortcuts import resolve_url
from django.test import Client

from redvest.core.progress import bar
from redvest.journal import backup


class Command(BaseCommand):
    help = "从备份恢复到一个空数据库，并核验。Restore a backup into an empty database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--witness",
            type=Path,
            default=Path(settings.WITNESS_DIR) if settings.WITNESS_DIR else None,
            help="见证目录，其中有备份之后注销的人的名单。The folder of the witness.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            size = path.stat().st_size
        except OSError as error:
            raise CommandError(f"读不出 {path}（{error.strerror}）。Cannot read {path}.") from None
        try:
            with bar("恢复 Restore", size, sys.stderr) as advance:
                done = backup.restore(path, advance)
        except backup.BackupError as error:
            raise CommandError(str(error)) from None
        wrong = [
            f"{table}: 备份时 {there} 行，现在 {here} 行"
            for table, (there, here) in done.wrong_counts.items()
        ]
        wrong += [f"日志 {item.district} #{item.index}: {item.code}" for item in done.findings]
        visitor = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
        page = visitor.get(resolve_url(settings.LOGIN_URL), secure=True)
        if page.status_code != 200:
            wrong.append(f"登录页打不开（{page.status_code}）")
        self.stdout.write(f"✓ {sum(done.manifest['counts'].values())} 行  rows")
        self.stdout.write(f"✓ {len(done.manifest['heads'])} 个区的日志  journals")
        if wrong:
            raise CommandError(
                "恢复后的核验没有通过，请不要启用这个数据库：\n" + "\n".join(wrong[:20])
            )
        self._erase_again(options["witness"])
        self.stdout.write(
            f"已恢复到 {done.manifest['at']} 的状态，核验通过。Restored and verified."
        )

    def _erase_again(self, witness: Path | None) -> None:
        """Those who left after the backup leave again, before anybody can look."""
        done = backup.replay(witness) if witness else None
        if done is None:
            self.stdout.write(
                "! 没有见证目录里的注销名单：备份之后注销的人又在库里了，请找到名单，"
                "恢复到另一个空数据库并加 --witness 目录。"
                "No list of erasures: people who left after the backup are back."
            )
        else:
            self.stdout.write(f"✓ 重新注销 {done} 项  erased again")
