"""``redvest import-people FILE``: a roster of any size becomes invitations."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from redvest.core.exporting import as_xlsx
from redvest.core.tables import read_table
from redvest.db import transact
from redvest.districts.queries import district_or_none
from redvest.engines import roster
from redvest.errors import DomainError
from redvest.journal.services import record_event
from redvest.people.actors import system
from redvest.people.models import ImportBatch
from redvest.people.services.inviting import (
    COLUMN_TEXTS,
    check_table,
    fault_text,
    write_invitations,
)

ROWS_MAX = 500_000
CPU_SECONDS = 300


class Command(BaseCommand):
    help = "Read a roster (CSV or XLSX) and invite the people in it. Nobody is registered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--district", required=True, help="6-digit code")
        parser.add_argument("--scope", default="", help="only communities under this code")
        parser.add_argument("--check", action="store_true", help="report, write nothing")
        parser.add_argument("--errors", type=Path, help="write faulty rows to this .xlsx file")

    def handle(self, *args: Any, **options: Any) -> None:
        if district_or_none(options["district"]) is None:
            text = _("没有区县 %(code)s，请先运行 redvest init-district。")
            raise CommandError(text % {"code": options["district"]})
        if not options["file"].is_file():
            raise CommandError(_("找不到文件 %(file)s。") % {"file": options["file"]})
        try:
            self.run(**options)
        except DomainError as error:
            raise CommandError(str(error)) from None

    def run(self, *, file: Path, district: str, scope: str, check: bool, **options: Any) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, disable=not self.stdout.isatty()) as bar:
            reading = bar.add_task(_("读取"), total=None)
            table = read_table(file, rows_max=ROWS_MAX, cpu_seconds=CPU_SECONDS)
            bar.update(reading, total=1, completed=1)
            checking = bar.add_task(_("核对"), total=None)
            entries, faults = check_table(table, district, scope or district)
            bar.update(checking, total=1, completed=1)
            invited = 0
            if not check:
                writing = bar.add_task(_("写入"), total=len(entries))
                invited = self.write(
                    entries, faults, file, district, scope, lambda n: bar.advance(writing, n)
                )
        self.report(len(table.rows), entries, faults, invited, options["errors"])

    @staticmethod
    def write(
        entries: list[roster.Entry],
        faults: list[roster.Fault],
        file: Path,
        district: str,
        scope: str,
        progress: Any,
    ) -> int:
        @transact
        def all_or_nothing() -> int:
            bad = len({fault.row for fault in faults})
            batch = ImportBatch.objects.create(
                district=district,
                scope=scope or district,
                file_name=file.name[-200:],
                file_sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
                status="done",
                rows_total=len(entries) + bad,
                rows_good=len(entries),
                rows_bad=bad,
            )
            invited = write_invitations(entries, batch, progress=progress)
            batch.rows_known = len(entries) - invited
            batch.save(update_fields=["rows_known"])
            after = {"invited": invited, "known": batch.rows_known, "refused": bad}
            record_event(
                actor=system(district), kind="import.confirmed", subject=batch, after=after
            )
            return invited

        return all_or_nothing()

    def report(
        self,
        total: int,
        entries: list[roster.Entry],
        faults: list[roster.Fault],
        invited: int,
        errors: Path | None,
    ) -> None:
        bad = len({fault.row for fault in faults})
        text = _("共 %(total)s 行：可用 %(good)s，有误 %(bad)s，新邀请 %(invited)s 人。")
        self.stdout.write(
            text % {"total": total, "good": len(entries), "bad": bad, "invited": invited}
        )
        for fault in faults[:20]:
            self.stdout.write(f"  {fault.row}  {COLUMN_TEXTS[fault.column]}  {fault_text(fault)}")
        if len(faults) > 20:
            self.stdout.write(_("  …其余见错误清单（--errors 文件.xlsx）"))
        if errors is not None:
            rows = [(f.row, str(COLUMN_TEXTS[f.column]), fault_text(f)) for f in faults[:50_000]]
            errors.write_bytes(as_xlsx([_("行"), _("列"), _("问题")], rows))
