"""What people type about venues."""

import math
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.engines.geodesy import Datum
from redvest.engines.opening_hours import (
    Hours,
    HoursError,
    format_day,
    from_data,
    parse_day,
    to_data,
)
from redvest.venues import labels
from redvest.venues.models import Venue
from redvest.venues.showing import WEEKDAYS

CLOSED_DAYS_MAX = 60
Choices = list[tuple[str, Any]]

DATUMS = [
    (Datum.WGS84.value, gettext_lazy("WGS-84（GPS、天地图）")),
    (Datum.GCJ02.value, gettext_lazy("GCJ-02（高德、腾讯、微信）")),
    (Datum.BD09.value, gettext_lazy("BD-09（百度）")),
]

HOURS_PROBLEMS = {
    "shape": gettext_lazy("%(day)s：“%(text)s”看不懂，请写成 09:00-12:00, 14:00-17:30。"),
    "time": gettext_lazy("%(day)s：“%(text)s”不是时间，小时在 0 至 23 之间。"),
    "backwards": gettext_lazy("%(day)s：%(text)s 的结束时间要晚于开始时间。"),
    "overlap": gettext_lazy("%(day)s：%(text)s 与前一段时间重叠。"),
    "too_many": gettext_lazy("%(day)s：一天最多三段开放时间。"),
}


def choices(table: dict[Any, Any]) -> Choices:
    return [(str(value), label) for value, label in table.items()]


def anything(table: dict[Any, Any]) -> Choices:
    return [("", gettext_lazy("全部")), *choices(table)]


class VenueFilter(forms.Form):
    """The filters of the public list; they stay in the address."""

    q = forms.CharField(label=gettext_lazy("名称或地址"), required=False, max_length=40)
    region = forms.ChoiceField(label=gettext_lazy("街道"), required=False)
    level = forms.ChoiceField(
        label=gettext_lazy("层级"), required=False, choices=anything(labels.LEVELS)
    )
    function = forms.ChoiceField(
        label=gettext_lazy("功能"), required=False, choices=anything(labels.FUNCTIONS)
    )
    open = forms.ChoiceField(
        label=gettext_lazy("开放时间"),
        required=False,
        choices=[("", gettext_lazy("全部")), ("1", gettext_lazy("现在开放"))],
    )
    view = forms.CharField(required=False, max_length=4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, streets: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("全部")), *streets]


