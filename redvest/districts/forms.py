"""What the center types about its district."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.districts import labels
from redvest.districts.models import District
from redvest.engines.holiday_table import DayRow, read_table
from redvest.engines.policy import SPECS, Policy, Problem, Unit, to_data

FILE_MAX = 1024 * 1024
PHONE = r"^[0-9+\-() 转]{3,30}$"
WEEKDAYS = [
    (1, gettext_lazy("星期一")),
    (2, gettext_lazy("星期二")),
    (3, gettext_lazy("星期三")),
    (4, gettext_lazy("星期四")),
    (5, gettext_lazy("星期五")),
]


class SettingsForm(forms.Form):
    """How the district presents itself on every page."""

    brand_name = forms.CharField(
        label=gettext_lazy("平台名称"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("显示在每一页顶部，例如“志愿城关”。"),
    )
    slogan = forms.CharField(label=gettext_lazy("口号"), required=False, max_length=120)
    hotline = forms.RegexField(
        label=gettext_lazy("服务热线"),
        regex=PHONE,
        required=False,
        max_length=30,
        error_messages={"invalid": gettext_lazy("请填写电话号码，例如 0931-8400000。")},
    )
    report_phone = forms.RegexField(
        label=gettext_lazy("举报电话"),
        regex=PHONE,
        required=False,
        max_length=30,
        help_text=gettext_lazy("违法和不良信息举报电话，显示在页脚。"),
        error_messages={"invalid": gettext_lazy("请填写电话号码，例如 0931-8400000。")},
    )
    icp_no = forms.RegexField(
        label=gettext_lazy("ICP 备案号"),
        regex=r"^[\u4e00-\u9fff]ICP[备证]\d{4,10}号(-\d{1,3})?$",
        required=False,
        max_length=60,
        error_messages={"invalid": gettext_lazy("请照抄备案号，例如 陇ICP备12345678号-1。")},
    )
    police_no = forms.RegexField(
        label=gettext_lazy("公安联网备案号"),
        regex=r"^[\u4e00-\u9fff]公网安备\s?\d{14}号$",
        required=False,
        max_length=60,
        error_messages={"invalid": gettext_lazy("请照抄备案号，例如 甘公网安备62010202000000号。")},
    )

    @staticmethod
    def shown(district: District) -> dict[str, str]:
        return {name: getattr(district, name) for name in SettingsForm.base_fields}


class PolicyForm(forms.Form):
    """One control for each field of the policy. Values are checked by the engine, which knows
    the bounds; this form only shows them."""

    reason = forms.CharField(
        label=gettext_lazy("修改原因"),
        max_length=200,
        help_text=gettext_lazy("例如文件名称和文号，会写入修改记录。"),
        error_messages={"required": gettext_lazy("请填写修改原因，例如文件名称和文号。")},
    )

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _typed(policy), **kwargs})
        self.fields = {name: _control(name) for name in SPECS} | self.fields

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in SPECS}


def _typed(policy: Policy) -> dict[str, Any]:
    return {
        name: "\n".join(value) if isinstance(value, list) else value
        for name, value in to_data(policy).items()
    }


def _control(name: str) -> forms.Field:
    spec = SPECS[name]
    label, hint = labels.FIELDS[name], labels.HINTS.get(name, "")
    if spec.unit is Unit.YES_NO:
        return forms.BooleanField(label=label, required=False, help_text=hint)
    if spec.unit is Unit.WEEKDAY:
        return forms.ChoiceField(label=label, choices=WEEKDAYS, help_text=hint)
    if spec.unit is Unit.ITEMS:
        box = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(
            label=label, required=False, max_length=1000, widget=box, help_text=hint
        )
    unit = labels.UNITS.get(spec.unit)
    full = label if unit is None else _("%(label)s（%(unit)s）") % {"label": label, "unit": unit}
    if unit is None:
        problem = Problem("empty")
    else:
        hint = hint or _("%(low)d 至 %(high)d") % {"low": spec.low, "high": spec.high}
        problem = Problem("number", spec.low, spec.high)
    return forms.CharField(
        label=full,
        required=unit is not None or spec.low > 0,
        max_length=200,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric"} if unit is not None else {}),
        error_messages={"required": labels.explain(problem)},
    )


class HolidayForm(forms.Form):
    """The yearly announcement as a table."""

    file = forms.FileField(
        label=gettext_lazy("放假安排（CSV）"),
        help_text=gettext_lazy("三列：日期、类型（放假或上班）、名称。可以用 Excel 另存为 CSV。"),
        error_messages={
            "required": gettext_lazy("请选择文件。"),
            "empty": gettext_lazy("文件是空的，请重新选择。"),
        },
    )
    rows: list[DayRow]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_MAX:
            raise forms.ValidationError(_("文件太大，不能超过 1 MB。"))
        self.rows, problems = read_table(file.read())
        if problems:
            raise forms.ValidationError([labels.explain_row(problem) for problem in problems[:20]])
        return file
