"""The words for roles."""

from django.utils.translation import pgettext_lazy

from redvest.engines.roles import Role
from redvest.people.labels import Labels

ROLES: Labels = {
    Role.RESIDENT: pgettext_lazy("role", "居民"),
    Role.PROXY: pgettext_lazy("role", "代办人"),
    Role.VOLUNTEER: pgettext_lazy("role", "志愿者"),
    Role.LEAD: pgettext_lazy("role", "现场负责人"),
    Role.TEAM_ADMIN: pgettext_lazy("role", "队长"),
    Role.VENUE_ADMIN: pgettext_lazy("role", "站点管理员"),
    Role.CENTRE_ADMIN: pgettext_lazy("role", "中心管理员"),
    Role.DEPT: pgettext_lazy("role", "部门联络员"),
    Role.SUPERVISOR: pgettext_lazy("role", "督办员"),
    Role.PARTNER: pgettext_lazy("role", "合作单位"),
    Role.GUARDIAN: pgettext_lazy("role", "监护人"),
    Role.AUDITOR: pgettext_lazy("role", "审计员"),
    Role.SYSTEM_ADMIN: pgettext_lazy("role", "系统管理员"),
    Role.SECURITY_ADMIN: pgettext_lazy("role", "安全管理员"),
    Role.AUDIT_ADMIN: pgettext_lazy("role", "审计管理员"),
    Role.SYSTEM: pgettext_lazy("role", "系统"),
}
