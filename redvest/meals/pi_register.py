"""What meals keep about people."""

from django.utils.translation import gettext_lazy as _

from redvest.core.personal_data import Entry

ENTRIES = (
    Entry(
        "meals.MealHome",
        _("送餐地点"),
        _("安排送餐路线"),
        _("您注销后内容即清除"),
        _("您本人、站点；答应送餐的志愿者只看到地址"),
        sealed=("point",),
        by_person=("person_id",),
        by_account=("placed_by",),
    ),
    Entry(
        "meals.MealRound",
        _("送餐路线"),
        _("记录谁送了餐"),
        _("服务记录至少十年"),
        _("您本人、食堂所在的站点"),
        by_person=("volunteer__person_id",),
    ),
    Entry(
        "meals.MealStop",
        _("送餐记录"),
        _("记录餐送到了没有"),
        _("服务记录至少十年"),
        _("您本人、站点和送餐的志愿者"),
        by_person=("order__requester_id",),
    ),
    Entry(
        "meals.MealDay",
        _("送餐计划"),
        _("记录谁排了路线"),
        _("服务记录至少十年"),
        _("食堂所在的站点"),
        by_account=("planned_by",),
        hidden=("chosen",),  # Other people's numbers, for some seconds.
    ),
)
