"""The words for roles."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redvest.engines.roles import Role
from redvest.people.labels import Labels

ROLES: Labels = {
    Role.RESIDENT: _("居民"),
    Role.PROXY: _("代办人"),
    Role.VOLUNTEER: _("志愿者"),
    Role.LEAD: _("现场负责人"),
    Role.TEAM_ADMIN: _("队长"),
    Role.VENUE_ADMIN: _("所站管理员"),
    Role.CENTRE_ADMIN: _("中心管理员"),
    Role.DEPT: _("部门经办人"),
    Role.SUPERVISOR: _("督办员"),
    Role.PARTNER: _("爱心商家"),
    Role.GUARDIAN: _("监护人"),
    Role.AUDITOR: _("审计员"),
    Role.SYSTEM_ADMIN: _("系统管理员"),
    Role.SECURITY_ADMIN: _("安全管理员"),
    Role.AUDIT_ADMIN: _("审计管理员"),
    Role.SYSTEM: pgettext_lazy("role", "系统"),
}
