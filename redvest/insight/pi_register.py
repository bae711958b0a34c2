"""What figures keep about people: only what is worked out from their records of service."""

from django.utils.translation import gettext_lazy as _

from redvest.core.personal_data import Entry

ENTRIES = (
    Entry(
        "insight.Presence",
        _("哪个月在哪里服务过"),
        _("统计有多少人参加过服务，每人只数一次"),
        _("由服务记录算出，和服务记录一同保留"),
        _("没有人逐条查看，页面上只有合计"),
        by_person=("who__person_id",),
        hidden=("fact", "n"),
    ),
    Entry(
        "insight.PresenceChange",
        _("等待计入统计的服务"),
        _("统计有多少人参加过服务，每人只数一次"),
        _("几秒钟，计入以后删除"),
        _("没有人逐条查看，页面上只有合计"),
        by_person=("who__person_id",),
        hidden=("fact", "n"),
    ),
)
