"""What figures are called and what exactly they count. The words are part of what is published."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.engines.indicators import Unit, View


class Said(NamedTuple):
    """The name of an indicator and its definition."""

    name: Promise
    definition: Promise


VIEWS: dict[View, Any] = {
    View.VENUES: pgettext_lazy("figures", "阵地"),
    View.TEAMS: pgettext_lazy("figures", "队伍"),
    View.PROJECTS: pgettext_lazy("figures", "项目"),
    View.ACTIVITIES: pgettext_lazy("figures", "活动"),
    View.SERVICES: pgettext_lazy("figures", "服务"),
}
UNITS: dict[Unit, Any] = {
    Unit.PLACES: pgettext_lazy("unit", "个"),
    Unit.TEAMS: pgettext_lazy("unit", "支"),
    Unit.PEOPLE: pgettext_lazy("unit", "人"),
    Unit.ATTENDANCES: pgettext_lazy("unit", "人次"),
    Unit.OCCASIONS: pgettext_lazy("unit", "次"),
    Unit.SESSIONS: pgettext_lazy("unit", "场次"),
    Unit.ORDERS: pgettext_lazy("unit", "单"),
    Unit.HOURS: pgettext_lazy("unit", "小时"),
    Unit.LEVELS: pgettext_lazy("unit", "级"),
    Unit.DAYS: pgettext_lazy("unit", "天"),
    Unit.PERCENT: "%",
}
_STOOD = _("统计期末已挂牌、没有撤销的阵地，临时关闭的也算。按现在的状态统计。")
_HELD = _("已开始或已结束的活动中没有取消的场次，记在开场那一天。")
_AUDIENCE = _("各场登记的到场人数之和，不含志愿者；没有登记人数的场次不计。")
SAID: dict[str, Said] = {
    "venues": Said(_("阵地"), _STOOD),
    "centers": Said(_("文明实践中心"), _STOOD),
    "offices": Said(_("文明实践所"), _STOOD),
    "stations": Said(_("文明实践站"), _STOOD),
    "points": Said(_("文明实践点"), _STOOD),
    "bases": Said(_("文明实践基地"), _STOOD),
    "venue_levels": Said(_("阵地层级"), _("统计期末有阵地的层级数：中心、所、站、点。")),
    "volunteers": Said(
        _("注册志愿者"),
        _("统计期末登记在册的志愿者，每人一次；已注销的不计。注册不等于参加过服务。"),
    ),
    "active_volunteers": Said(
        _("参加过服务的志愿者"),
        _("统计期内有已生效服务时长的志愿者，每人只计一次。"),
    ),
    "teams": Said(_("志愿服务队伍"), _("统计期末已批准、没有解散的队伍。")),
    "specialty_teams": Said(_("特色志愿服务队"), _("统计期末没有解散的特色志愿服务队。")),
    "sub_teams": Said(_("志愿服务分队"), _("统计期末没有解散的分队。")),
    "projects": Said(_("志愿服务项目"), _("统计期末已启动过的项目，没有启动就放下的不计。")),
    "practice_day_sessions": Said(
        _("文明实践日活动"), _("主题或项目为“文明实践日”的活动场次，取消的不计。")
    ),
    "festival_activities": Said(
        _("“我们的节日”活动"), _("主题或项目为“我们的节日”、已开始或已结束的活动。")
    ),
    "activities": Said(
        _("志愿服务活动"), _("已开始或已结束的活动，几场也算一次，记在第一场那一天。")
    ),
    "sessions": Said(_("活动场次"), _HELD),
    "cultural_sessions": Said(_("文化文艺活动"), _("文化文艺类活动的场次，取消的不计。")),
    "lectures": Said(_("宣讲"), _("宣讲活动的场次，取消的不计。")),
    "exhibitions": Said(_("展览"), _("已开始或已结束的展览，几场也算一次。")),
    "online_episodes": Said(_("线上活动"), _("线上活动的场次（期），取消的不计。")),
    "center_sessions": Said(_("中心活动"), _("在文明实践中心举行的场次，取消的不计。")),
    "participations": Said(
        _("志愿者参加活动"), _("在活动中签到的志愿者，来几次计几次；报名没来的不计。")
    ),
    "audience": Said(_("活动到场群众"), _AUDIENCE),
    "cultural_audience": Said(_("文化文艺活动到场群众"), _AUDIENCE),
    "lecture_audience": Said(_("宣讲听众"), _AUDIENCE),
    "center_audience": Said(_("中心活动到场群众"), _AUDIENCE),
    "hours": Said(_("服务时长"), _("已生效的服务时长之和；待确认、有疑问和撤销的不计。")),
    "served": Said(_("服务记录"), _("已生效的服务记录，一人一次服务记一条。")),
    "orders": Said(_("群众点单"), _("统计期内提交的订单，合并到别的单里的不重复计。")),
    "unmet_orders": Said(
        _("没有办成的需求"), _("统计期内提交、最后没有人能办或转请上级协调的订单。")
    ),
    "claimed_share": Said(_("有人接单"), _("统计期内提交的订单中，有队伍或志愿者接过的占多少。")),
    "claimed_soon_share": Said(
        _("5小时内有人接单"),
        _("统计期内提交的订单中，提交后5小时内有人接的占多少；没人接的算在分母里。"),
    ),
    "hours_to_claim": Said(
        _("平均多久有人接单"),
        _("从提交到第一次有人接单的平均小时数，只算接了的单，夜里和假日也算在内。"),
    ),
    "served_share": Said(_("服务完成"), _("统计期内提交的订单中，已上门服务完成的占多少。")),
    "declined_share": Said(
        _("队伍没有接"),
        _("派出的单中，队伍说明不接或到时没有答复的占多少。不接单不影响队伍。"),
    ),
    "rated_share": Said(_("有评价"), _("统计期内提交、已服务完成的订单中，居民评价过的占多少。")),
    "satisfied_share": Said(
        _("评价满意"),
        _("收到的评价中“基本满意”及以上的占多少。没有评价的不算满意，请和“有评价”一起看。"),
    ),
}
EVENTS = {
    "headcount.entered": pgettext_lazy("event", "登记到场人数"),
    "headcount.corrected": pgettext_lazy("event", "更正到场人数"),
    "own_indicator.added": pgettext_lazy("event", "增加自定义指标"),
    "own_indicator.retired": pgettext_lazy("event", "停用自定义指标"),
    "own_value.entered": pgettext_lazy("event", "登记指标数值"),
    "own_value.withdrawn": pgettext_lazy("event", "撤回指标数值"),
    "figures.published": pgettext_lazy("event", "发布统计数字"),
}
METHODS = {
    "counted": _("现场清点"),
    "tickets": _("门票或签到表"),
    "estimated": _("估计"),
}
STEPS = {
    "orders": _("提交"),
    "accept": _("受理"),
    "claim": _("接单"),
    "complete": _("服务完成"),
    "confirm": _("居民确认"),
    "rate": _("评价"),
}
WAITS = {
    "h1": _("1小时以内"),
    "h5": _("1至5小时"),
    "h24": _("5至24小时"),
    "d3": _("1至3天"),
    "d7": _("3至7天"),
    "later": _("7天以上"),
}
