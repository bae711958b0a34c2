"""Words for what the catalogue, the merchants and redemptions store."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import MerchantAgreement, Redemption, Reward
from redvest.engines.redemption_flow import State
from redvest.engines.reward_rules import Field, Kind


class Shown(NamedTuple):
    """A state as the status tag shows it."""

    label: Promise | str
    tone: str


KINDS_OF_REWARD = {
    Kind.GOODS: pgettext_lazy("reward", "物品"),
    Kind.SERVICE: pgettext_lazy("reward", "服务"),
    Kind.COURTESY: pgettext_lazy("reward", "礼遇"),
}
FIELDS = {
    Field.DAILY: pgettext_lazy("reward", "生活"),
    Field.SHOPPING: pgettext_lazy("reward", "购物"),
    Field.TRAVEL: pgettext_lazy("reward", "出行"),
    Field.HEALTH: pgettext_lazy("reward", "就医"),
    Field.SIGHTS: pgettext_lazy("reward", "游览"),
}
FIELD_ICONS = {
    Field.DAILY: "basket",
    Field.SHOPPING: "shop",
    Field.TRAVEL: "bus-front",
    Field.HEALTH: "heart-pulse",
    Field.SIGHTS: "ticket-perforated",
}
AGREEMENTS = {
    "proposed": Shown(pgettext_lazy("agreement", "等另一人批准"), "waiting"),
    "agreed": Shown(pgettext_lazy("agreement", "已批准"), "done"),
    "refused": Shown(pgettext_lazy("agreement", "没有批准"), "stopped"),
    "ended": Shown(pgettext_lazy("agreement", "已终止"), "stopped"),
}
REDEMPTIONS = {
    State.RESERVED: Shown(pgettext_lazy("redemption", "待确认"), "waiting"),
    State.ISSUED: Shown(pgettext_lazy("redemption", "待领取"), "active"),
    State.FULFILLED: Shown(pgettext_lazy("redemption", "已领取"), "done"),
    State.CLOSED: Shown(pgettext_lazy("redemption", "已完成"), "done"),
    State.EXPIRED: Shown(pgettext_lazy("redemption", "已过期，积分已退"), "stopped"),
    State.CANCELLED: Shown(pgettext_lazy("redemption", "已取消，积分已退"), "stopped"),
    State.OUT_OF_STOCK: Shown(pgettext_lazy("redemption", "没有货，积分已退"), "stopped"),
    State.DISPUTED: Shown(pgettext_lazy("redemption", "正在核实"), "late"),
    State.REVERSING: Shown(pgettext_lazy("redemption", "等第二人批准退回"), "late"),
    State.REVERSED: Shown(pgettext_lazy("redemption", "积分已退回"), "stopped"),
}
VIA = {
    "merchant": pgettext_lazy("redemption", "商家核销"),
    "desk": pgettext_lazy("redemption", "站点当面交付"),
    "machine": pgettext_lazy("redemption", "自助机"),
}
NOTES = {
    "not_received": _("没有拿到"),
    "wrong_goods": _("拿到的不是这个"),
    "broken": _("坏的或过期的"),
}
GRANT_REASONS = {
    "elder_alone": _("独居或空巢老人"),
    "disabled": _("残疾"),
    "low_income": _("低保或低收入"),
    "ill": _("重病"),
    "orphan": _("孤儿或困境儿童"),
}
GRANTS = {
    "asked": Shown(pgettext_lazy("grant", "等区中心批准"), "waiting"),
    "granted": Shown(pgettext_lazy("grant", "已赠予"), "done"),
    "refused": Shown(pgettext_lazy("grant", "没有批准"), "stopped"),
}
AGE_CLASSES = {
    "3m": _("三个月以内"),
    "12m": _("三个月到一年"),
    "24m": _("一年到两年"),
    "older": _("两年以上"),
}
EVENTS: Mapping[str, Promise | str] = {
    "merchant.opened": pgettext_lazy("event", "登记爱心商家"),
    "merchant.changed": pgettext_lazy("event", "修改爱心商家"),
    "merchant.clerk_added": pgettext_lazy("event", "添加商家核销人"),
    "merchant.clerk_removed": pgettext_lazy("event", "撤下商家核销人"),
    "agreement.proposed": pgettext_lazy("event", "拟定商家协议"),
    "agreement.agreed": pgettext_lazy("event", "批准商家协议"),
    "agreement.refused": pgettext_lazy("event", "不批准商家协议"),
    "agreement.ended": pgettext_lazy("event", "终止商家协议"),
    "reward.added": pgettext_lazy("event", "礼品上架"),
    "reward.changed": pgettext_lazy("event", "修改礼品"),
    "reward.offered": pgettext_lazy("event", "恢复兑换礼品"),
    "reward.withdrawn": pgettext_lazy("event", "停止兑换礼品"),
    "reward.placed": pgettext_lazy("event", "增加领取点"),
    "stock.brought": pgettext_lazy("event", "礼品入库"),
    "stock.donated": pgettext_lazy("event", "收到捐赠礼品"),
    "stock.counted": pgettext_lazy("event", "盘点礼品"),
    "redemption.reserve": pgettext_lazy("event", "预约礼品"),
    "redemption.issue": pgettext_lazy("event", "确认兑换"),
    "redemption.fulfil": pgettext_lazy("event", "交付礼品"),
    "redemption.cancel": pgettext_lazy("event", "取消兑换"),
    "redemption.expire": pgettext_lazy("event", "兑换过期退回"),
    "redemption.run_out": pgettext_lazy("event", "缺货退回积分"),
    "redemption.dispute": pgettext_lazy("event", "对兑换提出异议"),
    "redemption.uphold": pgettext_lazy("event", "核实后维持兑换"),
    "redemption.ask_reversal": pgettext_lazy("event", "提议退回积分"),
    "redemption.reverse": pgettext_lazy("event", "批准退回积分"),
    "redemption.keep": pgettext_lazy("event", "不退回积分"),
    "redemption.close": pgettext_lazy("event", "兑换完成"),
    "reward_grant.asked": pgettext_lazy("event", "申请爱心银行赠予"),
    "reward_grant.granted": pgettext_lazy("event", "批准爱心银行赠予"),
    "reward_grant.refused": pgettext_lazy("event", "不批准爱心银行赠予"),
}


def named(reward: Reward) -> str:
    """The name of a reward in the visitor's language, where it has one."""
    english = (get_language() or "").startswith("en")
    return reward.name_en if english and reward.name_en else reward.name


def state_of(row: Redemption) -> Shown:
    return REDEMPTIONS[State(row.state)]


def agreement_state(row: MerchantAgreement) -> Shown:
    return AGREEMENTS[row.state]
