"""What the pages of signing in say: devices by name, and the rules one agrees to."""

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redvest.people.purposes import Purpose, current_words

register = template.Library()

# NB: order matters: everybody claims to be Safari, and WeChat is also a phone.
BROWSERS = (
    ("MicroMessenger", _("微信")),
    ("Edg", "Edge"),
    ("HuaweiBrowser", _("华为浏览器")),
    ("QQBrowser", _("QQ 浏览器")),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("OpenHarmony", _("鸿蒙手机")),
    ("Android", _("安卓手机")),
    ("Windows", _("Windows 电脑")),
    ("Macintosh", _("苹果电脑")),
    ("Linux", _("Linux 电脑")),
)


def _first(text: str, names: tuple[tuple[str, object], ...]) -> str:
    return next((str(name) for mark, name in names if mark in text), "")


@register.filter
def device_name(user_agent: str) -> str:
    """For example: 微信 · 安卓手机."""
    parts = [_first(user_agent, SYSTEMS), _first(user_agent, BROWSERS)]
    return " · ".join(part for part in parts if part) or str(_("未知设备"))


@register.simple_tag
def privacy_notice() -> str:
    """Today's version of how personal information is handled, in the reader's language."""
    return current_words(Purpose.PRIVACY).body(get_language() or "")
