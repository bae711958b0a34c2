"""What the center fills in for a new version of the earning rules."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import whole_number
from redvest.engines.earning import Festival, Terms
from redvest.engines.evidence import Level
from redvest.records.labels import LEVELS
from redvest.teams.labels import CATEGORIES

DAY_WRONG = {"required": _("请选择日期。"), "invalid": _("请选择日期。")}


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, error_messages=DAY_WRONG)


class TermsForm(forms.Form):
    """The numbers of one version; what is left out keeps its default."""

    from_day = _day(_("从哪天起执行"))
    per_hour = whole_number(_("每小时多少分"), 0, 1000, initial=10)
    activity_minutes = whole_number(
        _("一次服务最多计多少分钟"), 0, 960, initial=0, help_text=_("0就是不限。")
    )
    day_points = whole_number(
        _("一天最多多少分"), 0, 100_000, initial=80, help_text=_("0就是不限。")
    )
    month_points = whole_number(
        _("一个月最多多少分"), 0, 1_000_000, initial=0, help_text=_("0就是不限。")
    )
    months = whole_number(_("积分几个月后到期"), 0, 120, initial=36, help_text=_("0就是不到期。"))
    time_categories = forms.MultipleChoiceField(
        label=_("哪些服务可以存时间"),
        required=False,
        choices=[(key.value, label) for key, label in CATEGORIES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("请从列表里选择。")},
    )
    cap_hours = whole_number(
        _("每人最多存多少小时"), 0, 100_000, initial=1500, help_text=_("超出的转入爱心银行。")
    )
    referral_points = whole_number(
        _("介绍一位新志愿者得多少分"), 0, 1000, initial=0, help_text=_("0就是没有。")
    )
    referral_hours = whole_number(
        _("新志愿者服务满多少小时才算"),
        1,
        1000,
        initial=10,
        help_text=_("由新志愿者自己填写是谁介绍的。"),
    )
    referral_month = whole_number(_("每人一个月最多算几位"), 1, 1000, initial=5)
    complaint_points = whole_number(
        _("投诉查实，一次另扣多少分"),
        0,
        1000,
        initial=0,
        help_text=_("这次服务本来就不得分。不会扣成负数，0就是不另扣。"),
    )
    festival_first = _day(_("加倍的日子，从"), required=False)
    festival_last = _day(_("到"), required=False)
    festival_percent = whole_number(_("加倍到百分之几"), 100, 500, initial=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level, usual in Terms().levels.items():
            self.fields[f"level_{level}"] = whole_number(
                _("工时这样证明的，按百分之几计分：%(kind)s") % {"kind": LEVELS[Level(level)]},
                0,
                100,
                initial=usual,
            )
        for key, label in CATEGORIES.items():
            self.fields[f"rate_{key.value}"] = whole_number(
                _("%(kind)s：每小时多少分") % {"kind": label},
                0,
                1000,
                required=False,
                help_text=_("不填就按上面的每小时分数。"),
            )
        rates = [f"rate_{key.value}" for key in CATEGORIES]
        levels = [f"level_{level}" for level in Terms().levels]
        self.order_fields(["from_day", "per_hour", *rates, *levels])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("festival_first"), found.get("festival_last")
        if (first is None) != (last is None) or (first and last and last < first):
            self.add_error("festival_last", _("结束的日子不能早于开始的日子。"))
        return found

    def terms(self) -> Terms:
        """What was filled in, as the engine reads it."""
        found = self.cleaned_data
        festivals: tuple[Festival, ...] = ()
        if found["festival_first"]:
            days = (found["festival_first"], found["festival_last"])
            festivals = (Festival(*days, found["festival_percent"]),)
        return Terms(
            per_hour=found["per_hour"],
            by_category={
                key.value: rate
                for key in CATEGORIES
                if (rate := found[f"rate_{key.value}"]) is not None
            },
            levels={level: found[f"level_{level}"] for level in Terms().levels},
            activity_minutes=found["activity_minutes"],
            day_points=found["day_points"],
            month_points=found["month_points"],
            months=found["months"],
            festivals=festivals,
            time_categories=tuple(found["time_categories"]),
            time_cap=found["cap_hours"] * 60,
            complaint_points=found["complaint_points"],
            referral_points=found["referral_points"],
            referral_hours=found["referral_hours"],
            referral_month=found["referral_month"],
        )

    @staticmethod
    def tomorrow() -> dict[str, Any]:
        return {"from_day": timezone.localdate() + timedelta(days=1)}


class BroughtForm(forms.Form):
    """A newcomer says who brought them."""

    volunteer_no = forms.CharField(
        label=_("是谁介绍您来的？请填其志愿者编号"),
        max_length=20,
        help_text=_("可以不填。只能填一次，在第一次服务之前。"),
        error_messages={"required": _("请填写志愿者编号。")},
    )
