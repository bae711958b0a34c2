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
    Action.RETURN_FOR_INFO: _("退回补充"),
    Action.REJECT: _("不予受理"),
    Action.MERGE: _("合并"),
    Action.POOL: _("放入抢单池"),
    Action.REASSIGN: _("改派"),
    Action.TAKE_BACK: _("撤回派单"),
    Action.GIVE_BACK: _("退单"),
    Action.RESCHEDULE: _("改期"),
    Action.REPORT_NO_SHOW: _("没有人来"),
    Action.REPORT_ABSENT: _("居民不在"),
    Action.ASK_REWORK: _("没有解决"),
    Action.REVISIT: _("回访"),
    Action.CANCEL: _("取消"),
    Action.ESCALATE: _("转吹哨"),
    Action.GIVE_UP: _("无力满足"),
    Action.COMPLAIN: _("投诉"),
    Action.REINSTATE: _("申诉成立，受理"),
    Action.SETTLE: _("核实办结"),
    Action.REOPEN: _("重新安排"),
    Action.RESUME: _("继续安排"),
}
EVENTS = {
    "order.slot_changed": (_("换了一个时段"), "neutral"),
    "order.bundled": (_("并入一场集中服务"), "waiting"),
    "order.keep_own": (_("退出集中服务，另行安排"), "neutral"),
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
    "order.return_for_info": (_("站点请您补充信息"), "waiting"),
    "order.reject": (_("站点没有受理"), "stopped"),
    "order.merge": (_("已与另一单合并"), "neutral"),
    "order.pool": (_("已放入抢单池"), "waiting"),
    "order.time_out": (_("到时无人接单，站点会另外安排"), "neutral"),
    "order.reassign": (_("已改派"), "waiting"),
    "order.take_back": (_("站点撤回了派单，另外安排"), "neutral"),
    "order.give_back": (_("队伍退单，站点会优先安排"), "waiting"),
    "order.planned": (_("队伍提出了上门时间"), "waiting"),
    "order.time_proposed": (_("提出了新的时间"), "waiting"),
    "order.time_agreed": (_("同意了上门时间"), "done"),
    "order.time_refused": (_("没有同意这个时间"), "neutral"),
    "order.reschedule": (_("已改期"), "done"),
    "order.report_no_show": (_("到时无人上门，站点会核实"), "stopped"),
    "order.tried_to_reach": (_("上门时没有见到人，试着联系过"), "neutral"),
    "order.report_absent": (_("多次联系不上，这次没有服务成"), "stopped"),
    "order.lapse": (_("没有收到确认，记为“未确认”"), "neutral"),
    "order.ask_rework": (_("没有解决，请再来一次"), "waiting"),
    "order.check_poor_rating": (_("站点会来了解为什么不满意"), "waiting"),
    "order.revisit": (_("已回访"), "done"),
    "order.revisit_noted": (_("已回访"), "done"),
    "order.close": (_("已办结"), "done"),
    "order.cancel": (_("中心已取消"), "stopped"),
    "order.escalate": (_("已转部门协调"), "waiting"),
    "order.resume": (_("协调完毕，继续安排"), "waiting"),
    "order.give_up": (_("暂时没有人能办，已记入需求清单"), "stopped"),
    "order.complain": (_("提出了投诉，正在核实"), "waiting"),
    "order.case_contact": (_("就此事联系过您"), "neutral"),
    "order.case_taken": (_("有人负责核实此事"), "neutral"),
    "order.settle": (_("核实完毕，已办结"), "done"),
    "order.reopen": (_("核实完毕，重新安排"), "waiting"),
    "order.link_made": (_("办了查询链接"), "neutral"),
    "order.link_closed": (_("停用了查询链接"), "neutral"),
    "order.appeal": (_("提出了申诉"), "waiting"),
    "order.appeal_refused": (_("申诉没有得到支持"), "stopped"),
    "order.reinstate": (_("申诉成立，已受理"), "done"),
    "order.task_done": (_("工作人员已跟进"), "neutral"),
    "order.merged_here": (_("另一单合并到了这里"), "neutral"),
    "order.reminded": (_("提醒过您确认"), "neutral"),
    "order.overdue": (_("超过了时限，已提醒"), "neutral"),
    "order.consent_by_phone": (_("在电话里同意代点单"), "neutral"),
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
RETURN_REASONS = {
    "place_unclear": _("地址或社区不清楚"),
    "need_unclear": _("需要什么说得不够清楚"),
    "time_unclear": _("方便的时间需要再确认"),
    "phone_wrong": _("联系电话打不通"),
    "consent_missing": _("代办没有本人同意"),
    "other": _("其他原因"),
}
REJECT_REASONS = {
    "market": _("属于有偿服务，请找正规商家"),
    "unlawful": _("不符合法律规定"),
    "danger": _("有危险，志愿者不能做"),
    "department": _("属于部门职责"),
    "handled": _("已经由别人办好"),
}
REFERRALS = {
    "market": _("请找正规家政或维修商家，社区站点可以帮您核对价格。"),
    "unlawful": _("如有疑问，可拨打12348法律服务热线。"),
    "danger": _("有危险请先拨打110、119或120；燃气问题请拨打燃气公司抢修电话。"),
    "department": _("请拨打12345政务服务热线，由有关部门办理。"),
    "handled": _("如果还没有解决，请联系社区站点。"),
}
GIVE_BACK_REASONS = {
    "nobody_free": _("没有空闲的队员"),
    "ill": _("队员生病或有急事"),
    "not_our_skill": _("不是本队的专长"),
    "unsafe": _("到场后认为不安全"),
    "other": _("其他原因"),
}
REASSIGN_REASONS = {
    "no_answer": _("一直没有答复"),
    "better_match": _("有更合适的队伍"),
    "asked_to": _("队伍请求改派"),
    "other": _("其他原因"),
}
CANCEL_REASONS = {
    "emergency": _("应急事件"),
    "weather": _("天气原因"),
    "safety": _("安全原因"),
    "resident_away": _("居民住院或离开本地"),
    "other": _("其他原因"),
}
CHANGES_OF_PLAN = {
    "no_longer_needed": _("不需要了"),
    "found_help": _("已找到别人帮忙"),
    "wrong_time": _("时间不合适"),
    "mistake": _("点错了"),
    "other": _("其他原因"),
}
GIVE_UP_REASONS = {
    "no_skill": _("本区没有会做的志愿者"),
    "nobody_free": _("多次派单无人接单"),
    "too_late": _("已过居民需要的时间"),
    "not_suitable": _("不适合由志愿者做"),
}
ESCALATE_REASONS = {
    "department": _("需要部门来办"),
    "repeated": _("多户反复出现"),
    "urgent": _("紧急，站点办不了"),
}
REWORK_REASONS = {
    "unsolved": _("没有解决"),
    "again": _("很快又坏了"),
    "half_done": _("只做了一半"),
    "damage": _("弄坏了东西"),
}
COMPLAINT_REASONS = {
    "attitude": _("态度不好"),
    "money": _("收钱或推销"),
    "safety": _("让人感到不安全"),
    "privacy": _("泄露了我的信息"),
    "false_record": _("记录与实际不符"),
    "handling": _("办理得不好"),
    "other": _("其他原因"),
}
FINDINGS = {
    "confirmed": _("情况属实"),
    "partly": _("部分属实"),
    "unfounded": _("不属实"),
    "misunderstanding": _("双方误会，已说清"),
    "nobody_reached": _("多次联系不上"),
}
VERIFICATIONS = {
    "phone": _("电话核实"),
    "visit": _("上门核实"),
    "online": _("网上核实"),
    "known": _("站点已了解情况"),
}
FLAGS = {
    "adults_only": _("只由成年人参加"),
    "by_man": _("由男性志愿者上门"),
    "by_woman": _("由女性志愿者上门"),
    "qualified": _("须有相应资格"),
    "two_person": _("须两人同行"),
}
PAIR_KINDS = {
    "apart": _("不再安排去这一家"),
    "rather": _("优先安排去这一家"),
}
PAIR_REASONS = {
    "resident_asked": _("居民提出"),
    "volunteer_asked": _("志愿者或队伍提出"),
    "get_on": _("相处得来"),
    "do_not_get_on": _("相处不来"),
    "related": _("是亲属或有利害关系"),
    "safety": _("为了安全"),
}
CONTACT_METHODS = {
    "phone": _("打电话"),
    "visit": _("上门"),
    "online": _("网上联系"),
}
REACH_METHODS = {
    "phone": _("打过电话"),
    "door": _("敲过门"),
    "neighbor": _("问过邻居"),
}
CONFIRMATIONS = {
    "own": _("本人确认"),
    "code": _("口令确认"),
    "slip": _("签字确认"),
    "phone": _("电话确认"),
}
TASKS = {
    "phone_resident": _("电话告知居民"),
    "find_help": _("请中心帮忙找队伍"),
    "answer_appeal": _("答复申诉"),
    "accept_late": _("催办：受理超时"),
    "dispatch_late": _("催办：派单超时"),
    "schedule_late": _("催办：约定时间超时"),
    "rework_late": _("催办：返工超时"),
    "case_late": _("催办：核实超时"),
    "revisit_late": _("催办：回访超时"),
    "contact_late": _("催办：还没有联系居民"),
    "name_others": _("催办：没有人能去"),
    "welfare": _("送餐没人开门，请马上去看望"),
    "meal_unmarked": _("送餐时间已过，还没有标记送到"),
}
TASK_RESULTS = {
    "reached": _("已联系上"),
    "not_reached": _("没联系上"),
    "done": _("已办"),
    "refused": _("不予支持"),
}
READINGS = {
    "blood_pressure_high": (_("高压"), "mmHg", 40, 300),
    "blood_pressure_low": (_("低压"), "mmHg", 20, 200),
    "pulse": (_("脉搏"), "bpm", 20, 250),
    "blood_sugar": (_("血糖"), "mmol/L", 1, 40),
    "temperature": (_("体温"), "℃", 30, 45),
    "weight": (_("体重"), "kg", 1, 300),
}
BADGE_REASONS = {
    "not_you": _("和本人对不上"),
    "unclear": _("看不清脸"),
    "others": _("照片里还有别人"),
    "unfit": _("不适合做胸牌照片"),
}
CONCERNS = {
    "aggression": _("有人态度激动"),
    "harassment": _("言语或行为骚扰"),
    "animal": _("家里有动物会伤人"),
    "electric_gas": _("电、气或火的隐患"),
    "height_floor": _("要登高，或地面湿滑"),
    "hygiene": _("卫生状况不好，可能传染"),
    "alone": _("一个人去不合适"),
    "money": _("被要求收钱或垫钱"),
}
ASSIGNMENTS = {
    "proposed": (pgettext_lazy("assignment", "待本人答复"), "waiting"),
    "accepted": (pgettext_lazy("assignment", "已答应"), "done"),
    "refused": (pgettext_lazy("assignment", "不能去"), "stopped"),
    "released": (pgettext_lazy("assignment", "已免除"), "neutral"),
    "ended": (pgettext_lazy("assignment", "已服务"), "done"),
    "no_show": (pgettext_lazy("assignment", "未到场"), "stopped"),
}


ASKED = {
    "live": pgettext_lazy("offer", "等答复"),
    "claimed": pgettext_lazy("offer", "已接单"),
    "declined": pgettext_lazy("offer", "拒单"),
    "timed_out": pgettext_lazy("offer", "超时未答"),
    "withdrawn": pgettext_lazy("offer", "居民撤单"),
    "reassigned": pgettext_lazy("offer", "已改派"),
    "taken_back": pgettext_lazy("offer", "站点撤回"),
    "given_back": pgettext_lazy("offer", "退单"),
    "ended": pgettext_lazy("offer", "服务过"),
}
# What a team answered is no fault of theirs: none of these is shown as one.
ASKED_TONES = {"live": "waiting", "claimed": "active", "ended": "done"}
CASES = {
    "poor_rating": _("差评核实"),
    "no_show": _("没有人来"),
    "complaint": _("投诉"),
}
WHY_REVISIT = {
    "poor": _("评价较差"),
    "vulnerable": _("需要照顾的居民"),
    "lot": _("抽查"),
}


def named(row: ServiceItem | ServiceCategory) -> str:
    """An entry of the catalog in the reader's language."""
    english = (get_language() or "").startswith("en")
    return row.name_en if english and row.name_en else row.name
