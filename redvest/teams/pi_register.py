"""What teams keep about people."""

from django.utils.translation import gettext_lazy as _

from redvest.core.personal_data import Entry

ENTRIES = (
    Entry(
        "teams.Membership",
        _("队伍成员"),
        _("组织志愿服务"),
        _("退队后作为服务记录保存"),
        _("您本人、队伍负责人"),
        by_person=("volunteer__person_id",),
    ),
)
