"""Writing down a training or an award: the shape of what is sent."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.records.forms import chips, line
from redvest.records.labels import ATTAINMENT_KINDS, ATTAINMENT_REASONS
from redvest.records.services.attaining import CLASS_HOURS_MAX, Attained


class AttainmentForm(forms.Form):
    kind = chips(_("是什么？"), ATTAINMENT_KINDS, _("请选择是培训还是表彰。"))
    volunteer_no = line(_("志愿者编号"), 20, _("请填写志愿者编号。"))
    organizer = forms.ChoiceField(
        label=_("由谁登记"),
        error_messages={"required": _("请选择由谁登记。"), "invalid_choice": _("请选择由谁登记。")},
    )
    title = line(
        _("名称"), 60, _("请填写名称。"), help_text=_("例如：急救员培训、年度优秀志愿者。")
    )
    content = line(_("内容"), 200, "")
    body = line(_("由谁举办或授予"), 60, _("请填写由谁举办或授予。"))
    place = line(_("地点"), 60, "")
    happened_on = forms.DateField(
        label=_("日期"), error_messages={"required": _("请填写日期。"), "invalid": _("日期不对。")}
    )
    class_hours = forms.IntegerField(
        label=_("学时"),
        min_value=0,
        max_value=CLASS_HOURS_MAX,
        required=False,
        help_text=_("只有培训才填。"),
    )
    document = line(
        _("凭什么单据，存在哪里"),
        200,
        _("请写明凭什么单据，单据存在哪里。"),
        help_text=_("例如：培训签到表第2页，存在社区档案柜。"),
    )

    def __init__(self, *args: Any, organizers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organizer", organizers)

    def card(self) -> Attained:
        values = dict(self.cleaned_data)
        kind, _colon, code = values.pop("organizer").partition(":")
        return Attained(
            **{**values, "class_hours": values["class_hours"] or 0},
            region=code if kind == "place" else "",
            team_id=UUID(code) if kind == "team" else None,
        )


class AttainmentReasonForm(forms.Form):
    reason = chips(_("为什么？"), ATTAINMENT_REASONS, _("请选择原因。"))
