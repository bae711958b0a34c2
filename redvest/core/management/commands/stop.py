"""Stop the embedded database server, whoever uses it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from redvest import embedded
from redvest.embedded_errors import EmbeddedError


class Command(BaseCommand):
    help = "停止内置数据库。Stop the embedded database."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            was_running = embedded.stop()
        except EmbeddedError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            "内置数据库已停止。The database has stopped."
            if was_running
            else "内置数据库没有在运行。The database was not running."
        )
