"""Words for the programme: projects, the calendar of the year, what kinds ask, what came of it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.activities.labels import Labels, Shown
from redvest.engines.activity_asks import Guarding
from redvest.engines.outcomes import Measure
from redvest.engines.project_flow import ProjectAction, ProjectState
from redvest.engines.series_rules import Reach

PROJECT_STATES = {
    ProjectState.PROPOSED: Shown(pgettext_lazy("project", "待审核"), "waiting"),
    ProjectState.RETURNED: Shown(pgettext_lazy("project", "退回修改"), "late"),
    ProjectState.REVIEWED: Shown(pgettext_lazy("project", "已通过，待启动"), "waiting"),
    ProjectState.RUNNING: Shown(pgettext_lazy("project", "进行中"), "active"),
    ProjectState.COMPLETED: Shown(pgettext_lazy("project", "已完成，待评价"), "waiting"),
    ProjectState.EVALUATED: Shown(pgettext_lazy("project", "已评价"), "done"),
    ProjectState.TEMPLATE: Shown(pgettext_lazy("project", "可推广的样板"), "done"),
    ProjectState.DROPPED: Shown(pgettext_lazy("project", "不做了"), "stopped"),
}
PROJECT_BUTTONS: Labels = {
    ProjectAction.REVIEW: _("审核通过"),
    ProjectAction.RETURN: _("退回修改"),
    ProjectAction.PROPOSE_AGAIN: _("修改好了，再次提交"),
    ProjectAction.START: _("开始做"),
    ProjectAction.COMPLETE: _("做完了"),
    ProjectAction.EVALUATE: _("写评价"),
    ProjectAction.OFFER: _("推荐给全区作样板"),
    ProjectAction.PUT_AWAY: _("不再推荐"),
    ProjectAction.DROP: _("不做了"),
}
PROJECT_ASKS: Labels = {
    ProjectAction.RETURN: _("要改什么？"),
    ProjectAction.EVALUATE: _("做成了什么，还差什么？"),
}
CAMPAIGN_KINDS: Labels = {
    "theme": _("一月一主题"),
    "campaign": _("专项行动"),
    "work_line": _("工作条线"),
}
OCCASIONS: Labels = {
    "practice_day": _("文明实践日"),
    "new_years_eve": _("除夕"),
    "spring": _("春节"),
    "lantern": _("元宵节"),
    "aojiu": _("拗九节"),
    "qingming": _("清明节"),
    "dragon_boat": _("端午节"),
    "qixi": _("七夕节"),
    "mid_autumn": _("中秋节"),
    "double_ninth": _("重阳节"),
    "laba": _("腊八节"),
    "new_year": _("元旦"),
    "lei_feng": _("学雷锋纪念日"),
    "women": _("国际妇女节"),
    "mother_river": _("保护母亲河日"),
    "arbor": _("植树节"),
    "labor": _("国际劳动节"),
    "youth": _("青年节"),
    "children": _("国际儿童节"),
    "environment": _("世界环境日"),
    "party": _("建党纪念日"),
    "army": _("建军节"),
    "teachers": _("教师节"),
    "national": _("国庆节"),
    "constitution": _("国家宪法日"),
    "volunteers": _("国际志愿者日"),
}
REACHES: Labels = {
    Reach.THIS: _("只改这一次"),
    Reach.FOLLOWING: _("这一次和以后的"),
    Reach.ALL: _("所有还没办的"),
}
CHANGED_FIELDS: Labels = {
    "title": _("名称"),
    "description": _("做什么"),
    "starts": _("开始时间"),
    "place": _("地点"),
    "bring": _("请带什么"),
}
SERIES_STEPS: Labels = {
    "submit": _("提交审批"),
    "approve": _("批准"),
    "publish": _("发布并开放报名"),
    "cancel": _("取消活动"),
}
MEASURES: Labels = {
    Measure.LITTER: _("清理垃圾"),
    Measure.ADS_REMOVED: _("清除小广告（张）"),
    Measure.BIKES_TIDIED: _("摆放单车（辆）"),
    Measure.HAZARDS_FOUND: _("发现隐患（处）"),
    Measure.WATER_TEMPERATURE: _("水温"),
    Measure.PH: _("酸碱度 pH"),
    Measure.OXYGEN: _("溶解氧"),
    Measure.TURBIDITY: _("浊度"),
    Measure.AMMONIA: _("氨氮"),
    Measure.TRANSPARENCY: _("透明度"),
    Measure.VIEWS: _("观看次数"),
}
ASKS: Labels = {
    "topic": _("讲什么"),
    "speaker": _("谁来讲（职务或称呼，不写全名）"),
    "stops": _("巡回的下一站"),
    "from_age": _("从几岁"),
    "to_age": _("到几岁"),
    "guarding": _("孩子由谁照看"),
    "program": _("节目"),
    "rules": _("规则和评法"),
    "prizes": _("奖励"),
    "route": _("巡查的路线或河段"),
    "records": _("要记录什么"),
    "post": _("值守的位置"),
    "safety_plan": _("安全方案"),
    "way_out": _("疏散路线"),
    "first_aid": _("急救点在哪里"),
    "shows": _("展出什么"),
    "link": _("网址"),
    "episode": _("第几期"),
}
GUARDINGS: Labels = {
    Guarding.STAYS: _("监护人全程陪同"),
    Guarding.BRINGS_AND_COLLECTS: _("监护人送来、接走"),
    Guarding.NO_CHILDREN: _("只收成年人"),
}
ASK_PROBLEMS: Labels = {
    "long": _("写得太长，请缩短。"),
    "age": _("请填写0到120之间的岁数。"),
    "ages": _("不能小于“从几岁”。"),
    "link": _("请填写以 https:// 开头的网址。"),
    "choice": _("请核对：年龄和照看方式对不上。"),
    "alone": _("8岁以下的孩子不能单独留下，请选监护人全程陪同。"),
}
OUTCOME_PROBLEMS: Labels = {
    "number": _("请填写数字，例如 35.5。"),
    "places": _("小数位太多，请按仪器上的读数填写。"),
    "impossible": _("这个数不可能，请核对单位和小数点。"),
    "unusual": _("这个数少见。请再看一眼；确实如此，请勾选“我核对过”。"),
}
EVENTS: Labels = {
    "activity.outcome_recorded": pgettext_lazy("event", "记下活动成果"),
    "activity.outcome_withdrawn": pgettext_lazy("event", "撤回活动成果"),
    "activity.changed": pgettext_lazy("event", "修改已安排的活动"),
    "project.proposed": pgettext_lazy("event", "提出项目"),
    "project.edited": pgettext_lazy("event", "修改项目"),
    "project.review": pgettext_lazy("event", "项目审核通过"),
    "project.return": pgettext_lazy("event", "项目退回修改"),
    "project.propose_again": pgettext_lazy("event", "项目再次提交"),
    "project.start": pgettext_lazy("event", "项目启动"),
    "project.complete": pgettext_lazy("event", "项目完成"),
    "project.evaluate": pgettext_lazy("event", "项目评价"),
    "project.offer": pgettext_lazy("event", "项目推荐为样板"),
    "project.put_away": pgettext_lazy("event", "项目不再推荐"),
    "project.drop": pgettext_lazy("event", "项目不做了"),
    "project.copied": pgettext_lazy("event", "复制项目"),
    "project.branded": pgettext_lazy("event", "认定品牌项目"),
    "project.featured": pgettext_lazy("event", "认定一街一品牌或一社区一亮点"),
    "campaign.added": pgettext_lazy("event", "设定主题或专项"),
    "campaign.retired": pgettext_lazy("event", "停用主题或专项"),
    "festival.added": pgettext_lazy("event", "设定本地节日"),
    "festival.retired": pgettext_lazy("event", "停用本地节日"),
}
