"""Every point that makes an installation unfit is listed, and only then the answer is no."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from redvest.core import keyring
from redvest.notices import channels

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(settings: Any, tmp_path: Path, db: None) -> Any:
    """An installation that is fit."""
    from procrastinate.contrib.django.models import ProcrastinateWorker

    settings.PRODUCTION = settings.SECURE_SSL_REDIRECT = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.DEMO = False
    settings.STAFF_MFA = True
    settings.ALLOWED_HOSTS = ["vest.example.cn"]
    settings.SITE_URL = "https://vest.example.cn"
    settings.WITNESS_DIR = str(tmp_path)
    settings.SMS = {**settings.SMS, "url": "https://sms.example.cn/"}
    keys = tmp_path / "keys.json"
    keys.write_bytes(keyring.current().path.read_bytes())
    keys.chmod(0o600)
    settings.KEYRING_FILE = keys
    channels.forget_adapters()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [timezone.now()]
        )
    assert ProcrastinateWorker.objects.count() == 1
    yield settings
    channels.forget_adapters()


def said() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_deploy", stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_a_good_installation_passes(good: Any):
    assert said() == (0, "✓ 可以正式使用。Fit for real people.\n")


def no_worker(_settings: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 day'")


def no_sms(settings: Any) -> None:
    settings.SMS = {**settings.SMS, "url": ""}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda s: setattr(s, "DEMO", True), "演示模式"),
        (lambda s: setattr(s, "STAFF_MFA", False), "第二道验证"),
        (lambda s: setattr(s, "ALLOWED_HOSTS", ["*"]), "REDVEST_HOSTS"),
        (lambda s: setattr(s, "ALLOWED_HOSTS", ["localhost"]), "REDVEST_HOSTS"),
        (lambda s: setattr(s, "SESSION_COOKIE_SECURE", False), "SESSION_COOKIE_SECURE"),
        (lambda s: setattr(s, "SECURE_HSTS_SECONDS", 0), "security.W004"),
        (lambda s: setattr(s, "WITNESS_DIR", ""), "WITNESS_DIR"),
        (lambda s: setattr(s, "PRODUCTION", False), "REDVEST_PRODUCTION"),
        (lambda s: setattr(s, "DEBUG", True), "DEBUG"),
        (lambda s: setattr(s, "SITE_URL", ""), "REDVEST_SITE_URL"),
        (lambda s: s.KEYRING_FILE.chmod(0o644), "0644"),
        (lambda s: s.KEYRING_FILE.unlink(), "读不到密钥文件"),
        (no_worker, "redvest worker"),
        (no_sms, "短信没有配置"),
    ],
)
def test_each_fault_is_named_and_fails(good: Any, spoil: Callable[[Any], None], words: str):
    spoil(good)
    code, text = said()
    assert code == 1
    assert words in text
