"""What the time bank keeps about people."""

from django.utils.translation import gettext_lazy as _

from redvest.core.personal_data import Entry

TIME = (
    Entry(
        "bank.TimeUse",
        _("用时间的记录"),
        _("预留、结算和退回存的时间"),
        _("账目至少保存十年"),
        _("您本人、站点和区中心"),
        by_person=("person_id",),
        by_account=("asked_by",),
    ),
    Entry(
        "bank.TimeReceiver",
        _("存的时间可以给谁用"),
        _("只给登记过的家人或困难老人用"),
        _("账目至少保存十年"),
        _("您本人、对方、站点和区中心"),
        by_person=("giver_id", "receiver_id"),
        by_account=("named_by",),
    ),
    Entry(
        "bank.BankGift",
        _("捐给爱心银行的积分和时间"),
        _("说明捐了什么"),
        _("账目至少保存十年"),
        _("您本人、站点和区中心"),
        by_person=("person_id",),
        by_account=("given_by",),
    ),
    Entry(
        "bank.TimeInheritance",
        _("继承时间的申请"),
        _("把去世或注销的人存的时间转给亲属"),
        _("账目至少保存十年"),
        _("您本人、站点和区中心"),
        by_person=("person_id", "heir_id"),
        by_account=("asked_by", "decided_by"),
    ),
    Entry(
        "bank.TeamSaver",
        _("时间存给哪支队伍"),
        _("按您的意愿把服务时间存给队伍"),
        _("账目至少保存十年"),
        _("您本人、队长和区中心"),
        by_person=("volunteer__person_id",),
    ),
    Entry(
        "bank.TimeExchange",
        _("跨区转存的时间"),
        _("把时间转到您在另一个区的账户"),
        _("账目至少保存十年"),
        _("您本人和两个区的中心"),
        by_person=("person_id",),
        by_account=("by",),
    ),
)
