"""What people type into a venue's file: areas, checklists, and the district's outline."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.venues import labels
from redvest.venues.forms import DATUMS, choices
from redvest.venues.models import FunctionalArea

AREA_ROWS = 3


class AreaForm(forms.Form):
    """One functional area; an empty name means no area."""

    name = forms.CharField(label=gettext_lazy("名称"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=gettext_lazy("类型"), required=False, choices=[("", "—"), *choices(labels.AREAS)]
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("容纳人数"),
        required=False,
        min_value=1,
        max_value=10000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("请填写整数。")},
    )
    area_m2 = forms.IntegerField(
        label=gettext_lazy("面积（平方米）"),
        required=False,
        min_value=1,
        max_value=100000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("请填写整数。")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        filled = any(cleaned.get(name) for name in ("kind", "capacity", "area_m2"))
        if filled and not cleaned.get("name"):
            self.add_error("name", _("请填写这个功能区的名称。"))
        if cleaned.get("name") and not cleaned.get("kind"):
            self.add_error("kind", _("请选择这个功能区的类型。"))
        return cleaned


AreaFormSet = forms.formset_factory(AreaForm, extra=0, max_num=30, absolute_max=30)


def area_rows(areas: list[FunctionalArea]) -> list[dict[str, Any]]:
    """The areas there are, and room for some more."""
    rows: list[dict[str, Any]] = [
        {"name": a.name, "kind": a.kind, "capacity": a.capacity, "area_m2": a.area_m2}
        for a in areas
    ]
    return (rows + [{} for _row in range(AREA_ROWS)])[:30]


class CheckForm(forms.Form):
    """A checklist: one tick and one note an item. Items come from the policy of their year."""

    def __init__(self, *args: Any, items: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for number, item in enumerate(items):
            # Items are the district's words; those of the default lists are in the catalog.
            self.fields[f"met_{number}"] = forms.BooleanField(label=_(item), required=False)
            self.fields[f"note_{number}"] = forms.CharField(
                label=_("“%(item)s”的说明") % {"item": _(item)}, required=False, max_length=200
            )

    def marks(self) -> list[dict[str, Any]]:
        return [
            {
                "item": item,
                "met": self.cleaned_data[f"met_{number}"],
                "note": self.cleaned_data[f"note_{number}"],
            }
            for number, item in enumerate(self.items)
        ]


class OutlineForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("区界文件"),
        help_text=gettext_lazy("GeoJSON 格式（.geojson 或 .json），不超过 2 MB、5000 个点。"),
        error_messages={
            "required": gettext_lazy("请选择区界文件。"),
            "empty": gettext_lazy("文件是空的，请重新选择。"),
        },
    )
    datum = forms.ChoiceField(
        label=gettext_lazy("文件的坐标系"),
        choices=DATUMS,
        help_text=gettext_lazy("系统会统一换算成 WGS-84 保存。选错会偏移几百米。"),
    )
