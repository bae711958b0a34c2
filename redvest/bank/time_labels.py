"""Words for what the time bank stores."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.bank.models import TimeUse
from redvest.bank.reward_labels import Shown
from redvest.engines.time_bank import Basis, State

BASES = {
    Basis.AGE: _("到了可以用的年龄"),
    Basis.GRANTED: _("爱心银行赠予过时间"),
    Basis.RELATIVE: _("给家人用"),
    Basis.ELDER: _("给困难老人用"),
}
TIES = {
    "parent": _("父母"),
    "spouse": _("配偶"),
    "child": _("子女"),
    "grandparent": _("祖父母或外祖父母"),
    "parent_in_law": _("配偶的父母"),
}
NEEDS = {
    "elder_alone": _("独居老人"),
    "empty_nest": _("空巢老人"),
    "no_family": _("孤寡老人"),
    "aged_80": _("高龄老人"),
    "disabled": _("残疾人"),
    "low_income": _("低保或困难家庭"),
}
PROOFS = {
    "household": _("户口簿"),
    "marriage": _("结婚证"),
    "id_card": _("身份证"),
    "certificate": _("社区或民政的证明"),
    "archive": _("站点的困难老人登记"),
}
CONSENTS = {
    "in_person": _("对方到站点当面同意"),
    "phone": _("打电话问过对方，对方同意"),
    "visit": _("上门问过对方，对方同意"),
}
VERIFICATIONS = {
    "in_person": _("本人就在站点"),
    "callback": _("回拨登记的电话，是本人接的"),
    "known": _("熟悉本人，听得出声音"),
    "papers": _("核对了证件号和出生日期"),
}
USES = {
    State.HELD: Shown(pgettext_lazy("time use", "已预留"), "waiting"),
    State.SETTLED: Shown(pgettext_lazy("time use", "已结算"), "done"),
    State.RETURNED: Shown(pgettext_lazy("time use", "没有服务，已退回"), "stopped"),
    State.LAPSED: Shown(pgettext_lazy("time use", "过期，已退回"), "stopped"),
    State.REFUNDED: Shown(pgettext_lazy("time use", "投诉属实，已退回"), "stopped"),
}
EVENTS: Mapping[str, Promise | str] = {
    "time_use.asked": pgettext_lazy("event", "用时间点单"),
    "time_use.settle": pgettext_lazy("event", "按实际时长结算时间"),
    "time_use.return": pgettext_lazy("event", "没有服务，退回时间"),
    "time_use.lapse": pgettext_lazy("event", "预留的时间过期退回"),
    "time_use.refund": pgettext_lazy("event", "投诉属实，退回时间"),
    "time_receiver.named": pgettext_lazy("event", "登记时间可以给谁用"),
    "time_receiver.ended": pgettext_lazy("event", "取消时间可以给谁用"),
    "bank_gift.given": pgettext_lazy("event", "捐给爱心银行"),
}


def use_state(row: TimeUse) -> Shown:
    return USES[State(row.state)]
