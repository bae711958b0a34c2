"""Words for what an order's engine and tables store."""

from typing import Any, NamedTuple

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from redvest.engines.order_flow import Action, Urgency
from redvest.orders.models import ServiceCategory, ServiceItem


class Shown(NamedTuple):
    """A state as the status tag shows it."""

    label: Any
    tone: str


SLOTS = {
    "any": _("都可以"),
    "morning": _("上午"),
    "afternoon": _("下午"),
    "evening": _("傍晚"),
}
URGENCIES = {Urgency.NORMAL: _("一般"), Urgency.URGENT: _("紧急")}
BUTTONS = {
    Action.ACCEPT: _("受理"),
    Action.DISPATCH: _("派单"),
    Action.DECLINE: _("拒单"),
    Action.CLAIM: _("接单"),
    Action.SCHEDULE: _("约定时间和人员"),
    Action.CHECK_IN: _("到场签到"),
    Action.COMPLETE: _("完成签退"),
    Action.CONFIRM: _("确认已完成"),
    Action.RATE: _("评价"),
    Action.WITHDRAW: _("撤单"),
}
EVENTS = {
    "order.submit": (_("提交了需求"), "waiting"),
    "order.accept": (_("站点已受理"), "done"),
    "order.dispatch": (_("已派单给队伍"), "waiting"),
    "order.decline": (_("队伍拒单，站点会另外安排"), "neutral"),
    "order.claim": (_("队伍已接单"), "done"),
    "order.schedule": (_("已约定时间和人员"), "done"),
    "order.named": (_("增加了志愿者"), "neutral"),
    "order.assignment_accepted": (_("志愿者答应前来"), "done"),
    "order.assignment_refused": (_("志愿者不能前来"), "neutral"),
    "order.check_in": (_("志愿者已到达"), "active"),
    "order.joined": (_("又有一名志愿者到达"), "active"),
    "order.left": (_("一名志愿者先行离开"), "neutral"),
    "order.complete": (_("服务完成"), "done"),
    "order.confirm": (_("已确认完成"), "done"),
    "order.rate": (_("已评价"), "done"),
    "order.withdraw": (_("已撤单"), "stopped"),
}
GRADES = {
    5: _("非常满意"),
    4: _("满意"),
    3: _("基本满意"),
    2: _("不满意"),
    1: _("非常不满意"),
}
TAGS = {
    "on_time": _("准时"),
    "skilled": _("手艺好"),
    "kind": _("态度好"),
    "tidy": _("收拾干净"),
    "late": _("来得晚"),
    "unsolved": _("没解决"),
}
DECLINE_REASONS = {
    "nobody_free": _("没有空闲的队员"),
    "not_our_skill": _("不是本队的专长"),
    "too_far": _("离得太远"),
    "other": _("其他原因"),
}
ASSIGNMENTS = {
    "proposed": (pgettext_lazy("assignment", "待本人答复"), "waiting"),
    "accepted": (pgettext_lazy("assignment", "已答应"), "done"),
    "refused": (pgettext_lazy("assignment", "不能去"), "stopped"),
    "released": (pgettext_lazy("assignment", "已免除"), "neutral"),
}


def named(row: ServiceItem | ServiceCategory) -> str:
    """An entry of the catalog in the reader's language."""
    english = (get_language() or "").startswith("en")
    return row.name_en if english and row.name_en else row.name
