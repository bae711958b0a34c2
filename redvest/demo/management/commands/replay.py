"""``redvest replay``: go through a year of a district as it was published, and compare."""

import resource
import time
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from redvest.demo import ground as demo_ground
from redvest.demo.cast import PASSWORD
from redvest.demo.replay.beside import Beside
from redvest.demo.replay.figures import WORDS, compare, enter_own
from redvest.demo.replay.ground import check_free, ground_of
from redvest.demo.replay.plan import Plan, make_plan
from redvest.demo.replay.run import go_through
from redvest.demo.replay.shapes import shapes
from redvest.errors import DomainError
from redvest.journal.models import Event

COUNTED = {
    "days": "天 days",
    "volunteers": "注册志愿者 registrations",
    "teams": "队伍 teams",
    "activities": "活动 activities",
    "sign_ups": "报名 sign-ups",
    "audience": "观众人次 audience",
    "orders": "点单 orders",
    "redemptions": "兑换 redemptions",
}
WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
MOST, WORTH_FOUR = 2.0, 10_000


class Command(BaseCommand):
    help = "按公布的数字重演一个区的一年。Replay a published year of a district."

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = "、".join(f"{district} {period}" for district, period in shapes())
        parser.add_argument("--district", default=demo_ground.DISTRICT, help=known)
        parser.add_argument("--year", default="", help="2024, 2022-04 …")
        parser.add_argument("--scale", type=float, default=0.01)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--single", action="store_true", help="逐人办理。One person at a time.")
        parser.add_argument(
            "--processes", type=int, choices=(1, 4), help="一个或四个进程。One process or four."
        )
        parser.add_argument("--plan", action="store_true", help="只打印计划。Only the plan.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(file=self.stdout, highlight=False)  # type: ignore[arg-type]
        if not settings.DEMO:
            raise CommandError(
                "重演只在演示环境运行：REDVEST_DEMO=1。The replay needs REDVEST_DEMO=1."
            )
        plan = self._plan(options)
        self._print_plan(plan)
        if options["plan"]:
            return
        try:
            demo_ground.migrate()
            check_free(plan)
            self._go(plan, single=options["single"], processes=options["processes"])
        except DomainError as error:
            raise CommandError(str(error.message)) from None
        except RuntimeError as error:
            raise CommandError(f"数据库没有准备好。The database is not ready.\n{error}") from None
        self._compare(plan)

    def _plan(self, options: dict[str, Any]) -> Plan:
        known = shapes()
        district, year, scale = options["district"], options["year"], options["scale"]
        years = [period for code, period in known if code == district]
        year = year or (years[0] if years else "")
        if (district, year) not in known:
            listed = "、".join(f"--district {code} --year {period}" for code, period in known)
            raise CommandError(f"可以重演的年份：{listed}。These years can be replayed.")
        if not 0 < scale <= MOST:
            raise CommandError(f"--scale 应大于0，不超过{MOST}。Between 0 and {MOST}.")
        return make_plan(known[district, year], scale, options["seed"])

    def _print_plan(self, plan: Plan) -> None:
        table = Table(
            title=f"{plan.shape.district} {plan.shape.period.key} × {plan.scale}", box=None
        )
        for name, count in plan.counts().items():
            table.add_row(COUNTED[name], f"{count:,}")
        self.console.print(table)
        self.console.print(f"来源 Source: {plan.shape.source}")
        self.console.print(f"假设 Assumed: {plan.shape.assumed}")

    def _go(self, plan: Plan, *, single: bool, processes: int | None) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        started, worked = time.monotonic(), _worked()
        before = self._events(plan)
        # Drawn once a day: a thread that draws ten times a second takes its share of a core.
        with Progress(*columns, console=self.console, transient=True, auto_refresh=False) as bar:
            task = bar.add_task("天 Days", total=len(plan.days))

            def tick(done: int, whole: int) -> None:
                bar.update(task, completed=done, total=whole, refresh=True)

            # Other processes take as long to start as a small year goes on.
            four = plan.counts()["volunteers"] >= WORTH_FOUR if processes is None else processes > 1
            beside = partial(Beside, plan) if four else None
            done = go_through(plan, tick, single=single, beside=beside)
        enter_own(plan, ground_of(plan))
        took, events = time.monotonic() - started, self._events(plan) - before
        self.console.print(
            f"{done} 天，{events:,} 个事件，{took:.0f} 秒，"
            f"每秒 {events / max(took, 0.001):,.0f} 个；数据库 {_size()}。"
            f"{done} days, {events:,} events in {took:.0f} s."
        )
        worked = _worked() - worked
        peak = " + ".join(str(resource.getrusage(who).ru_maxrss // 1024) for who in WHOSE)
        self.console.print(
            f"本程序用处理器 {worked:.0f} 秒（每事件 {1e6 * worked / max(events, 1):,.0f} 微秒），"
            f"内存最多 {peak} MB。Processor time and peak memory of this program and those beside."
        )

    def _events(self, plan: Plan) -> int:
        return Event.objects.filter(district=plan.shape.district).count()

    def _compare(self, plan: Plan) -> None:
        table = Table(title="公布的与记录的 Published and recorded", box=None)
        rows = compare(plan)
        for one in rows:
            table.add_row(
                one.name,
                f"{WORDS[one.wording]} {one.published:,}",
                f"× {plan.scale} = {one.expected:,}",
                f"{one.found:,}",
                "✓" if one.holds else "✗",
            )
        self.console.print(table)
        phones = ground_of(plan).phones
        self.console.print(
            f"登录 Log in（密码 password: {PASSWORD}）：区中心 {phones['centre']}，"
            f"街道所 {phones['office']}"
        )
        wrong = [one.name for one in rows if not one.holds]
        if wrong:
            raise CommandError(f"与公布的不符：{'、'.join(wrong)}。Not as published.")


def _worked() -> float:
    usages = [resource.getrusage(who) for who in WHOSE]
    return sum(one.ru_utime + one.ru_stime for one in usages)


def _size() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        return str(cursor.fetchone()[0])
