"""``redvest load-streets FILE --district CODE``: walk over the streets of a large extract."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from redvest.core.osm_files import COMMAND_CPU_SECONDS, COMMAND_MEMORY_MB, read_streets
from redvest.errors import DomainError
from redvest.people.actors import system
from redvest.venues.services import load_streets
from redvest.venues.services.circling import box_of

CHUNK = 1 << 20


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            yield chunk


class Command(BaseCommand):
    help = "Load a district's walking network from an OpenStreetMap extract of any size."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=".osm, .osm.gz, .osm.bz2 or .osm.pbf")
        parser.add_argument("--district", required=True, help="6-digit code, such as 620102")
        parser.add_argument("--source", default="© OpenStreetMap contributors")
        parser.add_argument("--date", type=date.fromisoformat, help="of the data: 2025-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["district"]
        try:
            packed = read_streets(
                pieces(options["file"]),
                box_of(code),
                bytes_max=None,
                cpu_seconds=COMMAND_CPU_SECONDS,
                memory_mb=COMMAND_MEMORY_MB,
            )
            load_streets(
                actor=system(code),
                packed=packed,
                source=options["source"],
                data_date=options["date"],
                version=None,
            )
        except OSError as error:
            raise CommandError(
                _("读不到文件 %(path)s：%(why)s") % {"path": options["file"], "why": error.strerror}
            ) from None
        except DomainError as error:
            raise CommandError(error.message) from None
        said = _("%(points)d 个道路点，%(stretches)d 段路。")
        self.stdout.write(said % {"points": packed.points, "stretches": packed.stretches})
