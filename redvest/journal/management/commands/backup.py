"""Write an encrypted backup of everything."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from redvest.core.progress import bar
from redvest.journal import backup


class Command(BaseCommand):
    help = "把整个系统加密备份到一个文件。Write an encrypted backup."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with bar("备份 Backup", backup.database_bytes(), sys.stderr) as advance:
                manifest = backup.make(path, advance)
        except backup.BackupError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"写不了 {path}（{error.strerror}）。Cannot write {path}.") from None
        rows = sum(manifest["counts"].values())
        self.stdout.write(
            f"已备份 {rows} 行到 {path}（{path.stat().st_size / 2**20:.1f} MB）。"
            "没有密钥文件就无法恢复，请把密钥文件另处保存。"
            "Saved. Keep the key file elsewhere: without it nothing can be restored."
        )
