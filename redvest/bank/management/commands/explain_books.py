"""``redvest explain-books``: does every line walk back to a record somebody stood for?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from redvest.bank.models import Transfer
from redvest.bank.queries.tracing import suspended, traced


class Command(BaseCommand):
    help = (
        "账上每一笔是否都说得清：日志、凭据、由谁确认。"
        " Whether every line of the books walks back to a record somebody stood for."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district", default="", help="只看一个区（6位代码）。")

    def handle(self, *args: Any, **options: Any) -> None:
        named = [options["district"]] if options["district"] else self._districts()
        wrong = 0
        for district in named:
            with transaction.atomic():
                found, late = traced(district), suspended(district)
            for one in found:
                sign = "✓" if one.is_explained else "✗"
                self.stdout.write(
                    f"{district} {sign} {one.source}: {one.count} 笔，日志 {one.told}，"
                    f"凭据 {one.recorded}，有人确认 {one.stood}"
                )
            self.stdout.write(f"{district} 挂账超过 7 天 {late} 笔。Suspended: {late}.")
            wrong += late + sum(not one.is_explained for one in found)
        if wrong:
            raise CommandError("有说不清的账，请查清后更正。Not everything is explained.")
        self.stdout.write("每一笔都说得清。Every line is explained.")

    def _districts(self) -> list[str]:
        rows = Transfer.objects.order_by("district").values_list("district", flat=True)
        return list(rows.distinct())
