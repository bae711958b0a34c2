"""``redvest tallies``: are the sums what the records say? ``--rebuild`` reads them all again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from redvest.insight.services.rolling import differences, fold_changes, rebuild_tallies


class Command(BaseCommand):
    help = "核对统计汇总与原始记录是否一致。Compare the sums with the records."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="从原始记录重新汇总。")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            cells = rebuild_tallies()
            self.stdout.write(f"已从原始记录重新汇总，共 {cells} 格。Read again: {cells} cells.")
        else:
            fold_changes()
        found = differences()
        for one in found[:20]:
            self.stdout.write(
                f"{one.district} {one.fact} {one.span} {one.day} {one.region} {one.kind}:"
                f" {one.n:+d} {one.amount:+d}"
            )
        if found:
            raise CommandError(
                f"有 {len(found)} 格与原始记录不一致，请运行 redvest tallies --rebuild。"
                "The sums differ from the records."
            )
        self.stdout.write("汇总与原始记录一致。The sums are what the records say.")
