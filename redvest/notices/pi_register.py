"""What messages keep about people."""

from django.utils.translation import gettext_lazy as _

from redvest.core.personal_data import Entry

ENTRIES = (
    Entry(
        "notices.Message",
        _("消息"),
        _("把办理进展告诉您"),
        _("到您注销为止"),
        _("只有您本人"),
        sealed=("params", "destination"),
        by_person=("to_person_id",),
        by_account=("to_account_id",),
    ),
    Entry(
        "notices.Preference",
        _("消息设置"),
        _("按您的意愿发送消息"),
        _("到您注销为止"),
        _("只有您本人"),
        sealed=("email", "wechat_openid"),
        by_account=("account_id",),
    ),
    Entry(
        "notices.Webhook",
        _("对接系统的签名密钥"),
        _("让对接的系统能核对消息是我们发的"),
        _("到停用为止"),
        _("没有人能再看；只用来签名"),
        sealed=("secret", "old_secret"),
    ),
)
