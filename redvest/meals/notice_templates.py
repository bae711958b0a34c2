"""What volunteers, desks and families are told about meals. No names, no addresses."""

from django.utils.translation import gettext_lazy as _

from redvest.notices.templates import Template, register

ROUND = frozenset({"canteen", "time"})
ORDER = frozenset({"number"})

register(
    Template(
        "meal_round_offered",
        _("想请您送一趟餐"),
        _("{canteen}想请您{time}出发送一趟餐。请答复能不能去，去不了不影响您。"),
        ROUND,
    ),
    Template(
        "meal_round_withdrawn",
        _("这趟餐不用您送了"),
        _("{canteen}{time}出发的那趟送餐已收回，不用去了。谢谢您。"),
        ROUND,
        urgent=True,
    ),
    Template(
        "meal_round_declined",
        _("有一趟送餐没人去"),
        _("{canteen}{time}出发的一趟，志愿者去不了。请重新排路线。"),
        ROUND,
        urgent=True,
    ),
    Template(
        "meal_round_dropped",
        _("有志愿者中途退出送餐"),
        _("{canteen}{time}出发的一趟，志愿者退出了。还没送到的几户请重新排路线。"),
        ROUND,
        urgent=True,
    ),
    Template(
        "meal_round_unanswered",
        _("送餐该出发了，还没有人答复"),
        _("{canteen}{time}出发的一趟，志愿者还没有答复。请换人。"),
        ROUND,
        urgent=True,
    ),
    Template(
        "meal_round_unmarked",
        _("请标记送到了没有"),
        _("{canteen}{time}出发的一趟，还有几户没有标记。请打开路线，标记已送到或没人开门。"),
        ROUND,
        urgent=True,
    ),
    Template(
        "meal_nobody_opened",
        _("送餐时没人开门，请马上去看望"),
        _("订单 {number}：志愿者送餐时没有人应。请马上联系或上门看望，情况紧急请打120。"),
        ORDER,
        urgent=True,
    ),
    Template(
        "meal_not_marked",
        _("午饭送到了没有还不清楚"),
        _("订单 {number}：送餐时间已过，还没有标记送到。请打电话问一问。"),
        ORDER,
        urgent=True,
    ),
)
