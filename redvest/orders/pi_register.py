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
    Entry(
        "orders.StandingOrder",
        _("周期点单"),
        _("按您定的日子自动点单"),
        _("服务记录至少十年；您注销后内容即清除"),
        _("您本人、受理的站点"),
        sealed=("description", "address", "contact_phone", "risk_note"),
        by_person=("requester_id",),
    ),
    Entry(
        "orders.MicroWish",
        _("微心愿的感谢"),
        _("把感谢转给帮您实现心愿的人"),
        _("服务记录至少十年；文字在您注销后清除"),
        _("您本人、站点和实现心愿的人"),
        sealed=("thanks",),
        by_person=("order__requester_id",),
    ),
    Entry(
        "orders.VolunteerPaper",
        _("资格、培训和保险"),
        _("确认您可以做有要求的服务"),
        _("服务记录至少十年"),
        _("您本人、队伍和站点"),
        by_person=("volunteer__person_id",),
    ),
    Entry(
        "orders.StandingPause",
        _("周期点单的暂停"),
        _("在您说的日子里不安排服务"),
        _("服务记录至少十年"),
        _("您本人、受理的站点"),
        by_person=("standing__requester_id",),
    ),
    Entry(
        "orders.CalendarLink",
        _("日历订阅地址"),
        _("让您的日历显示服务时间"),
        _("收回后地址立即失效"),
        _("您本人"),
        by_account=("account_id",),
    ),
)
