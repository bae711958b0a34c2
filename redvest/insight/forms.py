"""What people type about figures."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.engines.indicators import INDICATORS
from redvest.insight.labels import METHODS, SAID

PHOTOS = (1, 2, 3)


def photo_field(label: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


def caption_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=60)


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


class BriefingForm(forms.Form):
    """What a person adds to the draft of a briefing: one chart, and photos that may be shown."""

    chart = forms.ChoiceField(label=_("放一张图表"), required=False)
    photo1 = photo_field(_("照片一"))
    caption1 = caption_field(_("照片一的说明"))
    photo2 = photo_field(_("照片二"))
    caption2 = caption_field(_("照片二的说明"))
    photo3 = photo_field(_("照片三"))
    caption3 = caption_field(_("照片三的说明"))
    agreed = forms.BooleanField(
        label=_("照片里认得出的人都同意公开；拍到未成年人的，监护人也同意"), required=False
    )
    kind = forms.ChoiceField(
        label=_("存为"),
        choices=[("docx", "Word"), ("pdf", "PDF")],
        initial="docx",
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for number in PHOTOS:
            sent, caption = found.get(f"photo{number}"), found.get(f"caption{number}")
            if sent and not caption:
                self.add_error(f"caption{number}", _("请写一句照片的说明：哪天、在哪里、做什么。"))
            if caption and not sent:
                self.add_error(f"photo{number}", _("请选这张照片，或者删去说明。"))
        chosen = any(found.get(f"photo{number}") for number in PHOTOS)
        if chosen and not found.get("agreed"):
            self.add_error("agreed", _("放照片以前，请确认照片里的人同意公开。"))
        return found
