"""The text messages of signing in, carried like every other message (``settings.SMS_SENDER``)."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from redvest.notices.labels import Channel
from redvest.notices.services import notify
from redvest.notices.templates import Template, register

register(
    Template(
        "no_account",
        _("还没有注册"),
        _("这个手机号还没有注册。如果是您本人操作，请先注册；否则不用理会。"),
        channels=(Channel.SMS,),
        urgent=True,
        required=True,
    ),
    Template(
        "code_for_closing",
        _("注销验证码"),
        _("验证码 {code}，{minutes} 分钟内有效，用于注销账号。注销后个人信息不能恢复。"),
        frozenset({"code", "minutes"}),
        channels=(Channel.SMS,),
        urgent=True,
        required=True,
        secret=True,
    ),
    Template(
        "guardian_asked",
        _("请监护人确认"),
        _("您的孩子想参加志愿服务，请您用这个手机号登录，在“我的家人”里阅读须知并答复。"),
        channels=(Channel.SMS,),
        required=True,
    ),
)


def send(*, phone: str, kind: str, code: str = "", district: str = "") -> None:
    """Queue one message to a phone. ``code`` is the code, or the last digits of a new number."""
    valid: dict[str, object] = {"code": code, "minutes": settings.CODE_MINUTES}
    known: dict[str, dict[str, object]] = {
        "login_code": valid,
        "phone_changed": {"tail": code},
        "code_for_family": valid,
        "code_for_closing": valid,
    }
    params = known.get(kind, {})
    notify(district=district, template=kind, params=params, to_phone=phone, channels=[Channel.SMS])
