"""Check a certificate on any machine: only its text and the issuer's public key are needed."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from redvest.engines.certificates import CertificateError

MEANINGS = {
    "malformed": "这不是完整的证明文字。 This is not the whole text of a certificate.",
    "false": "签名不对：内容被改过，或不是这把钥匙出具的。 The signature is wrong.",
}


class Command(BaseCommand):
    help = "核验志愿服务证明，不连数据库。 Check a certificate offline."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", nargs="?", default="", help="二维码的文字，- 从标准输入读。")
        parser.add_argument("--public-key", default="", help="公钥（64位十六进制，或文件）。")
        parser.add_argument("--print-key", action="store_true", help="显示本系统的公钥。")

    def handle(self, *args: Any, **options: Any) -> None:
        from redvest.records import signing
        from redvest.records.checking import checked

        if options["print_key"]:
            self.stdout.write(signing.public_key().hex())
            return
        typed = options["text"]
        text = sys.stdin.read() if typed == "-" else typed
        given = options["public_key"]
        try:
            path = Path(given)
            key = path.read_text().strip() if given and len(given) != 64 else given
            keys = [bytes.fromhex(key)] if key else []
            body = checked(text, *keys)
        except CertificateError as error:
            raise CommandError(MEANINGS[error.code]) from None
        except (OSError, ValueError) as error:
            raise CommandError(f"读不出公钥：{error}") from None
        for name in ("serial", "issuer", "name", "volunteer_no", "first_on", "last_on", "minutes"):
            self.stdout.write(f"{name}: {body.get(name)}")
        self.stdout.write("签名属实。 The signature is right.")
