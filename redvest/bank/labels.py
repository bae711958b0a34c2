"""Words for what the books store."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.engines.earning import Why
from redvest.engines.ledger import Holder, Kind, Unit

UNITS = {
    Unit.POINTS: pgettext_lazy("bank", "积分"),
    Unit.MINUTES: pgettext_lazy("bank", "时间"),
}
KINDS = {
    Kind.EARN: pgettext_lazy("bank", "服务存入"),
    Kind.GRANT: pgettext_lazy("bank", "公益赠予"),
    Kind.DEDUCT: pgettext_lazy("bank", "投诉属实扣减"),
    Kind.HOLD: pgettext_lazy("bank", "预留"),
    Kind.POST: pgettext_lazy("bank", "支出"),
    Kind.VOID: pgettext_lazy("bank", "取消退回"),
    Kind.LAPSE: pgettext_lazy("bank", "过期未取退回"),
    Kind.REST: pgettext_lazy("bank", "多留部分退回"),
    Kind.EXPIRE: pgettext_lazy("bank", "到期失效"),
    Kind.DONATE: pgettext_lazy("bank", "捐赠"),
    Kind.SURPLUS: pgettext_lazy("bank", "超出上限转入爱心银行"),
    Kind.INHERIT: pgettext_lazy("bank", "亲属继承"),
    Kind.MERGE: pgettext_lazy("bank", "合并账户"),
    Kind.ADJUST: pgettext_lazy("bank", "人工调整"),
    Kind.CLEAR: pgettext_lazy("bank", "调整结清"),
    Kind.EXCHANGE: pgettext_lazy("bank", "跨区转存"),
    Kind.REVERSE: pgettext_lazy("bank", "冲回"),
    Kind.REFUND: pgettext_lazy("bank", "退款"),
}
HOLDERS = {
    Holder.PERSON: pgettext_lazy("bank", "个人"),
    Holder.TEAM: pgettext_lazy("bank", "队伍"),
    Holder.MERCHANT: pgettext_lazy("bank", "商家"),
    Holder.ISSUE: pgettext_lazy("bank", "发放"),
    Holder.HOLD: pgettext_lazy("bank", "预留中"),
    Holder.REDEEMED: pgettext_lazy("bank", "已兑换"),
    Holder.EXPIRED: pgettext_lazy("bank", "已失效"),
    Holder.POOL: pgettext_lazy("bank", "爱心银行"),
    Holder.ADJUST: pgettext_lazy("bank", "待结清调整"),
    Holder.CLEARING: pgettext_lazy("bank", "跨区清算"),
}
WHYS = {
    Why.EVIDENCE: _("证明方式的等级较低，按比例计分"),
    Why.COMPLAINT: _("投诉查实，这次服务不计分"),
    Why.ACTIVITY_CAP: _("超过一次服务计分的时长"),
    Why.DAY_CAP: _("达到一天的上限"),
    Why.MONTH_CAP: _("达到一个月的上限"),
}
EVENTS = {
    **{f"bank.{kind.value}": label for kind, label in KINDS.items()},
    "earning_rule.drafted": pgettext_lazy("event", "起草积分规则"),
    "earning_rule.decided": pgettext_lazy("event", "批准积分规则"),
    "referral.said": pgettext_lazy("event", "填写是谁介绍来的"),
}
