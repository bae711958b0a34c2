"""Words for what activities store."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.engines.activity_flow import ActivityAction, ActivityState
from redvest.engines.activity_rules import ActivityKind, Declared, Lack, Load
from redvest.engines.attendance_merge import Doubt, Method, Why
from redvest.engines.presence import Refused
from redvest.engines.signup_flow import SignUpAction, SignUpState
from redvest.engines.stand_in_flow import StandInState

Labels = dict[str, Promise]


class Shown(NamedTuple):
    """A state as the status tag shows it."""

    label: Any
    tone: str


KINDS: Labels = {
    ActivityKind.SERVICE: _("志愿服务"),
    ActivityKind.LECTURE: _("宣讲"),
    ActivityKind.CLASS: _("课堂"),
    ActivityKind.PERFORMANCE: _("文艺演出"),
    ActivityKind.CONTEST: _("比赛"),
    ActivityKind.PATROL: _("巡查"),
    ActivityKind.POST: _("定点值守"),
    ActivityKind.BIG_EVENT: _("大型活动"),
    ActivityKind.EXHIBITION: _("展览"),
    ActivityKind.ONLINE: _("线上活动"),
}
ICONS = {
    ActivityKind.SERVICE: "heart",
    ActivityKind.LECTURE: "megaphone",
    ActivityKind.CLASS: "book",
    ActivityKind.PERFORMANCE: "music-note-beamed",
    ActivityKind.CONTEST: "trophy",
    ActivityKind.PATROL: "compass",
    ActivityKind.POST: "geo-alt",
    ActivityKind.BIG_EVENT: "people",
    ActivityKind.EXHIBITION: "image",
    ActivityKind.ONLINE: "tv",
}
STATES = {
    ActivityState.DRAFT: Shown(pgettext_lazy("activity", "草稿"), "neutral"),
    ActivityState.SUBMITTED: Shown(pgettext_lazy("activity", "待审批"), "waiting"),
    ActivityState.APPROVED: Shown(pgettext_lazy("activity", "已批准，待发布"), "waiting"),
    ActivityState.REJECTED: Shown(pgettext_lazy("activity", "未批准"), "late"),
    ActivityState.PUBLISHED: Shown(pgettext_lazy("activity", "招募中"), "active"),
    ActivityState.FULL: Shown(pgettext_lazy("activity", "已报满"), "done"),
    ActivityState.SIGNUP_CLOSED: Shown(pgettext_lazy("activity", "报名截止"), "neutral"),
    ActivityState.POSTPONED: Shown(pgettext_lazy("activity", "已延期"), "late"),
    ActivityState.UNPUBLISHED: Shown(pgettext_lazy("activity", "已撤下"), "stopped"),
    ActivityState.ONGOING: Shown(pgettext_lazy("activity", "进行中"), "active"),
    ActivityState.ENDED: Shown(pgettext_lazy("activity", "已结束"), "waiting"),
    ActivityState.SETTLED: Shown(pgettext_lazy("activity", "已结算"), "done"),
    ActivityState.ARCHIVED: Shown(pgettext_lazy("activity", "已归档"), "neutral"),
    ActivityState.CANCELLED: Shown(pgettext_lazy("activity", "已取消"), "stopped"),
}
BUTTONS: Labels = {
    ActivityAction.SUBMIT: _("提交审批"),
    ActivityAction.TAKE_BACK: _("撤回修改"),
    ActivityAction.APPROVE: _("批准"),
    ActivityAction.REJECT: _("不批准"),
    ActivityAction.REVISE: _("修改后重新提交"),
    ActivityAction.PUBLISH: _("发布并开放报名"),
    ActivityAction.CLOSE_SIGNUP: _("截止报名"),
    ActivityAction.OPEN_SIGNUP: _("重新开放报名"),
    ActivityAction.UNPUBLISH: _("撤下"),
    ActivityAction.POSTPONE: _("延期"),
    ActivityAction.RESCHEDULE: _("定新的时间"),
    ActivityAction.CANCEL: _("取消活动"),
    ActivityAction.START: _("开始"),
    ActivityAction.END: _("结束"),
}
DECLARED: Labels = {
    Declared.NO_PAY: _("不给参加者发报酬，也不向服务对象收费"),
    Declared.NO_SELLING: _("不推销商品或服务"),
    Declared.NO_DUTY_OF_OFFICE: _("不是本单位职工的本职工作"),
    Declared.NO_ENFORCEMENT: _("不代替部门执法"),
    Declared.NO_FORCED_COMING: _("不强迫、不摊派，来不来由本人决定"),
    Declared.NO_FUND_RAISING: _("不募捐"),
}
LACKS: Labels = {
    Lack.RISK_STATEMENT: _("请写明可能的风险；没有特别的风险也要写一句。"),
    Lack.LEAD: _("请确定现场负责人；由别人负责的，要等本人答应。"),
    Lack.PLACE: _("请写明地点。"),
    Lack.SESSION: _("请至少安排一场时间。"),
    Lack.POSITION: _("请至少设一个岗位。"),
    Lack.PAST: _("有一场的开始时间已经过了，请改时间。"),
    Lack.DECLARATION: _("请逐条确认这是志愿服务；有一条做不到，就不能作为志愿活动发布。"),
    Lack.POLICY: _("有人身危险的活动，请先买保险并填写保险的起止日期。"),
    Lack.POLICY_DATES: _("保险没有覆盖每一场的日期，请核对。"),
    Lack.POLICY_PEOPLE: _("保险的人数少于同一时段的名额，请加保或减少名额。"),
    Lack.MINORS_IN_DANGER: _("有人身危险的活动不能招募未成年人。"),
    Lack.DETAILS: _("请补充这类活动要说明的内容。"),
    Lack.MINORS_AT_NIGHT: _("晚上十点到早上六点的活动不能招募未成年人。"),
}
LOADS: Labels = {
    Load.LONG_DAY: _("这一天加起来超过8小时"),
    Load.LONG_WEEK: _("这一周加起来超过24小时"),
    Load.SHORT_REST: _("和前后一天的班次之间休息不到9小时"),
}
SIGNUP_STATES = {
    SignUpState.APPLIED: Shown(pgettext_lazy("signup", "待负责人同意"), "waiting"),
    SignUpState.WAITLISTED: Shown(pgettext_lazy("signup", "候补"), "waiting"),
    SignUpState.APPROVED: Shown(pgettext_lazy("signup", "请您确认"), "late"),
    SignUpState.CONFIRMED: Shown(pgettext_lazy("signup", "已报上"), "done"),
    SignUpState.CHECKED_IN: Shown(pgettext_lazy("signup", "已签到"), "active"),
    SignUpState.CHECKED_OUT: Shown(pgettext_lazy("signup", "已签退"), "done"),
    SignUpState.SETTLED: Shown(pgettext_lazy("signup", "已结算"), "done"),
    SignUpState.REJECTED: Shown(pgettext_lazy("signup", "这次没有安排"), "stopped"),
    SignUpState.DECLINED: Shown(pgettext_lazy("signup", "不参加"), "neutral"),
    SignUpState.LAPSED: Shown(pgettext_lazy("signup", "过时未确认"), "neutral"),
    SignUpState.WITHDRAWN: Shown(pgettext_lazy("signup", "已取消报名"), "neutral"),
    SignUpState.LATE_WITHDRAWN: Shown(pgettext_lazy("signup", "临近时取消"), "neutral"),
    SignUpState.REPLACED: Shown(pgettext_lazy("signup", "已由别人替班"), "neutral"),
    SignUpState.CALLED_OFF: Shown(pgettext_lazy("signup", "活动取消"), "stopped"),
    SignUpState.ABSENT_EXCUSED: Shown(pgettext_lazy("signup", "有事未到"), "neutral"),
    SignUpState.NO_SHOW: Shown(pgettext_lazy("signup", "未到"), "stopped"),
}
SIGNUP_BUTTONS: Labels = {
    SignUpAction.CONFIRM: _("我参加"),
    SignUpAction.DECLINE: _("这次不参加"),
    SignUpAction.WITHDRAW: _("取消报名"),
    SignUpAction.ADMIT: _("同意"),
    SignUpAction.REJECT: _("这次不安排"),
    SignUpAction.EXCUSE: _("有事没来"),
    SignUpAction.MARK_NO_SHOW: _("没有来，也没有说"),
    SignUpAction.CORRECT: _("更正：其实来了"),
}
METHODS: Labels = {
    Method.CODE: _("负责人屏幕上的签到码"),
    Method.PLACE: _("墙上的码和定位"),
    Method.BENEFICIARY: _("服务对象的口令"),
    Method.DESK: _("站点登记"),
    Method.LEAD: _("负责人点名"),
    Method.LATER: _("负责人事后补记"),
}
NOT_NOW: Labels = {
    Refused.EARLY: _("还没到签到时间，开始前半小时可以签到。"),
    Refused.OVER: _("这一场已经结束超过一小时，不能再签。有出入请告诉现场负责人。"),
    Refused.NOT_INSURED: _("今天没有保险，有危险的活动不能签到。请负责人先补办保险。"),
}
DROPPED: Labels = {
    Why.OTHER_DEVICE: _("您已用另一部手机签过到。换了手机的，请负责人点名。"),
    Why.NOT_THERE: _("还没有签到，不能签退。"),
    Why.ALREADY: _("已经签过了，不用再签。"),
    Why.TOO_SOON: _("刚刚签过，请过一分钟再签。"),
    Why.TOO_MANY: _("一场最多签到三次。之后请负责人登记。"),
    Why.LATE: _("交得太晚，没有计入，请找站点核对。"),
}
DOUBTS: Labels = {
    Doubt.CLOCK_FAR: _("手机时间差得太多，请把手机时间设成自动，再请负责人点名。"),
    Doubt.CLOCK_BACK: _("手机时间被往回拨过，这一条不能算。请负责人点名。"),
    Doubt.FUTURE: _("手机时间走在前面，这一条还不能算。请把手机时间设成自动。"),
}
WEATHER_REASONS: Labels = {
    "heat": _("高温预警"),
    "rainstorm": _("暴雨雷电预警"),
    "typhoon": _("台风大风预警"),
    "snow": _("暴雪结冰预警"),
    "smog": _("重污染天气预警"),
}
REFUSALS: dict[str, Any] = {
    "unreadable": _("有一条没有收下，请现场负责人点名。"),
    **{code.value: text for code, text in DOUBTS.items()},  # type: ignore[attr-defined]
    **{code.value: text for code, text in NOT_NOW.items()},  # type: ignore[attr-defined]
    "wrong_code": _("签到码和时间对不上，这一条没有收下，请负责人点名。"),
    "own_screen": _("签到码在您自己的屏幕上，不能给自己签到，请站点登记。"),
    "own_signup": _("自己的签到由另一位负责人或站点登记。"),
    "revoked": _("这部手机已停用，这一条没有收下。"),
    "not_expected": _("这条报名现在不能签到，请找现场负责人。"),
}
CANCEL_REASONS: Labels = {
    "weather": _("天气原因"),
    "emergency": _("应急事件"),
    "too_few": _("报名的人不够"),
    "place": _("场地不能用"),
    "organiser": _("组织方有变化"),
    "other": _("其他原因"),
    **WEATHER_REASONS,
}
EVENTS: Labels = {
    "activity.created": pgettext_lazy("event", "起草活动"),
    "activity.edited": pgettext_lazy("event", "修改活动"),
    "activity.lead_agreed": pgettext_lazy("event", "答应现场负责"),
    "activity.lead_left": pgettext_lazy("event", "不再现场负责"),
    "activity.capacity_set": pgettext_lazy("event", "调整名额"),
    "activity.submit": pgettext_lazy("event", "活动提交审批"),
    "activity.take_back": pgettext_lazy("event", "撤回活动修改"),
    "activity.approve": pgettext_lazy("event", "批准活动"),
    "activity.reject": pgettext_lazy("event", "不批准活动"),
    "activity.revise": pgettext_lazy("event", "重新修改活动"),
    "activity.publish": pgettext_lazy("event", "发布活动"),
    "activity.fill": pgettext_lazy("event", "活动报满"),
    "activity.free": pgettext_lazy("event", "活动又有名额"),
    "activity.close_signup": pgettext_lazy("event", "截止报名"),
    "activity.open_signup": pgettext_lazy("event", "重新开放报名"),
    "activity.unpublish": pgettext_lazy("event", "撤下活动"),
    "activity.postpone": pgettext_lazy("event", "活动延期"),
    "activity.reschedule": pgettext_lazy("event", "活动改期"),
    "activity.cancel": pgettext_lazy("event", "取消活动"),
    "activity.start": pgettext_lazy("event", "活动开始"),
    "activity.end": pgettext_lazy("event", "活动结束"),
    "activity.proposed": pgettext_lazy("event", "负责人交名单"),
    "activity.settle": pgettext_lazy("event", "活动结算"),
    "activity.archive": pgettext_lazy("event", "活动归档"),
    "signup.signed_up": pgettext_lazy("event", "报名"),
    "signup.invited": pgettext_lazy("event", "队伍替队员留位置"),
    "signup.admit": pgettext_lazy("event", "同意报名"),
    "signup.reject": pgettext_lazy("event", "没有安排报名的人"),
    "signup.offer": pgettext_lazy("event", "候补转正"),
    "signup.confirm": pgettext_lazy("event", "确认参加"),
    "signup.decline": pgettext_lazy("event", "不参加"),
    "signup.lapse": pgettext_lazy("event", "过时未确认"),
    "signup.withdraw": pgettext_lazy("event", "取消报名"),
    "signup.withdraw_late": pgettext_lazy("event", "临近时取消报名"),
    "signup.replace": pgettext_lazy("event", "由别人替班"),
    "signup.call_off": pgettext_lazy("event", "报名随活动取消"),
    "signup.ask_again": pgettext_lazy("event", "改期后请再确认"),
    "signup.check_in": pgettext_lazy("event", "活动签到"),
    "signup.check_out": pgettext_lazy("event", "活动签退"),
    "signup.stamped": pgettext_lazy("event", "又一次签到或签退"),
    "phone.added": pgettext_lazy("event", "登记离线签到的手机"),
    "phone.revoked": pgettext_lazy("event", "停用离线签到的手机"),
    "signup.settle": pgettext_lazy("event", "报名结算"),
    "signup.excuse": pgettext_lazy("event", "记为有事未到"),
    "signup.mark_no_show": pgettext_lazy("event", "记为未到"),
    "signup.correct": pgettext_lazy("event", "更正未到"),
    "signup.appealed": pgettext_lazy("event", "对未到提出异议"),
    "signup.appeal_refused": pgettext_lazy("event", "异议未成立"),
    "stand_in.asked": pgettext_lazy("event", "请人替班"),
    "stand_in.accept": pgettext_lazy("event", "同意替班"),
    "stand_in.decline": pgettext_lazy("event", "不能替班"),
    "stand_in.offer": pgettext_lazy("event", "答应换班，说了换哪一班"),
    "stand_in.agree": pgettext_lazy("event", "同意换成这一班"),
    "stand_in.withdraw": pgettext_lazy("event", "不换班了"),
    "stand_in.approved": pgettext_lazy("event", "一方负责人同意换班"),
    "stand_in.approve": pgettext_lazy("event", "换班办好"),
    "stand_in.refuse": pgettext_lazy("event", "负责人没有同意换班"),
    "stand_in.end": pgettext_lazy("event", "换班或替班因情况变化结束"),
}

STAND_IN_STATES = {
    StandInState.ASKED: Shown(_("等对方答复"), "waiting"),
    StandInState.OFFERED: Shown(_("对方愿意换，等您看"), "waiting"),
    StandInState.AGREED: Shown(_("等负责人同意"), "waiting"),
    StandInState.ACCEPTED: Shown(_("办好了"), "done"),
    StandInState.DECLINED: Shown(_("对方不能去"), "neutral"),
    StandInState.WITHDRAWN: Shown(_("不换了"), "neutral"),
    StandInState.REFUSED: Shown(_("没有换成"), "neutral"),
    StandInState.ENDED: Shown(_("情况变了，已结束"), "neutral"),
}
SWAP_ENDS = {
    "changed": _("其中一班有了变化，这次没有换成。您手上的班次没有变。"),
    "begun": _("其中一班已经开始，这次没有换成。您手上的班次没有变。"),
}
SWAP_ENDS_ELSE = _("现在换班不合岗位要求，或那个时间已有安排，这次没有换成。您手上的班次没有变。")
