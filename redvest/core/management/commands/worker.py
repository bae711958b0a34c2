"""Run the jobs that come round, and those that were asked for, until told to stop."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from redvest import warm
from redvest.core import jobs
from redvest.core.parents import end_with
from redvest.core.tidying import look_rarely

RESTART_AFTER_S = 5


class Command(BaseCommand):
    help = "运行后台任务（封存日志、发送消息、定时处理），直到收到停止信号。Run background jobs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="把每项任务做一遍后退出。")
        parser.add_argument("--with-parent", type=int, metavar="PID", help="随该进程结束。")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for name, done in jobs.run_all().items():
                self.stdout.write(f"{name}: {done}")
            return
        if options["with_parent"]:
            end_with(options["with_parent"])
        compiling = warm.start()
        look_rarely()
        try:
            self._work()
        finally:
            if compiling is not None:
                compiling.terminate()
                compiling.wait(70)

    def _work(self) -> None:
        """Work, and start over when the database went away: it will be back."""
        from procrastinate.contrib.django import app
        from procrastinate.exceptions import ConnectorException

        connections.close_all()
        while True:
            try:
                with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
                    self.stdout.write("后台任务已启动。The worker is running.")
                    working.run_worker(
                        name="redvest",
                        concurrency=4,
                        delete_jobs="always",
                        shutdown_graceful_timeout=60,
                        update_heartbeat_interval=jobs.HEARTBEAT_S,
                        stalled_worker_timeout=jobs.STALLED_S,
                    )
            except ConnectorException as error:
                self.stderr.write(
                    f"数据库暂时连不上，{RESTART_AFTER_S} 秒后再试。"
                    f"The database is away, trying again. ({error})"
                )
                time.sleep(RESTART_AFTER_S)
            else:
                self.stdout.write("后台任务已停止。The worker has stopped.")
                return
