"""Whether this installation is fit for real people: every point that is not, and what to do."""

import stat
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.core.management.base import BaseCommand
from django.db import connection

from redvest.insight.queries import watching
from redvest.notices.labels import Channel
from redvest.notices.queries import channel_is_on

# Django's advice that does not fit: HSTS preload is the operator's own decision to register.
SILENT = {"security.W021"}


def settings_problems() -> Iterator[str]:
    """What is wrong with the settings and the key file."""
    if not settings.PRODUCTION:
        yield "没有设置 REDVEST_PRODUCTION=1：安全的 Cookie、HTTPS 和检查都没有打开。"
    if settings.DEMO:
        yield "演示模式开着（REDVEST_DEMO），任何人都能看到演示短信，请关掉。"
    if settings.DEBUG:
        yield "DEBUG 开着，出错页会泄露内部信息，请关掉。"
    if not getattr(settings, "STAFF_MFA", True):
        yield "工作人员没有要求第二道验证（REDVEST_STAFF_MFA），请打开。"
    hosts = set(settings.ALLOWED_HOSTS)
    if "*" in hosts or hosts <= {"localhost", "127.0.0.1", "[::1]"}:
        yield "REDVEST_HOSTS 没有写本站的域名（也不能写 *）。"
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"):
        if not getattr(settings, name):
            yield f"{name} 没有打开。"
    if not settings.SITE_URL.startswith("https://"):
        yield "REDVEST_SITE_URL 没有写本站网址（https://…），邮件和微信里的链接打不开。"
    if not settings.WITNESS_DIR:
        yield "REDVEST_WITNESS_DIR 没有设置：日志的签名没有副本，整段重写就无从发现。"
    yield from _key_file_problems()


def _key_file_problems() -> Iterator[str]:
    path = settings.KEYRING_FILE
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        yield f"读不到密钥文件 {path}（{error.strerror}）。"
        return
    if mode & 0o077:
        yield f"密钥文件 {path} 的权限是 {mode:04o}，应为 0600：chmod 600 {path}"


def running_problems() -> Iterator[str]:
    """What is wrong with what runs: the database's rights, all that is watched, messages."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            yield "网站正以数据库超级用户连接，请改用 redvest_app 一类的普通用户。"
        cursor.execute("SELECT has_table_privilege('journal_event', 'DELETE')")
        if cursor.fetchone()[0]:
            yield "网站的数据库用户能删除日志，请用 redvest migrate 重新设置权限。"
    for measure in watching.MEASURES:
        if not measure.is_fine(measure.read()):
            yield measure.advice
    if not channel_is_on(Channel.SMS):
        yield "短信没有配置（REDVEST_SMS_URL），居民收不到验证码。"


class Command(BaseCommand):
    help = "检查这套部署能否正式使用；有问题时列出并返回非零。Is this fit for real people?"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = [
            f"{message.msg}（{message.id}）"
            for message in run_checks(include_deployment_checks=True)
            if message.id not in SILENT and message.level >= 30
        ]
        found += [*settings_problems(), *running_problems()]
        for line in found:
            self.stdout.write(f"✗ {line}")
        if found:
            self.stdout.write(f"共 {len(found)} 处要处理。{len(found)} points to put right.")
            raise SystemExit(1)
        self.stdout.write("✓ 可以正式使用。Fit for real people.")
