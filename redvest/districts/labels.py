"""Words for what a district decides: fields of the policy, their units and what is wrong."""

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from redvest.engines.holiday_table import RowProblem
from redvest.engines.policy import Group, Problem, Unit

GROUPS = {
    Group.ORDERS: _("点单派单时限"),
    Group.SAFETY: _("账号安全"),
    Group.PEOPLE: _("人员"),
    Group.PLACES: _("阵地与地图"),
    Group.LABELS: _("称呼"),
    Group.CHECKLISTS: _("清单"),
    Group.MENU: _("服务菜单"),
    Group.MATCHING: _("派单建议怎样权衡（都折算成步行的米数）"),
    Group.ACTIVITIES: _("活动报名"),
    Group.TIME_BANK: _("时间银行"),
}

UNITS = {
    Unit.SECONDS: _("秒"),
    Unit.MINUTES: _("分钟"),
    Unit.HOURS: _("小时"),
    Unit.DAYS: _("天"),
    Unit.WORKING_DAYS: _("个工作日"),
    Unit.MONTHS: _("个月"),
    Unit.YEARS: _("岁"),
    Unit.TIMES: _("次"),
    Unit.PERCENT: "%",
    Unit.METERS: _("米"),
    Unit.METERS_PER_MINUTE: _("米/分钟"),
    Unit.YUAN: _("元"),
    Unit.MEALS: _("份"),
}

FIELDS = {
    "accept_urgent_hours": _("紧急订单受理时限"),
    "accept_normal_days": _("一般订单受理时限"),
    "dispatch_days": _("派单时限"),
    "claim_urgent_hours": _("紧急订单接单时限"),
    "claim_normal_hours": _("一般订单接单时限"),
    "schedule_hours": _("接单后约定时间的时限"),
    "no_show_minutes": _("超过约定时间多久算爽约"),
    "late_minutes": _("超过约定时间多久算迟到"),
    "give_back_hours": _("离上门不到多久退单时要电话告知居民"),
    "remind_first_days": _("多久未确认时第一次提醒"),
    "remind_again_days": _("多久未确认时再次提醒"),
    "confirm_days": _("居民未确认时自动转为“未确认”"),
    "rework_days": _("返工时限"),
    "rate_days": _("评价开放时间"),
    "contact_days": _("差评后联系居民的时限"),
    "poor_rating_days": _("差评核实时限"),
    "revisit_days": _("回访时限"),
    "complaint_days": _("投诉处理时限"),
    "appeal_days": _("申诉处理时限"),
    "dispatch_attempts_max": _("派单几次无人接时通知中心"),
    "alarm_percent": _("用掉多少时间仍无人接单时通知中心"),
    "reschedules_max": _("服务方最多改期"),
    "visits_week_max": _("同一户一周内有几天上门后，再约要居民另外点头"),
    "due_soon_percent": _("用掉多少时限后提示临期"),
    "revisit_percent": _("随机回访比例"),
    "staff_second_factor": _("工作人员必须使用两步验证"),
    "certificates_sm2": _("服务证明用国密 SM2 签名（要先装签名组件）"),
    "session_hours": _("登录保持时间"),
    "invitation_days": _("邀请有效期"),
    "inactive_months": _("多久没有服务标为不活跃"),
    "circle_m": _("15分钟文明实践圈半径"),
    "detour_percent": _("步行绕行系数"),
    "walk_m_per_minute": _("步行速度"),
    "hours_workdays": _("统一开放时间（周一至周五）"),
    "hours_weekends": _("统一开放时间（周末）"),
    "practice_weekday": _("文明实践日在星期几"),
    "tianditu_key": _("天地图密钥"),
    "map_review_no": _("底图审图号"),
    "label_authority": _("主管部门的名称"),
    "label_volunteer": _("志愿者的称呼"),
    "label_center": _("中心的全称"),
    "label_office": _("所的全称"),
    "label_station": _("站的全称"),
    "platforms": _("服务平台（如“7+N”，每行一个）"),
    "checklist_venue": _("阵地建设清单（每行一项）"),
    "checklist_base": _("基地资格清单（每行一项）"),
    "checklist_stop": _("驿站建设清单（每行一项）"),
    "checklist_inspection": _("使用情况巡查（每行一项）"),
    "menu_stations_hide": _("站点可以停办某项服务"),
    "menu_stations_note": _("站点可以给服务加本地说明"),
    "menu_stations_hours": _("站点可以给服务另定办理时间"),
    "wish_yuan_most": _("微心愿最高价值"),
    "standing_ahead_days": _("周期点单提前几天生成"),
    "match_reach_m": _("最远建议走多远"),
    "match_load_m": _("本月每多出一次，相当于多走"),
    "match_fatigue_m": _("最近七天每出过一次，相当于多走"),
    "match_skill_m": _("技能每低一级，相当于多走"),
    "match_familiar_m": _("以前来过或被点名，相当于少走"),
    "match_unserved_m": _("少去一个人，相当于多走"),
    "match_urgent_m": _("紧急订单少去一个人，再加"),
    "match_care_m": _("需要照顾的居民少去一个人，再加"),
    "match_waiting_m": _("订单每多等一小时，少去一个人再加"),
    "match_waiting_most_hours": _("等候最多按多久计算"),
    "match_due_m": _("临近期限每少一小时，少去一个人再加"),
    "match_due_hours": _("离期限多久起算临近"),
    "match_open_most": _("一支队伍手上有几单就不再建议"),
    "match_month_most": _("志愿者一个月服务几次后就不再通知"),
    "meal_window": _("送餐时间"),
    "meal_walk_most": _("步行送餐一次最多带几份"),
    "meal_bike_most": _("骑车送餐一次最多带几份"),
    "bike_m_per_minute": _("骑车速度"),
    "meal_stop_minutes": _("送餐每户停留"),
    "meal_away_minutes": _("一趟送餐最长多久（饭菜不凉）"),
    "meal_alarm_minutes": _("送餐时间过后多久没有标记就提醒站点"),
    "meal_search_seconds": _("送餐路线排好后再用多久找更省时间的走法"),
    "withdraw_free_hours": _("活动开始前多久可以随时取消报名"),
    "offer_minutes": _("候补转正后多久内要确认"),
    "offer_today_minutes": _("活动当天候补转正后多久内要确认"),
    "no_shows_most": _("核实几次未到后，报名先由负责人看"),
    "no_show_within_days": _("未到的次数按多久以内计"),
    "no_show_approval_days": _("报名先由负责人看的期限"),
    "time_use_age": _("几岁起可以用自己存的时间"),
    "time_elder_age": _("存的时间可以给几岁以上的困难老人用"),
    "time_use_least_minutes": _("一次最少用多久"),
    "time_use_most_minutes": _("一次最多用多久"),
    "time_use_open_most": _("同时最多有几单在用时间"),
    "time_hold_days": _("约定的日子过后，预留的时间最多留多久"),
    "time_grant_most_hours": _("一次最多赠予多少时间"),
    "time_grant_year_hours": _("一个人十二个月里最多获赠多少时间"),
    "time_exchange_open": _("和别的区互转时间"),
    "time_exchange_month_hours": _("一个人一个月最多转出多少时间"),
}

