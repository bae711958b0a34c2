"""What the catalogue, merchants and redemptions keep about people."""

from django.utils.translation import gettext_lazy as _

from redvest.core.personal_data import Entry

REWARDS = (
    Entry(
        "bank.Redemption",
        _("积分兑换"),
        _("预约、交付和退回礼品"),
        _("账目至少保存十年"),
        _("您本人、未成年人的监护人、领取点的工作人员或商家"),
        by_person=("person_id",),
        by_account=("reserved_by", "handed_by", "reversal_asked_by", "reversed_by"),
        hidden=("code_index",),
    ),
    Entry(
        "bank.RewardGrant",
        _("爱心银行赠予的积分和时间"),
        _("让不能服务的困难居民也能兑换和用时间"),
        _("账目至少保存十年"),
        _("您本人、站点和区中心"),
        by_person=("person_id",),
        by_account=("asked_by", "decided_by"),
    ),
    Entry(
        "bank.MerchantClerk",
        _("商家核销人"),
        _("只让店里的人核销"),
        _("账目至少保存十年"),
        _("您本人、区中心和站点"),
        by_account=("account_id", "added_by"),
    ),
    Entry(
        "bank.MerchantAgreement",
        _("商家协议的拟定和批准"),
        _("证明协议经过两个人"),
        _("账目至少保存十年"),
        _("区中心、站点和核查员"),
        by_account=("proposed_by", "decided_by"),
    ),
    Entry(
        "bank.RewardDonation",
        _("捐赠礼品的登记"),
        _("公示捐了什么、谁收的"),
        _("账目至少保存十年"),
        _("单位名称向所有人公开，经手人只有工作人员看到"),
        by_account=("received_by",),
    ),
    Entry(
        "bank.StockMove",
        _("礼品出入库"),
        _("核对礼品去了哪里"),
        _("账目至少保存十年"),
        _("区中心、站点和核查员"),
        by_account=("by",),
    ),
)
