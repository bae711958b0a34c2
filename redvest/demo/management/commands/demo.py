"""``redvest demo``: set up a district with invented people, show one closed loop, serve it."""

import errno
import time
from argparse import ArgumentParser
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from redvest.core.management.commands.serve import check_port, serve
from redvest.data import divisions
from redvest.db import sqlstate
from redvest.demo import cast, ground, walk
from redvest.demo.browser import WalkError
from redvest.demo.replay import BEGAN
from redvest.demo.stage import Stage, the_stage
from redvest.districts.national import national_district
from redvest.engines.roles import Role
from redvest.errors import DomainError
from redvest.journal.models import Event
from redvest.orders.services import seed_catalog
from redvest.venues.queries import counts_sentence, venue_counts
from redvest.venues.services import init_district

# The districts whose public reports this software was studied on, shown side by side.
SHOWN = ("620102", "350102", "410106", "370705", "110105")
FULL_DISK = "53100"
WORDS = {
    "regions": "行政区划 Regions",
    "venues": "阵地 Venues",
    "places": "推算位置 Places",
    "volunteers": "志愿者 Volunteers",
    "residents": "居民 Residents",
    "teams": "队伍 Teams",
    "orders": "订单 Orders",
}
WHO = {
    "resident": "居民",
    "proxy": "家人代办",
    "guardian": "监护人",
    "volunteer": "志愿者（下面这一单的现场负责人）",
    "volunteer_2": "志愿者（另一位）",
    "team_admin": "队长",
    "station": "社区站管理员",
    "office": "街道所管理员",
    "centre": "区中心管理员",
    "centre_2": "区中心另一位管理员",
    "dept": "部门",
    "supervisor": "督办",
    "partner": "爱心商家",
    "auditor": "核查员",
    "system_admin": "系统管理员",
    "security_admin": "安全管理员",
    "audit_admin": "审计管理员",
}


class Command(BaseCommand):
    help = "搭一个可以看、可以点的演示区。Set up a district to look at, and serve it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district", default=ground.DISTRICT, help="6-digit code")
        parser.add_argument(
            "--scale", type=float, default=0.0, help="重演公布过的一年。A published year instead."
        )
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--once", action="store_true", help="走完一单就退出。Do not serve.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.console = Console(file=self.stdout, highlight=False)  # type: ignore[arg-type]
        if not settings.DEMO:
            raise CommandError(
                "演示只在演示环境运行：REDVEST_DEMO=1。The demo needs REDVEST_DEMO=1."
            )
        if not options["once"]:
            check_port("127.0.0.1", options["port"])
        started = time.monotonic()
        try:
            if options["scale"]:
                year = {"district": options["district"], "scale": options["scale"]}
                call_command("replay", **year, stdout=self.stdout)
            else:
                self._prepare(options["district"])
        except DomainError as error:
            raise CommandError(str(error.message)) from None
        except WalkError as error:
            raise CommandError(f"演示没有走通：{error}。The walk broke off.") from None
        except (DatabaseError, OSError) as error:
            if sqlstate(error) == FULL_DISK or getattr(error, "errno", 0) == errno.ENOSPC:
                raise CommandError("磁盘已满，请腾出空间后重新运行。The disk is full.") from None
            raise
        seconds = round(time.monotonic() - started)
        self.console.print(f"用时 {seconds} 秒。Took {seconds} seconds.")
        if options["once"]:
            return
        self._serve(options["port"])

    def _prepare(self, district: str) -> None:
        code = national_district(district).code
        if not any(street.is_administrative for street in divisions().streets(code)):
            raise CommandError(
                "这个区只有开发区、园区一类的区划，没有街道和社区，搭不起演示，请换一个区。"
                "This district has no streets and communities; name another."
            )
        try:
            if ground.prepare(district):
                self.console.print(ground.ANEW)
        except RuntimeError as error:
            raise CommandError(f"数据库没有准备好。The database is not ready.\n{error}") from None
        if cast.others_there():
            raise CommandError(
                "这个数据库里有演示以外的账号，演示不会碰它。"
                "请换一个空的数据库。This database holds real accounts; name an empty one."
            )
        if Event.objects.filter(district=district, kind=BEGAN).exists():
            raise CommandError(
                "这个区重演过一年，请加上同样的 SCALE。A year was replayed here: name its SCALE."
            )
        with self._bars() as tick:
            for code in dict.fromkeys((district, *SHOWN)):
                init_district(code, progress=tick)
        self._print_counts(district)
        seed_catalog(district)
        stage = the_stage(district)
        if cast.already_there(district):
            cast.find_logins(stage)
        else:
            with self._bars() as tick:
                cast.build(stage, tick)
        self._print_logins(stage)
        self._walk(stage)

    @contextmanager
    def _bars(self) -> Any:
        """A progress bar for each kind of thing, and one again when it starts over."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console, transient=True) as bar:
            tasks: dict[str, Any] = {}

            def tick(what: str, done: int, whole: int) -> None:
                if what not in tasks:
                    tasks[what] = bar.add_task(WORDS.get(what, what), total=whole)
                bar.update(tasks[what], completed=done, total=whole)

            yield tick

    def _print_counts(self, district: str) -> None:
        from redvest.districts.models import District

        table = Table(title="阵地 Venues", box=None)
        for code in dict.fromkeys((district, *SHOWN)):
            name = District.objects.values_list("full_name", flat=True).get(code=code)
            table.add_row(code, name, counts_sentence(venue_counts(code)))
        self.console.print(table)

    def _print_logins(self, stage: Stage) -> None:
        table = Table(title=f"登录 Log in（密码 password: {cast.PASSWORD}）", box=None)
        for name, label in WHO.items():
            if name in stage.phones:
                table.add_row(label, name, stage.phones[name])
        self.console.print(table)

    def _walk(self, stage: Stage) -> None:
        self.console.print("一单从头走到尾（经过真实页面）One order, through real pages:")

        def say(who: str, what: str) -> None:
            self.console.print(f"  {WHO[who]}：{what}")

        order = walk.close_one_loop(stage, say)
        self.console.print(f"日志里的同一件事 The same in the journal, {order.number}:")
        for event in walk.timeline(order):
            self.console.print(f"  {_line(event)}")

    def _serve(self, port: int) -> None:
        connections.close_all()

        def started() -> None:
            self.stdout.write(
                f"请用浏览器打开 http://127.0.0.1:{port}/ ，用上面任一手机号和密码登录。"
                "按 Ctrl+C 停止。Open it, log in with any phone above; Ctrl+C stops."
            )

        serve("127.0.0.1", port, workers=1, with_worker=True, started=started)
        self.console.print("已停止。Stopped.")


def _line(event: Event) -> str:
    from django.utils import timezone

    at = timezone.localtime(event.at)
    role = f"{Role(event.role).value}" if event.role else "-"
    before, after = event.before.get("state", ""), event.after.get("state", "")
    return f"{at:%H:%M:%S} {event.kind:<26} {role:<12} {before} → {after}"
