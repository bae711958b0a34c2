"""Check that the journal is what was written: here, or from an export on any other machine."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

MEANINGS = {
    "row_changed": "内容被改动",
    "gap": "序号不连续（有删除或插入）",
    "wrong_district": "不属于该区",
    "root_differs": "与签名的树根不符",
    "cut_off": "末尾被截断",
    "unsigned_tail": "末尾没有签名",
    "bad_signature": "签名不真",
    "witness_differs": "与见证副本不符",
    "malformed": "记录无法读取",
    "order": "记录次序错乱",
}
SHOWN_MAX, NAME_MAX = 20, 250


class Command(BaseCommand):
    help = (
        "核验：日志（默认）、账目（--ledger）、导出的文件（--offline）、服务证明（--certificate）、"
        "带签名的工时册（--hours）。后三种不连数据库，在任何电脑上都能用。"
        " Verify the journal, the books, an export, a certificate or a signed book of hours."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district", default="", help="只核验一个区（6位代码）。")
        parser.add_argument("--export", type=Path, help="同时导出到这个文件。")
        parser.add_argument("--offline", type=Path, help="核验导出的文件，不连数据库。")
        parser.add_argument("--proof", type=Path, help="核验一条记录的存在证明，不连数据库。")
        parser.add_argument("--witness", type=Path, action="append", default=[], help="见证副本。")
        parser.add_argument("--public-key", default="", help="公钥（十六进制，或文件）。")
        parser.add_argument("--ledger", action="store_true", help="核验积分和时间的账。")
        parser.add_argument(
            "--certificate", default="", help="核验服务证明：二维码的文字、存有它的文件，或 - 。"
        )
        parser.add_argument("--hours", default="", help="核验带签名的工时册（下载的文件）。")
        parser.add_argument("--print-key", action="store_true", help="显示本系统的公钥。")

    def handle(self, *args: Any, **options: Any) -> None:
        from redvest.journal import sealing, signing, verifying

        if options["print_key"]:
            self.stdout.write(signing.public_key().hex())
            for name, public_key in verifying.KEYS.items():
                self.stdout.write(f"{name}: {public_key().hex()}")
            return
        if options["ledger"]:
            self._ledger(options)
            return
        for name, check in verifying.ALONE.items():
            if options[name]:
                self._alone(options[name], check, options["public_key"])
                return
        try:
            keys = [read_key(options["public_key"])] if options["public_key"] else []
            folders = options["witness"] or [Path(p) for p in [settings.WITNESS_DIR] if p]
            heads = [head for path in folders for head in sealing.read_witness(path)]
        except (OSError, ValueError) as error:
            raise CommandError(f"读不出公钥或见证副本：{error}") from None
        if options["proof"]:
            self._proof(options["proof"], keys)
            return
        if options["offline"]:
            path = options["offline"]
            try:
                if not keys:
                    keys = [verifying.public_key_in(path)]
                    self.stderr.write(
                        "没有给出公钥，只能用文件自带的公钥核验：能发现损坏，不能证明来源。"
                        "No --public-key: this finds damage, not a forger."
                    )
                audit = verifying.verify_export(path, keys=keys, witnessed=heads)
            except (OSError, ValueError) as error:
                raise CommandError(f"读不出文件 {path}：{error}") from None
        else:
            audit = verifying.verify_database(
                witnessed=heads, keys=keys, district=options["district"]
            )
            if options["export"]:
                with options["export"].open("wb") as stream:
                    rows = verifying.records(options["district"])
                    count = verifying.write_export(stream, rows)
                self.stdout.write(f"已导出 {count} 条到 {options['export']}。Exported.")
        self._report(audit)

    def _ledger(self, options: dict[str, Any]) -> None:
        from redvest.journal import verifying

        here, elsewhere, export = verifying.OTHERS["ledger"]
        path = options["offline"]
        try:
            if path:
                given = options["public_key"]
                key = read_key(given) if given else verifying.public_key_in(path)
                audit = elsewhere(path, [key])
            else:
                audit = here(options["district"])
        except (OSError, ValueError) as error:
            raise CommandError(f"账目文件不完整或被改动：{error}") from None
        if options["export"]:
            count = export(options["export"], options["district"])
            self.stdout.write(f"已导出 {count} 条到 {options['export']}。Exported.")
        for finding in audit.findings[:SHOWN_MAX]:
            self.stderr.write(f"  ✗ {finding.code} {finding.about} {finding.detail}")
        if audit.findings:
            raise CommandError(
                f"账目有 {len(audit.findings)} 处问题。The books have"
                f" {len(audit.findings)} findings."
            )
        self.stdout.write(
            f"账目平衡：{audit.accounts} 个账户，{audit.transfers} 笔，{audit.lines} 行。"
            "The books add up."
        )

    def _alone(self, given: str, check: Any, key: str) -> None:
        try:
            for line in check(text_of(given), [read_key(key, 32, 65)] if key else []):
                self.stdout.write(line)
        except (OSError, ValueError) as error:
            raise CommandError(f"核验不通过：{error}") from None

    def _proof(self, path: Path, keys: list[bytes]) -> None:
        from redvest.journal import verifying

        try:
            proof = json.loads(path.read_bytes())
            known = keys or [bytes.fromhex(proof["public_key"])]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"读不出文件 {path}：{error}") from None
        if not verifying.check_proof(proof, keys=known):
            raise CommandError("证明不成立：这条记录不在签名的日志里。The proof does not hold.")
        self.stdout.write("证明成立：这条记录在签名的日志里。The proof holds.")

    def _report(self, audit: Any) -> None:
        for district, tally in sorted(audit.districts.items()):
            self.stdout.write(
                f"{district or '（无区）'}: 已封存 {tally.tree.size}，待封存 {tally.unsealed}，"
                f"签名 {tally.heads}，见证 {tally.witnessed}"
            )
        for finding in audit.findings[:SHOWN_MAX]:
            self.stderr.write(
                f"  ✗ {finding.district} #{finding.index} {MEANINGS[finding.code]}"
                f" ({finding.code}) {finding.detail}"
            )
        if audit.findings:
            raise CommandError(
                f"日志有 {len(audit.findings)} 处问题，请保留现场并通知审计管理员。"
                f"The journal has {len(audit.findings)} findings."
            )
        self.stdout.write("日志完好。The journal is sound.")


def text_of(given: str) -> str:
    """What was typed, what stands in a file of that name, or what comes in.

    Raises
    ------
    OSError, ValueError
        If the file cannot be read as text.
    """
    if given == "-":
        return sys.stdin.read()
    if len(given) < NAME_MAX and Path(given).is_file():
        return Path(given).read_text(encoding="utf-8")
    return given


def read_key(text: str, *sizes: int) -> bytes:
    """A public key from hexadecimal digits or from a file that holds them.

    Raises
    ------
    ValueError
        If it has another size than these: 32 bytes of Ed25519, 65 of SM2.
    """
    value = text if len(text) in (64, 130) else Path(text).read_text().strip()
    key = bytes.fromhex(value)
    if len(key) not in (sizes or (32,)):
        raise ValueError("a public key has 32 bytes (Ed25519) or 65 (SM2)")
    return key
