"""What activities keep about people."""

from django.utils.translation import gettext_lazy as _

from redvest.core.personal_data import Entry

KEPT = _("服务记录至少十年")

ENTRIES = (
    Entry(
        "activities.SignUp",
        _("活动报名"),
        _("给您留位置，安排现场"),
        KEPT,
        _("您本人、监护人、活动负责人和站点"),
        by_person=("volunteer__person_id",),
        by_account=("signed_by", "decided_by"),
    ),
    Entry(
        "activities.StandIn",
        _("请人替班、换班"),
        _("您去不了时有人替您去，或与您换班"),
        KEPT,
        _("您本人、请您替班的人和活动负责人"),
        by_person=("volunteer__person_id", "signup__volunteer__person_id"),
        by_account=("approved_by", "return_approved_by"),
    ),
    Entry(
        "activities.Activity",
        _("您组织或负责的活动"),
        _("写明谁发起、谁批准、谁在现场负责"),
        KEPT,
        _("您本人和站点；现场负责人的姓氏对报名的人可见"),
        by_person=("lead__person_id",),
        by_account=("created_by", "submitted_by", "approved_by", "proposed_by", "settled_by"),
    ),
    Entry(
        "activities.Stamp",
        _("签到和签退"),
        _("算出您服务了多久；位置只留“在场、附近、远处”三个词"),
        KEPT,
        _("您本人、活动负责人和站点"),
        by_person=("signup__volunteer__person_id",),
        by_account=("account",),
    ),
    Entry(
        "activities.Phone",
        _("能离线签到的手机"),
        _("没有网络时也能签到；只存手机的公钥"),
        _("到您停用为止"),
        _("只有您本人"),
        by_account=("account",),
    ),
    Entry(
        "activities.Project",
        _("您提出、审核或评价的项目"),
        _("写明谁提出、谁审核"),
        KEPT,
        _("您本人和站点"),
        by_account=("created_by", "reviewed_by", "evaluated_by"),
    ),
    Entry(
        "activities.Campaign",
        _("您设定的主题和专项"),
        _("写明谁设定"),
        KEPT,
        _("您本人和区中心"),
        by_account=("created_by",),
    ),
    Entry(
        "activities.LocalFestival",
        _("您设定的本地节日"),
        _("写明谁设定"),
        KEPT,
        _("您本人和区中心"),
        by_account=("created_by",),
    ),
    Entry(
        "activities.ActivitySeries",
        _("您安排的系列活动"),
        _("写明谁安排"),
        KEPT,
        _("您本人和站点"),
        by_account=("created_by",),
    ),
    Entry(
        "activities.Outcome",
        _("您记下的活动成果"),
        _("写明谁记录、谁撤回"),
        KEPT,
        _("您本人和站点；公开的只有数字"),
        by_account=("recorded_by", "withdrawn_by"),
    ),
)
