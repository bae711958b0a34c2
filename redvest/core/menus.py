"""What the frames offer: the citizen's tabs and the desk's menu.

An entry names a view. It is shown where the installation has the view and the actor may open it;
who may is read from the view itself, so that a menu never promises what a page refuses.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import (
    NoReverseMatch,
    Resolver404,
    get_script_prefix,
    get_urlconf,
    resolve,
    reverse,
)
from django.utils.translation import pgettext_lazy

from redvest.access import rule_for
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.http import Open
from redvest.people.actors import Actor, strongest
from redvest.people.role_labels import ROLES


@dataclass(frozen=True)
class Entry:
    """One line of a menu: the view's name, an icon of the sprite, the words."""

    view: str
    icon: str
    label: Any


# At most five; the first letter of a tab is what a thumb remembers, so the order never changes.
CITIZEN_TABS = (
    Entry("home", "house-door", pgettext_lazy("tab", "首页")),
    Entry("orders:menu", "bag-check", pgettext_lazy("tab", "点单")),
    Entry("activities:index", "calendar-event", pgettext_lazy("tab", "活动")),
    Entry("teams:index", "people", pgettext_lazy("tab", "队伍")),
    Entry("me", "person", pgettext_lazy("tab", "我的")),
)

DESK_MENU = (
    (
        "",
        (Entry("desk", "house-door", pgettext_lazy("menu", "工作台")),),
    ),
    (
        pgettext_lazy("menu", "点单"),
        (
            Entry("orders:inbox", "inbox", pgettext_lazy("menu", "本级订单")),
            Entry("orders:propose", "diagram-3", pgettext_lazy("menu", "推荐派单")),
            Entry("orders:hotline", "headset", pgettext_lazy("menu", "接电话")),
            Entry("orders:order_tasks", "clipboard-check", pgettext_lazy("menu", "待办")),
            Entry("orders:cases", "clipboard-data", pgettext_lazy("menu", "核实")),
            Entry("orders:revisits", "telephone", pgettext_lazy("menu", "回访")),
            Entry("orders:appeals", "flag", pgettext_lazy("menu", "申诉")),
            Entry("orders:unmet", "list-check", pgettext_lazy("menu", "需求清单")),
            Entry("orders:offers", "send", pgettext_lazy("menu", "派给队伍的")),
            Entry("orders:worries", "exclamation-triangle-fill", pgettext_lazy("menu", "安全反馈")),
            Entry("orders:badges", "person-badge", pgettext_lazy("menu", "胸牌照片")),
            Entry("orders:talks", "megaphone", pgettext_lazy("menu", "宣讲菜单")),
            Entry("orders:wishes_desk", "gift", pgettext_lazy("menu", "微心愿")),
            Entry("orders:desk_standings", "calendar3", pgettext_lazy("menu", "周期点单")),
            Entry("orders:bundles", "collection", pgettext_lazy("menu", "集中服务")),
            Entry("meals:canteens", "cup-hot", pgettext_lazy("menu", "送餐")),
            Entry("orders:desk_menu_all", "card-checklist", pgettext_lazy("menu", "服务菜单")),
            Entry("people:residents", "person-heart", pgettext_lazy("menu", "居民")),
            Entry("records:index", "clock-history", pgettext_lazy("menu", "工时")),
            Entry("records:certificates_desk", "award", pgettext_lazy("menu", "证明")),
            Entry("records:stars_desk", "star", pgettext_lazy("menu", "星级")),
        ),
    ),
    (
        pgettext_lazy("menu", "活动"),
        (
            Entry("activities:kept", "calendar-event", pgettext_lazy("menu", "志愿活动")),
            Entry("activities:programme", "calendar3", pgettext_lazy("menu", "活动日历")),
            Entry("activities:projects_kept", "flag", pgettext_lazy("menu", "项目")),
        ),
    ),
    (
        pgettext_lazy("menu", "回馈"),
        (
            Entry("bank:rules_desk", "sliders", pgettext_lazy("menu", "积分规则")),
            Entry("bank:adjustments", "pencil", pgettext_lazy("menu", "人工调整")),
            Entry("bank:catalogue_desk", "basket", pgettext_lazy("menu", "礼品目录")),
            Entry("bank:redemptions_desk", "bag-check", pgettext_lazy("menu", "兑换")),
            Entry("bank:shop", "upc-scan", pgettext_lazy("menu", "核销")),
            Entry("bank:merchants", "shop", pgettext_lazy("menu", "爱心商家")),
            Entry("bank:time_desk", "clock", pgettext_lazy("menu", "时间银行")),
        ),
    ),
    (
        pgettext_lazy("menu", "队伍与阵地"),
        (
            Entry("teams:kept", "people", pgettext_lazy("menu", "队伍")),
            Entry("venues:desk", "geo-alt", pgettext_lazy("menu", "阵地")),
            Entry("venues:circle_desk", "person-walking", pgettext_lazy("menu", "15分钟圈")),
        ),
    ),
    (
        pgettext_lazy("menu", "统计"),
        (
            Entry("insight:figures", "clipboard-data", pgettext_lazy("menu", "统计数字")),
            Entry("insight:funnel", "filter", pgettext_lazy("menu", "订单进展")),
            Entry("insight:activity", "activity", pgettext_lazy("menu", "队伍和阵地近况")),
            Entry("insight:report", "printer", pgettext_lazy("menu", "统计报告")),
            Entry("insight:briefing", "journal-text", pgettext_lazy("menu", "简报初稿")),
            Entry("insight:screen", "tv", pgettext_lazy("menu", "大屏")),
            Entry("insight:headcounts", "people-fill", pgettext_lazy("menu", "到场人数")),
            Entry("insight:own", "plus-circle", pgettext_lazy("menu", "自定义指标")),
            Entry("insight:published", "megaphone-fill", pgettext_lazy("menu", "已发布数字")),
        ),
    ),
    (
        pgettext_lazy("menu", "管理"),
        (
            Entry("desk_roles", "person-badge", pgettext_lazy("menu", "授权")),
            Entry("desk_imports", "cloud-upload", pgettext_lazy("menu", "导入名单")),
            Entry("districts:settings", "gear", pgettext_lazy("menu", "本区设置")),
            Entry("districts:policy", "sliders", pgettext_lazy("menu", "办理规则")),
            Entry("districts:holidays", "calendar3", pgettext_lazy("menu", "节假日")),
            Entry("notices:hooks", "plug", pgettext_lazy("menu", "系统对接")),
            Entry("orders:open311_keys", "key", pgettext_lazy("menu", "接口密钥")),
            Entry("notices:dead", "exclamation-circle-fill", pgettext_lazy("menu", "未送达消息")),
            Entry("journal:index", "journal-text", pgettext_lazy("menu", "审计日志")),
        ),
    ),
)


