"""Words for the values stored with meals."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.engines.round_flow import RoundState, StopState
from redvest.engines.rounds import Why

CANTEEN = "canteen"  # The facility that makes a venue a canteen.
NEEDS_TWO = "needs_two"


@dataclass(frozen=True)
class Shown:
    """A word with a tone, as the status tag takes it."""

    label: Any
    tone: str


ROUNDS = {
    RoundState.PLANNED: Shown(pgettext_lazy("round", "还没发给志愿者"), "neutral"),
    RoundState.OFFERED: Shown(pgettext_lazy("round", "等志愿者答复"), "waiting"),
    RoundState.ACCEPTED: Shown(pgettext_lazy("round", "已答应"), "active"),
    RoundState.OUT: Shown(pgettext_lazy("round", "送餐中"), "active"),
    RoundState.DONE: Shown(pgettext_lazy("round", "已送完"), "done"),
    RoundState.DECLINED: Shown(pgettext_lazy("round", "去不了"), "neutral"),
    RoundState.DROPPED: Shown(pgettext_lazy("round", "中途退出"), "neutral"),
    RoundState.WITHDRAWN: Shown(pgettext_lazy("round", "已收回"), "neutral"),
}
STOPS = {
    StopState.WAITING: Shown(pgettext_lazy("stop", "待送"), "waiting"),
    StopState.HANDED: Shown(pgettext_lazy("stop", "已送到"), "done"),
    StopState.NOBODY: Shown(pgettext_lazy("stop", "没人开门"), "late"),
    StopState.FREED: Shown(pgettext_lazy("stop", "不用送了"), "neutral"),
}
LEFT_OUT = {
    Why.NO_PLACE.value: _("不知道家在哪里，请先在地图上标出"),
    Why.NOBODY.value: _("没有能送的志愿者"),
    Why.TOO_MANY_MEALS.value: _("份数太多，一个人一次拿不下"),
    Why.TOO_FAR.value: _("太远，规定时间内送不到"),
    Why.NO_ROOM.value: _("人手或时间不够"),
    NEEDS_TWO: _("须两人同行，请单独派单"),
}

EVENTS = {
    "meal_home.placed": pgettext_lazy("event", "标注送餐位置"),
    "meal_day.planned": pgettext_lazy("event", "安排一天送餐"),
    "meal_day.improved": pgettext_lazy("event", "找到更省时间的送餐路线"),
    "meal_round.offered": pgettext_lazy("event", "请人送一趟餐"),
    "meal_round.withdrawn": pgettext_lazy("event", "收回送餐邀请"),
    "meal_round.accepted": pgettext_lazy("event", "答应送餐"),
    "meal_round.declined": pgettext_lazy("event", "不能送餐"),
    "meal_round.left": pgettext_lazy("event", "出发送餐"),
    "meal_round.dropped": pgettext_lazy("event", "送餐途中退出"),
    "meal_round.stop_handed": pgettext_lazy("event", "送到一户"),
    "meal_round.stop_nobody": pgettext_lazy("event", "一户没人开门"),
    "meal_round.unanswered": pgettext_lazy("event", "送餐邀请没有答复"),
    "meal_round.unmarked": pgettext_lazy("event", "送餐没有记录结果"),
}
