"""Words for what the time bank stores."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.bank.models import TimeUse
from redvest.bank.reward_labels import Shown
from redvest.engines.clearing import Verdict
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
HEIRS = {
    "spouse": _("配偶"),
    "child": _("子女"),
    "parent": _("父母"),
    "sibling": _("兄弟姐妹"),
    "grandchild": _("孙子女或外孙子女"),
}
INHERITANCE_PROOFS = {
    "death_certificate": _("死亡证明和亲属关系证明"),
    "notary": _("继承公证书"),
    "court": _("法院文书"),
    "closing": _("本人注销前写下的委托"),
}
INHERITANCES = {
    "asked": Shown(pgettext_lazy("grant", "等区中心批准"), "waiting"),
    "agreed": Shown(pgettext_lazy("inheritance", "已转给亲属"), "done"),
    "refused": Shown(pgettext_lazy("grant", "没有批准"), "stopped"),
}
EXCHANGES = {
    "sent": Shown(pgettext_lazy("exchange", "在路上"), "waiting"),
    "received": Shown(pgettext_lazy("exchange", "已收到"), "done"),
    "refused": Shown(pgettext_lazy("exchange", "没有收，已退回"), "stopped"),
}
EXCHANGE_REASONS = {
    "nobody": _("对方区没有可以收的账户"),
    "closed": _("对方区没有开通互转"),
    "cap": _("收下会超过对方区的上限"),
}
VERDICTS = {
    Verdict.MATCHED: Shown(pgettext_lazy("exchange", "对得上"), "done"),
    Verdict.UNDER_WAY: Shown(pgettext_lazy("exchange", "在路上"), "waiting"),
    Verdict.RETURNED: Shown(pgettext_lazy("exchange", "没有收，已退回"), "stopped"),
    Verdict.AMOUNTS: Shown(pgettext_lazy("exchange", "数目不同"), "late"),
    Verdict.ANSWERS: Shown(pgettext_lazy("exchange", "两边的结果不同"), "late"),
    Verdict.UNSENT: Shown(pgettext_lazy("exchange", "一边没有记录"), "late"),
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
    "time_inheritance.asked": pgettext_lazy("event", "申请继承时间"),
    "time_inheritance.agreed": pgettext_lazy("event", "批准继承时间"),
    "time_inheritance.refused": pgettext_lazy("event", "不批准继承时间"),
    "team_saver.began": pgettext_lazy("event", "时间改存给队伍"),
    "team_saver.ended": pgettext_lazy("event", "时间改存给自己"),
    "time_exchange.sent": pgettext_lazy("event", "时间转到另一个区"),
    "time_exchange.received": pgettext_lazy("event", "另一个区转来的时间已收到"),
    "time_exchange.refused": pgettext_lazy("event", "跨区转存没有收"),
}


def use_state(row: TimeUse) -> Shown:
    return USES[State(row.state)]
