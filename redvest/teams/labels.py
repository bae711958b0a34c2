"""Words for what the engine stores."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.engines.team_flow import (
    CoreCategory,
    JoinMode,
    Kind,
    MemberState,
    TeamAction,
    TeamStatus,
    Tier,
)


class Shown(NamedTuple):
    """A state as the status tag shows it."""

    label: Any
    tone: str


KINDS = {
    Kind.COMMUNITY: _("社区志愿服务队"),
    Kind.SPECIALTY: _("特色志愿服务队"),
    Kind.SUB_TEAM: _("志愿服务分队"),
    Kind.COMMANDO: _("突击队"),
    Kind.LECTURE_CORPS: _("宣讲团"),
    Kind.UNIT: _("单位志愿服务队"),
    Kind.CORE: _("常备队伍"),
}
TIERS = {Tier.BRIGADE: _("总队"), Tier.BATTALION: _("大队"), Tier.SQUAD: _("小队")}
CATEGORIES = {
    CoreCategory.THEORY: _("理论政策宣讲"),
    CoreCategory.CULTURE: _("文化文艺"),
    CoreCategory.SCHOOLING: _("助学支教"),
    CoreCategory.HEALTH_FITNESS: _("医疗健身"),
    CoreCategory.SCIENCE: _("科学普及"),
    CoreCategory.LAW: _("法律服务"),
    CoreCategory.HYGIENE_ENVIRONMENT: _("卫生环保"),
    CoreCategory.POVERTY_RELIEF: _("扶贫帮困"),
    CoreCategory.OTHER: _("其他服务"),
}
JOIN_MODES = {
    JoinMode.OPEN: _("申请即加入"),
    JoinMode.APPROVAL: _("队长同意后加入"),
    JoinMode.INVITATION: _("仅限邀请"),
}
STATUSES = {
    TeamStatus.APPLIED: (pgettext_lazy("team", "待批准"), "waiting"),
    TeamStatus.APPROVED: (pgettext_lazy("team", "待选队长"), "waiting"),
    TeamStatus.ACTIVE: (pgettext_lazy("team", "活动中"), "done"),
    TeamStatus.SUSPENDED: (pgettext_lazy("team", "已暂停"), "stopped"),
    TeamStatus.DISSOLVED: (pgettext_lazy("team", "已解散"), "stopped"),
}
MEMBER_STATES = {
    MemberState.APPLIED: (pgettext_lazy("member", "已申请"), "waiting"),
    MemberState.INVITED: (pgettext_lazy("member", "已邀请"), "waiting"),
    MemberState.MEMBER: (pgettext_lazy("member", "队员"), "done"),
    MemberState.REFUSED: (pgettext_lazy("member", "未同意"), "stopped"),
    MemberState.LEFT: (pgettext_lazy("member", "已退出"), "neutral"),
    MemberState.REMOVED: (pgettext_lazy("member", "已移出"), "stopped"),
}
ACTIONS = {
    TeamAction.APPROVE: _("批准成立"),
    TeamAction.ACTIVATE: _("开始活动"),
    TeamAction.SUSPEND: _("暂停队伍"),
    TeamAction.RESUME: _("恢复活动"),
    TeamAction.DISSOLVE: _("解散队伍"),
}
EVENTS = {
    "team.founded": _("登记队伍"),
    "team.approve": _("批准成立"),
    "team.activate": _("开始活动"),
    "team.suspend": _("暂停队伍"),
    "team.resume": _("恢复活动"),
    "team.dissolve": _("解散队伍"),
    "team.moved": _("调整上级队伍"),
    "team.edited": _("修改队伍资料"),
    "team.matching_on": _("参加自动推荐"),
    "team.matching_off": _("不参加自动推荐"),
    "team.leader_appointed": _("任命队长"),
}