HINTS = {
    "practice_weekday": _("遇到放假顺延到当周上班的周末；当周没有就不设。"),
    "platforms": _("显示在实践中心的页面上。"),
    "label_authority": _("填写后显示在实践中心的页面上。"),
    "hours_workdays": _("例如 09:00-12:00, 14:00-17:30；阵地没有自己的时间时用它，不开放就留空。"),
    "detour_percent": _("步行距离按直线距离乘以这个系数估算。"),
    "circle_m": _("规范建议 800 至 1000 米。"),
    "tianditu_key": _("没有密钥时地图只显示区界和阵地，不影响使用。"),
    "map_review_no": _("公开的地图要在角上写明审图号，照抄天地图网站公布的号码。"),
}

PROBLEMS = {
    "number": _("请填写 %(low)s 至 %(high)s 之间的整数。"),
    "range": _("应在 %(low)s 至 %(high)s 之间。"),
    "empty": _("不能为空。"),
    "long": _("不超过 %(high)s 个字。"),
    "clock": _("请按 09:00-12:00, 14:00-17:30 的样子填写时间。"),
    "yes_no": _("请选择是或否。"),
    "items": _("每行一项，最多 %(high)s 项，每项不超过 40 个字。"),
    "repeated": _("有重复的项目，请删去一个。"),
    "unknown": _("没有这一项设置。"),
}

ROW_PROBLEMS = {
    "columns": _("第 1 行应是表头：日期、类型、名称（或 date, kind, name）。"),
    "empty": _("文件里没有任何日期。"),
    "date": _("第 %(line)d 行：“%(text)s”不是日期，请写成 2026-02-14。"),
    "year": _("第 %(line)d 行：%(text)s 的年份不在 2000 至 2100 之间。"),
    "kind": _("第 %(line)d 行：类型“%(text)s”看不懂，请写“放假”或“上班”。"),
    "name": _("第 %(line)d 行：名称太长，不超过 40 个字。"),
    "repeated": _("第 %(line)d 行：%(text)s 出现了两次。"),
    "encoding": _("读不懂这个文件，请另存为 CSV（UTF-8）后再上传。"),
    "too_many": _("第 %(line)d 行起超过了 %(text)s 行，请分成几个文件。"),
}


# Words a district may replace by its own; as long as it does not, they have an English name.
DEFAULT_WORDS = (gettext_noop("主管部门"), gettext_noop("志愿者"))


def own_word(stored: str) -> str:
    """A word of the policy: the district's own as it is, a default in the reader's language."""
    return gettext(stored) if stored in DEFAULT_WORDS else stored


def explain(problem: Problem) -> str:
    """What is wrong with a value of the policy, and how to fill it in."""
    return PROBLEMS[problem.code] % {"low": problem.low, "high": problem.high}


def explain_row(problem: RowProblem) -> str:
    """What is wrong with a line of a holiday table."""
    return ROW_PROBLEMS[problem.code] % {"line": problem.line, "text": problem.text}


# The default lists of the policy are stored as the district's words; these have an English name.
DEFAULT_ITEMS = (
    gettext_noop("有场所"),
    gettext_noop("有队伍"),
    gettext_noop("有活动"),
    gettext_noop("有项目"),
    gettext_noop("有机制"),
    gettext_noop("有人员"),
    gettext_noop("有管理"),
    gettext_noop("固定场所"),
    gettext_noop("统一标识"),
    gettext_noop("组织机构"),
    gettext_noop("工作制度"),
    gettext_noop("设备设施"),
    gettext_noop("活动项目"),
    gettext_noop("实用"),
    gettext_noop("能用"),
    gettext_noop("管用"),
    gettext_noop("好用"),
)
