"""The staff's menu: what each role works with, where this installation has the page."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from redvest.engines.roles import Role
from redvest.people.actors import Actor

KEEPERS = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


def entries() -> list[tuple[str, list[tuple[str, str, str, frozenset[Role]]]]]:
    """Group, then URL name, icon, label and the roles that work there."""
    return [
        (
            _("办事"),
            [
                ("orders:inbox", "inbox", _("订单"), KEEPERS | {Role.AUDITOR}),
                ("orders:offers", "bag-check", _("队伍的订单"), frozenset({Role.TEAM_ADMIN})),
                ("people:desk_residents", "person-vcard", _("居民"), KEEPERS),
                ("teams:kept", "people", _("队伍"), KEEPERS | {Role.TEAM_ADMIN}),
                ("venues:mine", "house-door", _("阵地"), KEEPERS),
            ],
        ),
        (
            _("管理"),
            [
                ("people:imports", "upload", _("批量邀请"), KEEPERS | {Role.TEAM_ADMIN}),
                ("people:staff", "person-badge", _("人员与角色"), KEEPERS | ADMINS),
                ("districts:settings", "gear", _("本区设置"), frozenset({Role.CENTRE_ADMIN})),
                ("districts:policy", "sliders", _("办事规则"), frozenset({Role.CENTRE_ADMIN})),
                (
                    "notices:dead",
                    "envelope-exclamation",
                    _("未送达的消息"),
                    frozenset({Role.CENTRE_ADMIN, Role.SYSTEM_ADMIN}),
                ),
                (
                    "journal:log",
                    "journal-text",
                    _("操作记录"),
                    frozenset({Role.AUDITOR, Role.AUDIT_ADMIN}),
                ),
            ],
        ),
    ]


def menu_of(actor: Actor, path: str) -> list[dict[str, Any]]:
    """Groups with the links the actor's roles open and this installation has."""
    groups = []
    for title, items in entries():
        links = []
        for name, icon, label, roles in items:
            if not actor.roles & roles:
                continue
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            links.append(
                {"url": url, "icon": icon, "label": label, "current": path.startswith(url)}
            )
        if links:
            groups.append({"title": title, "links": links})
    return groups


def desk_menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor; the menu is made only by templates that show it."""
    visitor = getattr(request, "visitor", None)
    if visitor is None or not visitor.actor.is_staff:
        return {}
    home = {"url": reverse("desk"), "icon": "speedometer2", "label": _("今天的事")}
    home["current"] = request.path == home["url"]

    def menu() -> list[dict[str, Any]]:
        return [{"links": [home]}, *menu_of(visitor.actor, request.path)]

    return {"menu": menu}
