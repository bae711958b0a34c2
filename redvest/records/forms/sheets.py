"""Uploading a sign-in sheet: the shape of what is sent."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.engines.team_flow import CoreCategory
from redvest.records.forms import chips, line
from redvest.records.labels import SHEET_KINDS
from redvest.records.services.sheets import Sheet
from redvest.teams.labels import CATEGORIES


class SheetForm(forms.Form):
    kind = chips(_("是什么表？"), SHEET_KINDS, _("请选择是什么表。"))
    organizer = forms.ChoiceField(
        label=_("谁组织的"),
        error_messages={"required": _("请选择谁组织的。"), "invalid_choice": _("请选择谁组织的。")},
    )
    category = forms.ChoiceField(
        label=_("服务类别"), choices=[(key.value, label) for key, label in CATEGORIES.items()]
    )
    document = line(
        _("凭什么单据，存在哪里"),
        160,
        _("请写明凭什么单据，单据存在哪里。"),
        help_text=_("例如：3月签到表，存在社区档案柜。"),
    )
    file = forms.FileField(
        label=_("签到表文件"),
        help_text=_(".xlsx 或 .csv，最多 5000 行、10 MB。"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("请选择文件")},
    )

    def __init__(self, *args: Any, organizers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organizer", organizers)
        self.fields["category"].initial = CoreCategory.OTHER.value

    def sheet(self) -> Sheet:
        kind, _colon, code = self.cleaned_data["organizer"].partition(":")
        return Sheet(
            kind=self.cleaned_data["kind"],
            document=self.cleaned_data["document"],
            category=self.cleaned_data["category"],
            region=code if kind == "place" else "",
            team_id=UUID(code) if kind == "team" else None,
        )


class UndoForm(forms.Form):
    reason = line(_("为什么撤销"), 200, _("请填写撤销的原因。"))
