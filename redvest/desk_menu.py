"""The staff's menu: every entry is shown to exactly those who may open its page."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redvest.http import Open

Entry = tuple[str, str, Promise]
GROUPS: list[tuple[Promise, list[Entry]]] = [
    (
        _("今日"),
        [
            ("desk", "house", _("工作台")),
            ("desk_orders", "inbox", _("订单")),
            ("team_offers", "bell", _("待接的单")),
        ],
    ),
    (
        _("人和队伍"),
        [
            ("desk_residents", "people", _("居民")),
            ("desk_teams", "flag", _("队伍")),
            ("desk_imports", "cloud-upload", _("导入名单")),
        ],
    ),
    (
        _("阵地"),
        [
            ("desk_venues", "geo-alt", _("阵地")),
        ],
    ),
    (
        _("管理"),
        [
            ("desk_roles", "person-badge", _("角色授权")),
            ("desk_district", "gear", _("本区设置")),
            ("desk_policy", "sliders", _("办理规则")),
            ("desk_holidays", "calendar3", _("节假日")),
            ("desk_messages", "chat-dots", _("发不出的消息")),
            ("desk_journal", "journal-text", _("日志")),
        ],
    ),
]


def menu_for(request: HttpRequest) -> list[dict[str, object]]:
    """Groups of links for the actor, without the doors that stay shut to them."""
    visitor = getattr(request, "visitor", None)
    if visitor is None or not visitor.actor.is_staff:
        return []
    current = request.resolver_match.view_name if request.resolver_match else ""
    groups: list[dict[str, object]] = []
    for title, entries in GROUPS:
        links = []
        for name, icon, label in entries:
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            who = getattr(resolve(url).func, "redvest_access", frozenset())
            if who & ({Open.ANYONE, Open.SIGNED_IN} | visitor.actor.roles):
                links.append({"url": url, "icon": icon, "label": label, "current": name == current})
        if links:
            groups.append({"title": title, "links": links})
    return groups
