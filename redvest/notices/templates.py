"""The words of every message, in both languages through gettext.

An app registers its own in a module ``notice_templates``, which is loaded at start.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from django.utils.translation import gettext_lazy as _

from redvest.notices.labels import Channel


@dataclass(frozen=True)
class Template:
    """One kind of message.

    ``title`` and ``body`` are lazy translations with ``{named}`` places, exactly ``params``.
    ``channels`` are tried besides the inbox; the first that reaches the person is used, and for an
    urgent message all of them. ``urgent`` ignores quiet hours. ``required`` ignores what the
    person switched off (codes they asked for). ``secret`` is never kept in an inbox, and its words
    are emptied as soon as they are sent.
    """

    name: str
    title: Any
    body: Any
    params: frozenset[str] = frozenset()
    channels: tuple[Channel, ...] = (Channel.WECHAT, Channel.SMS)
    urgent: bool = False
    required: bool = False
    secret: bool = False

    @property
    def label(self) -> str:
        """The title without what fills its places, for lists of staff."""
        return re.sub(r"\{\w+\}", "…", str(self.title))

    def text(self, params: Mapping[str, object]) -> tuple[str, str]:
        """Title and body in the language that is active now."""
        return str(self.title).format_map(dict(params)), str(self.body).format_map(dict(params))


REGISTRY: dict[str, Template] = {}


def places(text: str) -> set[str]:
    """The names of the places in a text."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def register(*templates: Template) -> None:
    """Add templates to the registry.

    Raises
    ------
    ValueError
        If the name is taken or the places in the words are not the declared parameters.
    """
    for template in templates:
        if REGISTRY.get(template.name, template) != template:
            raise ValueError(f"two templates are called {template.name}")
        used = places(str(template.title)) | places(str(template.body))
        if used - template.params:
            raise ValueError(f"{template.name} uses undeclared {used - template.params}")
        REGISTRY[template.name] = template


register(
    Template(
        "login_code",
        _("登录验证码"),
        _("验证码 {code}，{minutes} 分钟内有效。工作人员不会向您索要，请勿告诉任何人。"),
        frozenset({"code", "minutes"}),
        channels=(Channel.SMS,),
        urgent=True,
        required=True,
        secret=True,
    ),
    Template(
        "phone_changed",
        _("手机号已更换"),
        _("您账号的登录手机号已换成尾号 {tail} 的号码。如不是您本人操作，请马上联系社区站点。"),
        frozenset({"tail"}),
        channels=(Channel.SMS,),
        urgent=True,
        required=True,
    ),
    Template(
        "password_changed",
        _("密码已修改"),
        _("您账号的密码刚刚修改过，其他设备已退出登录。如不是您本人操作，请马上联系社区站点。"),
        channels=(Channel.SMS,),
        urgent=True,
        required=True,
    ),
    Template(
        "role_granted",
        _("您有了新的工作身份"),
        _("您已被授予“{role}”，范围：{place}。请登录后按提示开启登录保护。"),
        frozenset({"role", "place"}),
    ),
    Template(
        "role_revoked",
        _("工作身份已收回"),
        _("您的“{role}”（范围：{place}）已收回，相关页面不能再使用。"),
        frozenset({"role", "place"}),
    ),
    Template(
        "code_for_family",
        _("家人代办确认"),
        _(
            "您的家人想替您点志愿服务单，同意请把验证码 {code} 告诉他（她），"
            "{minutes} 分钟内有效；不同意请忽略。"
        ),
        frozenset({"code", "minutes"}),
        channels=(Channel.SMS,),
        urgent=True,
        required=True,
        secret=True,
    ),
)