class AreaForm(forms.Form):
    """The community somebody wants to read about. Chosen, never located."""

    community = forms.ChoiceField(
        label=gettext_lazy("您在哪个社区？"),
        error_messages={
            "required": gettext_lazy("请选择您所在的社区。"),
            "invalid_choice": gettext_lazy("请选择本区的社区。"),
        },
    )

    def __init__(self, *args: Any, communities: list[tuple[str, Choices]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["community"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *communities]


class NearestForm(forms.Form):
    """Where somebody is: a community, or coordinates from the device or typed. Never stored."""

    community = forms.ChoiceField(label=gettext_lazy("您在哪个社区？"), required=False)
    lat = forms.FloatField(
        label=gettext_lazy("纬度"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": gettext_lazy("纬度应是数字，例如 36.061100。")},
    )
    lon = forms.FloatField(
        label=gettext_lazy("经度"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": gettext_lazy("经度应是数字，例如 103.834300。")},
    )
    datum = forms.ChoiceField(label=gettext_lazy("坐标系"), required=False, choices=DATUMS)

    def __init__(self, *args: Any, communities: list[tuple[str, Choices]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["community"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("请选择")), *communities]
        # Needed unless a place was given; said so, because it is what nearly everybody fills in.
        field.required = not (self.data.get("lat") and self.data.get("lon"))
        field.error_messages["required"] = _("请选择您所在的社区，或用您现在的位置。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_place = cleaned.get("lat") is not None and cleaned.get("lon") is not None
        if has_place and not (abs(cleaned["lat"]) <= 90 and abs(cleaned["lon"]) <= 180):
            self.add_error("lat", _("经纬度不对，请检查纬度和经度是否填反。"))
        return cleaned


class PlaceForm(forms.Form):
    """A typed or dropped pin and the datum it is in."""

    lat = forms.FloatField(
        label=gettext_lazy("纬度"),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "invalid": gettext_lazy("纬度应是数字，例如 36.061100。"),
            "required": gettext_lazy("请在地图上点一下，或填写纬度。"),
        },
    )
    lon = forms.FloatField(
        label=gettext_lazy("经度"),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "invalid": gettext_lazy("经度应是数字，例如 103.834300。"),
            "required": gettext_lazy("请在地图上点一下，或填写经度。"),
        },
    )
    datum = forms.ChoiceField(
        label=gettext_lazy("坐标系"),
        choices=DATUMS,
        help_text=gettext_lazy("在本页地图上点选的是 WGS-84；从其他地图抄来的请选它的坐标系。"),
    )

    def clean_lat(self) -> float:
        return _finite(self.cleaned_data["lat"])

    def clean_lon(self) -> float:
        return _finite(self.cleaned_data["lon"])


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise forms.ValidationError(_("请填写数字。"))
    return value


def _hours_fields() -> dict[str, forms.Field]:
    return {
        f"hours_{day}": forms.CharField(
            label=label,
            required=False,
            max_length=60,
            widget=forms.TextInput(attrs={"placeholder": "09:00-12:00, 14:00-17:30"}),
        )
        for day, label in WEEKDAYS.items()
    }


class VenueForm(forms.Form):
    """Everything about a venue that its administrator keeps up to date."""

    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=80,
        error_messages={"required": gettext_lazy("请填写阵地名称。")},
    )
    address = forms.CharField(label=gettext_lazy("地址"), required=False, max_length=120)
    directions = forms.CharField(
        label=gettext_lazy("怎么走"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("例如：3 路公交张掖路站下车，社区食堂二楼。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    contact_phone = forms.RegexField(
        label=gettext_lazy("公开电话"),
        regex=r"^[0-9+\-() 转]{5,30}$",
        required=False,
        max_length=30,
        help_text=gettext_lazy("办公电话，会公开显示，请不要填个人手机。"),
        widget=forms.TextInput(attrs={"type": "tel"}),
        error_messages={"invalid": gettext_lazy("请填写电话号码，例如 0931-8400000。")},
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("可容纳人数"),
        required=False,
        min_value=1,
        max_value=10000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("请填写整数。")},
    )
    functions = forms.MultipleChoiceField(
        label=gettext_lazy("三大功能"),
        required=False,
        choices=choices(labels.FUNCTIONS),
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
    )
    host_facilities = forms.MultipleChoiceField(
        label=gettext_lazy("依托阵地"),
        required=False,
        choices=choices(labels.HOSTS),
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
    )
    facilities = forms.MultipleChoiceField(
        label=gettext_lazy("便民设施"),
        required=False,
        choices=choices(labels.FACILITIES),
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
    )
    accessibility = forms.MultipleChoiceField(
        label=gettext_lazy("无障碍"),
        required=False,
        choices=choices(labels.ACCESSIBILITY),
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
    )
    open_on_holidays = forms.BooleanField(label=gettext_lazy("法定节假日照常开放"), required=False)
    closed_days = forms.CharField(
        label=gettext_lazy("另外不开放的日子"),
        required=False,
        max_length=1200,
        help_text=gettext_lazy("每行一天，例如 2026-12-31。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    opened_on = forms.DateField(
        label=gettext_lazy("启用日期"),
        required=False,
        error_messages={"invalid": gettext_lazy("请按 2026-03-05 的样子填写日期。")},
    )
    history_before = forms.CharField(
        label=gettext_lazy("改造之前"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    history_after = forms.CharField(
        label=gettext_lazy("现在的样子"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    live_url = forms.URLField(
        label=gettext_lazy("直播间网址"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("请填写完整网址，以 https:// 开头。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rest = list(self.fields)
        self.fields |= _hours_fields()
        # The week stands before the days that differ from it.
        at = rest.index("open_on_holidays")
        self.order_fields([*rest[:at], *_hours_fields(), *rest[at:]])

    @staticmethod
    def shown(venue: Venue) -> dict[str, Any]:
        """The form's values for a venue as it is now."""
        hours = from_data(venue.hours)
        own = ("open_on_holidays", "closed_days")
        names = [name for name in VenueForm.base_fields if name not in own]
        values = {name: getattr(venue, name) for name in names}
        values |= {f"hours_{day}": format_day(hours.week.get(day, ())) for day in WEEKDAYS}
        values["open_on_holidays"] = hours.open_on_holidays
        values["closed_days"] = "\n".join(sorted(day.isoformat() for day in hours.closed_days))
        return values

    def clean_closed_days(self) -> frozenset[date]:
        lines = [line.strip() for line in self.cleaned_data["closed_days"].splitlines()]
        found = set()
        for line in filter(None, lines):
            try:
                found.add(date.fromisoformat(line))
            except ValueError:
                message = _("“%(text)s”不是日期，请写成 2026-12-31。") % {"text": line[:20]}
                raise forms.ValidationError(message) from None
        if len(found) > CLOSED_DAYS_MAX:
            raise forms.ValidationError(
                _("最多填 %(max)d 天。") % {"max": CLOSED_DAYS_MAX},
            )
        return frozenset(found)

    def clean_live_url(self) -> str:
        url: str = self.cleaned_data["live_url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("请填写完整网址，以 https:// 开头。"))
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        week = {}
        for day, label in WEEKDAYS.items():
            text = cleaned.get(f"hours_{day}", "")
            try:
                week[day] = parse_day(text, day)
            except HoursError as error:
                words = {"day": label, "text": error.text}
                self.add_error(f"hours_{day}", HOURS_PROBLEMS[error.code] % words)
        self.week = week
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = dict(self.cleaned_data)
        for day in WEEKDAYS:
            cleaned.pop(f"hours_{day}")
        hours = Hours(self.week, cleaned.pop("open_on_holidays"), cleaned.pop("closed_days"))
        is_plain = not any(self.week.values()) and hours == Hours(self.week)
        cleaned["hours"] = {} if is_plain else to_data(hours)
        return cleaned


class AddForm(forms.Form):
    """A point, base, stop, studio or publicity street to be added."""

    kind = forms.ChoiceField(
        label=gettext_lazy("类型"),
        choices=choices(labels.ADDED_LABELS),
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": gettext_lazy("请选择阵地类型。")},
    )
    region = forms.ChoiceField(
        label=gettext_lazy("由谁管理"),
        error_messages={"required": gettext_lazy("请选择街道或社区。")},
    )
    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=80,
        help_text=gettext_lazy("例如：三坊七巷志愿服务驿站。"),
        error_messages={"required": gettext_lazy("请填写阵地名称。")},
    )
    address = forms.CharField(label=gettext_lazy("地址"), required=False, max_length=120)

    def __init__(self, *args: Any, regions: Choices, cores: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region, kind = self.fields["region"], self.fields["kind"]
        assert isinstance(region, forms.ChoiceField)
        assert isinstance(kind, forms.ChoiceField)
        region.choices = [("", _("请选择")), *regions]
        if cores:
            core = (labels.Kind.CORE.value, labels.KINDS[labels.Kind.CORE])
            kind.choices = [*choices(labels.ADDED_LABELS), core]


class StatusForm(forms.Form):
    """Opening or closing; the reason is checked by the service, since it depends on the step."""

    action = forms.CharField(max_length=10, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("原因"), required=False, max_length=200)


class HonorForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("荣誉名称"),
        max_length=80,
        error_messages={"required": gettext_lazy("请填写荣誉名称。")},
    )
    awarded_by = forms.CharField(
        label=gettext_lazy("授予单位"),
        max_length=80,
        error_messages={"required": gettext_lazy("请填写授予单位。")},
    )
    year = forms.IntegerField(
        label=gettext_lazy("年份"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("请填写年份。"),
            "invalid": gettext_lazy("年份应是四位数字。"),
        },
    )
