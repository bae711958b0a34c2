"""What people type about figures."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.engines.indicators import INDICATORS
from redvest.insight.labels import METHODS, SAID


class OwnIndicatorForm(forms.Form):
    """A new indicator of the district's own."""

    name = forms.CharField(label=_("指标名称"), max_length=40, help_text=_("例如：新建改造公厕"))
    unit = forms.CharField(label=_("单位"), max_length=10, help_text=_("例如：座、条、元、次点击"))
    definition = forms.CharField(
        label=_("定义"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明算什么、不算什么，让别人照着也能得到同一个数。"),
    )


class OwnValueForm(forms.Form):
    """A value for a place and a time."""

    region = forms.ChoiceField(label=_("地方"))
    first = forms.DateField(label=_("从"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("到"), widget=forms.DateInput(attrs={"type": "date"}))
    value = forms.DecimalField(
        label=_("数值"), min_value=Decimal(0), max_digits=14, decimal_places=2
    )
    source = forms.CharField(
        label=_("出处"), max_length=120, help_text=_("例如：区城管局2024年总结，第3页")
    )


class HeadcountForm(forms.Form):
    """How many came to a session."""

    people = forms.IntegerField(
        label=_("到场人数"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("不含志愿者。没有人来就填0。"),
    )
    method = forms.ChoiceField(label=_("怎么得到的"), choices=list(METHODS.items()))


class PublishForm(forms.Form):
    """Figures to publish."""

    title = forms.CharField(label=_("标题"), max_length=80)
    period = forms.ChoiceField(label=_("统计期"))
    keys = forms.MultipleChoiceField(
        label=_("发布哪些数字"),
        choices=[(one.key, SAID[one.key].name) for one in INDICATORS],
        widget=forms.CheckboxSelectMultiple,
    )
