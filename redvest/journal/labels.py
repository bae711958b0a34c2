"""What events are called on the pages. An unknown kind is shown as it is stored."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

KINDS: dict[str, Any] = {
    "account.opened": pgettext_lazy("event", "开通账号"),
    "account.password_set": pgettext_lazy("event", "设置密码"),
    "account.agreed": pgettext_lazy("event", "同意隐私说明"),
    "role.granted": pgettext_lazy("event", "授予身份"),
    "role.revoked": pgettext_lazy("event", "收回身份"),
    "personal_data.read": pgettext_lazy("event", "查看个人信息"),
    "person.entered": pgettext_lazy("event", "填写实名资料"),
    "person.changed": pgettext_lazy("event", "修改实名资料"),
    "person.verified": pgettext_lazy("event", "核实身份"),
    "person.registered_by_station": pgettext_lazy("event", "站点代为登记居民"),
    "person.entered_by_family": pgettext_lazy("event", "家人代为登记"),
    "volunteer.pledged": pgettext_lazy("event", "登记为志愿者"),
    "volunteer.service_set": pgettext_lazy("event", "设置服务意愿"),
    "care_file.written": pgettext_lazy("event", "填写关爱档案"),
    "consent.given": pgettext_lazy("event", "同意授权"),
    "consent.withdrawn": pgettext_lazy("event", "撤回授权"),
    "proxy.asked": pgettext_lazy("event", "申请代办"),
    "proxy.confirmed": pgettext_lazy("event", "确认代办"),
    "proxy.ended": pgettext_lazy("event", "结束代办"),
    "minor_access.asked": pgettext_lazy("event", "申请查看未成年人信息"),
    "minor_access.decided": pgettext_lazy("event", "审批查看未成年人信息"),
    "import.previewed": pgettext_lazy("event", "预览导入名册"),
    "import.confirmed": pgettext_lazy("event", "确认导入名册"),
    "import.undone": pgettext_lazy("event", "撤回导入名册"),
    "policy.changed": pgettext_lazy("event", "修改本区规则"),
    "district.founded": pgettext_lazy("event", "初始化本区"),
    "district.settings_changed": pgettext_lazy("event", "修改本区设置"),
    "holidays.imported": pgettext_lazy("event", "导入节假日"),
    "venues.founded": pgettext_lazy("event", "生成阵地"),
    "catalog.seeded": pgettext_lazy("event", "生成服务菜单"),
    "team.founded": pgettext_lazy("event", "成立队伍"),
    "team.edited": pgettext_lazy("event", "修改队伍资料"),
    "team.moved": pgettext_lazy("event", "调整队伍上级"),
    "team.leader_appointed": pgettext_lazy("event", "任命队长"),
    "team.activate": pgettext_lazy("event", "启用队伍"),
    "message.dead": pgettext_lazy("event", "消息未送达"),
    "message.retried": pgettext_lazy("event", "重新发送消息"),
    "notices.preference_set": pgettext_lazy("event", "修改通知设置"),
    "order.submit": pgettext_lazy("event", "提交需求"),
    "order.return_for_info": pgettext_lazy("event", "退回补充"),
    "order.reject": pgettext_lazy("event", "不予受理"),
    "order.merge": pgettext_lazy("event", "合并订单"),
    "order.accept": pgettext_lazy("event", "受理订单"),
    "order.dispatch": pgettext_lazy("event", "派单"),
    "order.pool": pgettext_lazy("event", "放入抢单池"),
    "order.decline": pgettext_lazy("event", "拒单"),
    "order.time_out": pgettext_lazy("event", "超时未接"),
    "order.reassign": pgettext_lazy("event", "改派"),
    "order.claim": pgettext_lazy("event", "接单"),
    "order.schedule": pgettext_lazy("event", "约定时间"),
    "order.give_back": pgettext_lazy("event", "退单"),
    "order.reschedule": pgettext_lazy("event", "改约"),
    "order.check_in": pgettext_lazy("event", "到场签到"),
    "order.report_no_show": pgettext_lazy("event", "报告未到场"),
    "order.report_absent": pgettext_lazy("event", "报告无人在家"),
    "order.complete": pgettext_lazy("event", "完成服务"),
    "order.confirm": pgettext_lazy("event", "确认完成"),
    "order.lapse": pgettext_lazy("event", "到期未确认"),
    "order.ask_rework": pgettext_lazy("event", "要求返工"),
    "order.rate": pgettext_lazy("event", "评价"),
    "order.check_poor_rating": pgettext_lazy("event", "核实差评"),
    "order.revisit": pgettext_lazy("event", "回访"),
    "order.close": pgettext_lazy("event", "办结"),
    "order.withdraw": pgettext_lazy("event", "撤单"),
    "order.cancel": pgettext_lazy("event", "取消订单"),
    "order.escalate": pgettext_lazy("event", "转为吹哨"),
    "order.give_up": pgettext_lazy("event", "无力满足"),
    "order.complain": pgettext_lazy("event", "投诉"),
    "order.reinstate": pgettext_lazy("event", "恢复订单"),
    "order.settle": pgettext_lazy("event", "处理争议"),
    "order.reopen": pgettext_lazy("event", "重新打开"),
    "order.resume": pgettext_lazy("event", "继续办理"),
}

SUBJECTS: dict[str, Any] = {
    "people.account": pgettext_lazy("subject", "账号"),
    "people.person": pgettext_lazy("subject", "人员"),
    "people.volunteer": pgettext_lazy("subject", "志愿者"),
    "people.rolegrant": pgettext_lazy("subject", "身份"),
    "people.consent": pgettext_lazy("subject", "授权"),
    "people.proxylink": pgettext_lazy("subject", "代办关系"),
    "people.guardianship": pgettext_lazy("subject", "监护关系"),
    "people.minoraccess": pgettext_lazy("subject", "查看申请"),
    "people.beneficiaryfile": pgettext_lazy("subject", "关爱档案"),
    "people.importbatch": pgettext_lazy("subject", "导入批次"),
    "people.invitation": pgettext_lazy("subject", "邀请"),
    "districts.district": pgettext_lazy("subject", "本区"),
    "districts.districtpolicy": pgettext_lazy("subject", "本区规则"),
    "districts.holidayoverride": pgettext_lazy("subject", "节假日"),
    "venues.venue": pgettext_lazy("subject", "阵地"),
    "teams.team": pgettext_lazy("subject", "队伍"),
    "teams.membership": pgettext_lazy("subject", "队伍成员"),
    "orders.serviceorder": pgettext_lazy("subject", "订单"),
    "notices.message": pgettext_lazy("subject", "消息"),
    "notices.preference": pgettext_lazy("subject", "通知设置"),
}

# What a reader may narrow the list to: the beginning of a kind.
GROUPS: dict[str, Any] = {
    "account.": pgettext_lazy("event group", "账号"),
    "role.": pgettext_lazy("event group", "身份"),
    "personal_data.": pgettext_lazy("event group", "查看个人信息"),
    "person.": pgettext_lazy("event group", "人员资料"),
    "volunteer.": pgettext_lazy("event group", "志愿者"),
    "consent.": pgettext_lazy("event group", "授权"),
    "proxy.": pgettext_lazy("event group", "代办"),
    "import.": pgettext_lazy("event group", "导入"),
    "district.": pgettext_lazy("event group", "本区设置"),
    "venues.": pgettext_lazy("event group", "阵地"),
    "team.": pgettext_lazy("event group", "队伍"),
    "membership.": pgettext_lazy("event group", "队伍成员"),
    "order.": pgettext_lazy("event group", "订单"),
    "message.": pgettext_lazy("event group", "消息"),
}


def register_kinds(kinds: Mapping[str, Any]) -> None:
    """An app adds the names of its own events."""
    KINDS.update(kinds)


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def subject_label(subject_type: str) -> str:
    return str(SUBJECTS.get(subject_type, subject_type))
