"""Serve the pages and the API with granian."""

import errno
import os
import socket
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from redvest import lanes, warm
from redvest.core.statics import collect_static

BACKLOG = 4096
PACKAGE_ROOT = Path(__file__).resolve().parents[4]


class Command(BaseCommand):
    help = "启动网站。HUP 信号平滑重启，TERM 信号平稳停止。Serve the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--with-worker", action="store_true", help="同时运行后台任务。")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        check_port(host, port)
        self._check_migrated()
        if settings.PRODUCTION:
            self._collect()
        # The workers are forked: a connection or a pool left open here would be theirs too, and
        # two of them would talk over one socket.
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]
        serve(
            host,
            port,
            workers=max(1, options["workers"]),
            with_worker=options["with_worker"],
            started=lambda: self.stdout.write(
                f"请用浏览器打开 http://{shown(host)}:{port}/ （Ctrl+C 停止）Open it in a browser."
            ),
        )

    def _collect(self) -> None:
        try:
            collect_static()
        except OSError as error:
            raise CommandError(
                f"静态文件写不进 {settings.STATIC_ROOT}（{error.strerror}），"
                "请用 REDVEST_STATIC_DIR 指定一个可写的目录。"
                "Cannot write the static files; name a folder in REDVEST_STATIC_DIR."
            ) from None

    def _check_migrated(self) -> None:
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(
                "数据库结构还没有更新，请先运行 redvest migrate。Run “redvest migrate” first."
            )


def shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody listens on.

    The server would share it silently (it binds with SO_REUSEPORT), and half of the requests
    would reach a forgotten older one.

    Raises
    ------
    CommandError
        If the port is taken, or not ours to use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"端口 {port} 已被别的程序占用，请换一个，例如 --port {port + 1}。"
                    f"Port {port} is taken; choose another one."
                ) from None
            raise CommandError(
                f"不能使用 {host}:{port}（{error.strerror}）。Cannot use {host}:{port}."
            ) from None


def serve(host: str, port: int, *, workers: int, with_worker: bool, started: Any) -> None:
    """Run until told to stop."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.net import SocketSpec  # type: ignore[attr-defined]
    from granian.server.mp import MPServer

    class Server(MPServer):
        """One listening socket for all workers, old and new.

        With a socket of its own, a worker that is replaced takes the connections waiting on it
        to its grave.
        """

        def _init_shared_socket(self) -> None:
            listening: Any = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
            self._ssp, self._shd, self._sfd = None, listening, listening.get_fd()
            self._sso = socket.socket(fileno=self._sfd)
            self._sso.set_inheritable(True)

    server = Server(
        "redvest.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=lanes.THREADS,
        backlog=BACKLOG,
        backpressure=max(BACKLOG // workers, 256),
        websockets=False,
        workers_kill_timeout=35,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.error,
        process_name=None,
    )
    helper: list[subprocess.Popen[bytes]] = []

    @server.on_startup
    def start() -> None:
        if compiling := warm.start():
            helper.append(compiling)
        if with_worker:
            helper.append(start_worker())
        started()

    @server.on_shutdown
    def stop() -> None:
        for process in helper:
            process.terminate()
            process.wait(70)

    # A server that is killed takes its workers along: see redvest/wsgi.py.
    os.environ["REDVEST_SERVER"] = str(os.getpid())
    server.serve()


def start_worker() -> subprocess.Popen[bytes]:
    """A worker of its own that ends with us."""
    path = os.pathsep.join(filter(None, [str(PACKAGE_ROOT), os.environ.get("PYTHONPATH", "")]))
    environment = os.environ | {"PYTHONPATH": path, "REDVEST_POOL": "0"}
    environment["DJANGO_SETTINGS_MODULE"] = os.environ.get(
        "DJANGO_SETTINGS_MODULE", settings.SETTINGS_MODULE
    )
    return subprocess.Popen(
        [sys.executable, "-m", "redvest", "worker", "--with-parent", str(os.getpid())],
        env=environment,
    )
