"""What the center uploads for its 15-minute circle, and what it asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.venues.forms import DATUMS
from redvest.venues.services.circling import WANTED_MAX

CHOOSE = {"required": _("请选择文件。"), "empty": _("文件是空的，请重新选择。")}


def _day(label: Any, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("请填写日期。"), "invalid": _("请填写日期，如 2025-12-31。")},
    )


class PeopleForm(forms.Form):
    file = forms.FileField(
        label=_("人口表"),
        help_text=_(".xlsx 或 .csv，每个社区一行；想更准可以每个小区一行，并填经纬度。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages=CHOOSE,
    )
    source = forms.CharField(
        label=_("数据来源"),
        help_text=_("例如：区统计局 2025 年社区常住人口。会写在页面上。"),
        max_length=120,
        error_messages={"required": _("请写明数据来源。")},
    )
    counted_on = _day(_("数据日期"))
    datum = forms.ChoiceField(
        label=_("经纬度的坐标系"),
        choices=DATUMS,
        help_text=_("没有填经纬度时不用管。选错会偏移几百米。"),
    )


class StreetsForm(forms.Form):
    file = forms.FileField(
        label=_("路网文件"),
        help_text=_("OpenStreetMap 的 .osm、.osm.gz 或 .osm.pbf，不超过 10 MB，裁剪到本区周边。"),
        widget=forms.FileInput(attrs={"accept": ".osm,.gz,.bz2,.pbf,.xml"}),
        error_messages=CHOOSE,
    )
    source = forms.CharField(
        label=_("数据来源"),
        initial="© OpenStreetMap contributors",
        help_text=_("会写在地图下面。"),
        max_length=120,
        error_messages={"required": _("请写明数据来源。")},
    )
    data_date = _day(_("数据日期（选填，文件里写了就不用填）"), required=False)


class NextForm(forms.Form):
    wanted = forms.IntegerField(
        label=_("打算再开几处"),
        min_value=1,
        max_value=WANTED_MAX,
        initial=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("请填写打算再开几处。"),
            "invalid": _("请填写整数。"),
            "min_value": _("请填写 1 至 20。"),
            "max_value": _("请填写 1 至 20。"),
        },
    )
