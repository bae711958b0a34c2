"""``redvest init-district CODE``: set up a district from the national list."""

from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from redvest.engines.geodesy import Datum
from redvest.errors import DomainError
from redvest.people.actors import system
from redvest.venues.queries import counts_sentence, venue_counts
from redvest.venues.services import init_district, set_outline

PHASES = {"regions": _("行政区划"), "venues": _("阵地"), "places": _("推算位置")}


class Command(BaseCommand):
    help = "Set up a district: regions, venues and their estimated places. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="6-digit code of the district, such as 620102")
        parser.add_argument("--outline", type=Path, help="GeoJSON file with the district's outline")
        parser.add_argument("--datum", choices=[datum.value for datum in Datum], default="wgs84")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["code"]
        try:
            before = sum(venue_counts(code).values())
            district = self._init(code)
            self._outline(district.code, options["outline"], options["datum"])
        except DomainError as error:
            raise CommandError(error.message) from None
        counts = venue_counts(district.code)
        if sum(counts.values()) == before and not options["outline"]:
            self.stdout.write(_("%(name)s 已经建好，没有任何改动。") % {"name": district.full_name})
        self.stdout.write(f"{district.code} {district.full_name}: {counts_sentence(counts)}")
        if not counts["office"]:
            self.stdout.write(
                _(
                    "名录里这个区只有开发区、园区一类的区划，没有街道和社区，所以只建了区中心。"
                    "阵地请在工作台逐个添加。"
                )
            )

    def _init(self, code: str) -> Any:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
        )
        console = Console(file=cast("IO[str]", self.stdout))
        with Progress(*columns, console=console, transient=True) as bar:
            tasks: dict[str, Any] = {}

            def progress(what: str, done: int, whole: int) -> None:
                if what not in tasks:
                    tasks[what] = bar.add_task(PHASES.get(what, what), total=whole)
                bar.update(tasks[what], completed=done, total=whole)

            return init_district(code, progress=progress)

    def _outline(self, code: str, path: Path | None, datum: str) -> None:
        if path is None:
            return
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(
                _("读不到文件 %(path)s：%(why)s") % {"path": path, "why": error.strerror}
            ) from None
        set_outline(actor=system(code), content=content, datum=Datum(datum))
