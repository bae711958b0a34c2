"""What orders keep about people."""

from django.utils.translation import gettext_lazy as _

from redvest.core.personal_data import Entry

ENTRIES = (
    Entry(
        "orders.ServiceOrder",
        _("点单"),
        _("安排上门服务"),
        _("服务记录至少十年；您注销后内容即清除"),
        _("您本人、受理的站点；服务期间的志愿者"),
        sealed=("description", "address", "contact_phone", "risk_note", "outcome"),
        by_person=("requester_id",),
    ),
    Entry(
        "orders.Assignment",
        _("服务安排"),
        _("记录谁提供了服务"),
        _("服务记录至少十年"),
        _("您本人、队伍和站点"),
        by_person=("volunteer__person_id",),
    ),
    Entry(
        "orders.Evaluation",
        _("评价"),
        _("改进服务"),
        _("服务记录至少十年；文字在您注销后清除"),
        _("您本人、队伍和站点"),
        sealed=("text",),
        by_account=("account_id",),
    ),
)
