"""What the bank keeps about people."""

from django.utils.translation import gettext_lazy as _

from redvest.bank.reward_register import REWARDS
from redvest.bank.time_register import TIME
from redvest.core.personal_data import Entry

ENTRIES = (
    *REWARDS,
    *TIME,
    Entry(
        "bank.Account",
        _("积分和时间账户"),
        _("记录您的积分和时间余额"),
        _("账目至少保存十年"),
        _("您本人和区中心"),
        by_person=("person_id",),
    ),
    Entry(
        "bank.Adjustment",
        _("积分和时间的人工调整"),
        _("更正记错的账，证明经过两个人"),
        _("账目至少保存十年"),
        _("您本人、区中心和核查员"),
        by_person=("account__person_id",),
        by_account=("asked_by", "decided_by", "cleared_by"),
    ),
    Entry(
        "bank.Entry",
        _("积分和时间明细"),
        _("说明每一笔从哪里来、到哪里去"),
        _("账目至少保存十年"),
        _("您本人和区中心"),
        by_person=("account__person_id",),
    ),
    Entry(
        "bank.Lot",
        _("积分和时间的批次"),
        _("记录哪一批什么时候到期"),
        _("账目至少保存十年"),
        _("您本人和区中心"),
        by_person=("account__person_id",),
    ),
    Entry(
        "bank.Referral",
        _("是谁介绍来当志愿者的"),
        _("给介绍新志愿者的人记积分"),
        _("账目至少保存十年"),
        _("您本人和区中心"),
        by_person=("newcomer__person_id", "bringer__person_id"),
    ),
    Entry(
        "bank.Settlement",
        _("每次服务得了多少积分"),
        _("说明积分和时间怎样算出来"),
        _("账目至少保存十年"),
        _("您本人和区中心"),
        by_person=("record__volunteer__person_id",),
    ),
)
