"""``redvest rotate-keys``: give every sealed cell a fresh key while everybody goes on working."""

import re
import secrets
import time
from argparse import ArgumentParser
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from redvest.core import keyring, rotation

# Whoever took the old key before the change has long written what they sealed with it.
SETTLED_SECONDS = 15 * 60


class Command(BaseCommand):
    help = "更换字段密钥，不停机；中断后再运行即可续做。Rotate the field key online."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cipher", choices=keyring.CIPHERS, help="同时改用这个算法。")
        parser.add_argument(
            "--finish", action="store_true", help="全部换完后，从密钥文件中删去旧密钥。"
        )
        parser.add_argument(
            "--stopped", action="store_true", help="系统已停机，删去旧密钥前不必等待。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ring = keyring.current()
        if options["finish"]:
            self._finish(ring, stopped=options["stopped"])
            return
        cipher = options["cipher"] or ring.cipher
        if len(ring.keys) == 1 or cipher != ring.cipher:
            ring = self._with_fresh_key(ring, cipher)
            self.stdout.write(_("新密钥 %(name)s 已启用。") % {"name": ring.active})
        else:
            self.stdout.write(_("继续换到密钥 %(name)s。") % {"name": ring.active})
        moved, left = self._reseal(ring)
        self.stdout.write(_("已换 %(moved)s 行。") % {"moved": moved})
        if left:
            raise CommandError(
                _("还有 %(left)s 行没有换成：正被改动，或已损坏。请再运行一次；仍有时请核对备份。")
                % {"left": left}
            )
        self._record(ring, moved)
        self.stdout.write(
            _("全部换完。旧密钥还在密钥文件里，十五分钟后运行 redvest rotate-keys --finish 删去。")
        )

    @staticmethod
    def _with_fresh_key(ring: keyring.Keyring, cipher: str) -> keyring.Keyring:
        numbers = [int(found[1]) for name in ring.keys if (found := re.fullmatch(r"k(\d+)", name))]
        name = f"k{max(numbers, default=0) + 1}"
        fresh = replace(
            ring, active=name, cipher=cipher, keys={**ring.keys, name: secrets.token_bytes(32)}
        )
        keyring.save(fresh)
        return keyring.current()

    def _reseal(self, ring: keyring.Keyring) -> tuple[int, int]:
        """Walk over all tables until a walk leaves nothing behind or gets no further."""
        moved = 0
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(
            *columns, TimeRemainingColumn(), disable=not self.stdout.isatty(), transient=True
        ) as bar:
            for place in rotation.places():
                left = rotation.count_stale(place, ring)
                task = bar.add_task(place.table, total=left)
                while left:
                    rotation.reseal(place, ring, partial(bar.advance, task))
                    before, left = left, rotation.count_stale(place, ring)
                    moved += max(before - left, 0)
                    if left >= before:
                        break
        return moved, sum(rotation.count_stale(place, ring) for place in rotation.places())

    def _finish(self, ring: keyring.Keyring, *, stopped: bool) -> None:
        if len(ring.keys) == 1:
            self.stdout.write(_("密钥文件里没有旧密钥。"))
            return
        age = time.time() - ring.path.stat().st_mtime
        if not stopped and age < SETTLED_SECONDS:
            raise CommandError(
                _("新密钥启用不到十五分钟，请稍后再删；系统已停机时可加 --stopped。")
            )
        left = sum(rotation.count_stale(place, ring) for place in rotation.places())
        if left:
            raise CommandError(
                _("还有 %(left)s 行在用旧密钥，没有删去。请先运行 redvest rotate-keys。")
                % {"left": left}
            )
        keyring.save(replace(ring, keys={ring.active: ring.keys[ring.active]}))
        self._record(ring, 0)
        self.stdout.write(_("旧密钥已删去，只剩 %(name)s。") % {"name": ring.active})

    @staticmethod
    def _record(ring: keyring.Keyring, moved: int) -> None:
        from redvest.journal.services import record_event
        from redvest.people.actors import system

        after = {"key": ring.active, "cipher": ring.cipher, "rows": moved}
        record_event(actor=system(""), kind="keys.rotated", after=after)