def route(name: str, *args: Any) -> str:
    """The address of a view, or nothing where this installation does not have it."""
    if args:
        return _address(name, args)
    return _fixed_address(name, _addresses())


def _address(name: str, args: tuple[Any, ...]) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _addresses() -> tuple[str, str]:
    """Which table of addresses holds: an address is the same for as long as this is."""
    return get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()


@lru_cache(maxsize=512)
def _fixed_address(name: str, _addresses: tuple[str, str]) -> str:
    return _address(name, ())


@lru_cache(maxsize=512)
def _who(url: str, _addresses: tuple[str, str]) -> frozenset[Role | Open] | None:
    """Who the view behind an address is for, as it declares; nobody where there is none."""
    try:
        match = resolve(url)
    except Resolver404:
        return None
    return getattr(match.func, "redvest_access", None) or rule_for(match.view_name, url)


def may_open(actor: Actor | None, url: str) -> bool:
    """Whether the view behind an address lets the actor in; scope is the view's own matter."""
    who = _who(url, _addresses()) or frozenset()
    if Open.ANYONE in who:
        return True
    if actor is None or actor.account_id is None:
        return False
    return Open.SIGNED_IN in who or bool(actor.roles & who)


def _line(entry: Entry, url: str, here: str) -> dict[str, Any]:
    current = here == url or (url != "/" and here.startswith(url))
    return {"url": url, "icon": entry.icon, "label": entry.label, "current": current}


def _only_the_nearest(lines: list[dict[str, Any]]) -> None:
    """/desk/ is a prefix of /desk/orders/; only the longest match is where we are."""
    current = [line for line in lines if line["current"]]
    for line in sorted(current, key=lambda line: len(line["url"]))[:-1]:
        line["current"] = False


def citizen_tabs(here: str) -> list[dict[str, Any]]:
    """The tabs that lead somewhere; one that needs a login stays, the login page comes first."""
    found = [(entry, route(entry.view)) for entry in CITIZEN_TABS]
    lines = [_line(entry, url, here) for entry, url in found if url]
    _only_the_nearest(lines)
    return lines


def desk_menu(actor: Actor | None, here: str) -> list[dict[str, Any]]:
    """Groups of the lines this actor may open."""
    groups, every = [], []
    for title, entries in DESK_MENU:
        found = [(entry, route(entry.view)) for entry in entries]
        lines = [_line(entry, url, here) for entry, url in found if url and may_open(actor, url)]
        if lines:
            groups.append({"title": title, "links": lines})
            every += lines
    _only_the_nearest(every)
    return groups


def duty(actor: Actor | None, district_name: str) -> dict[str, Any] | None:
    """What somebody is at this desk: their strongest role and where it holds."""
    role = strongest(grant.role for grant in actor.grants) if actor else None
    if actor is None or role is None:
        return None
    scope = next(grant.scope for grant in actor.grants if grant.role == role)
    place = district_name
    if len(scope) > 6:
        place = region_names(actor.district).get(scope, district_name)
    return {"role": ROLES[role], "place": place}
