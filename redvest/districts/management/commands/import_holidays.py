"""``redvest import-holidays FILE``: take over the announced holidays and working weekends."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from redvest.districts.labels import explain_row
from redvest.districts.services import import_holidays
from redvest.engines.holiday_table import read_table


class Command(BaseCommand):
    help = "Import announced holidays (CSV: date, kind, name) for every district of this server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--district", default="", help="only for this district")

    def handle(self, *args: Any, **options: Any) -> None:
        from redvest.people.actors import system

        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(
                _("读不到文件 %(path)s：%(why)s") % {"path": path, "why": error.strerror}
            ) from None
        rows, problems = read_table(content)
        if problems:
            raise CommandError("\n".join(explain_row(problem) for problem in problems))
        district = options["district"]
        count = import_holidays(actor=system(district), rows=rows, everywhere=not district)
        self.stdout.write(
            _("共 %(all)d 天，新增或更新 %(count)d 天。") % {"all": len(rows), "count": count}
        )
