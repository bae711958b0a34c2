"""What somebody writes about a project, and what the center sets for the year."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.activities.forms.planning import LENGTHS, day, text, tick
from redvest.activities.labels import KINDS
from redvest.activities.programme_labels import CAMPAIGN_KINDS, PROJECT_STATES
from redvest.activities.services import ProjectCard
from redvest.activities.services.parts import CAPACITY_MOST
from redvest.core.forming import PICK, offer, whole_number
from redvest.teams.labels import CATEGORIES


class ProjectForm(forms.Form):
    """A project; the second half is what each of its activities begins with."""

    organiser = forms.ChoiceField(label=_("由谁来做"), error_messages=PICK)
    title = text(_("项目名称"), 60, _("请给项目起个名字。"), help_text=_("例如：邻里帮帮团"))
    aim = text(
        _("为谁做、做什么"),
        1000,
        _("请写明为谁做、做什么。"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("会公开显示，请不要写个人姓名和电话。"),
    )
    occasion = forms.ChoiceField(label=_("配合哪个日子"), required=False, error_messages=PICK)
    tags = text(_("主题或工作条线"), 100, help_text=_("用空格隔开，例如：学雷锋 创城"))
    kind = forms.ChoiceField(label=_("类型"), choices=list(KINDS.items()), error_messages=PICK)
    category = forms.ChoiceField(
        label=_("服务类别"), choices=list(CATEGORIES.items()), initial="other", error_messages=PICK
    )
    position = text(_("岗位"), 40, _("请写岗位名称，例如：秩序维护。"), initial=_("志愿者"))
    capacity = whole_number(_("每场几个名额"), 1, CAPACITY_MOST, initial=10)
    minutes = forms.TypedChoiceField(
        label=_("一次多久"), coerce=int, choices=LENGTHS, initial=120, error_messages=PICK
    )
    risk_statement = text(_("可能的风险"), 500, widget=forms.Textarea(attrs={"rows": 2}))
    bring = text(_("请带什么"), 200)

    def __init__(
        self,
        *args: Any,
        organisers: list[tuple[str, str]] | None = None,
        occasions: list[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if organisers is None:
            del self.fields["organiser"]
        else:
            offer(self, "organiser", organisers)
        offer(self, "occasion", [("", _("平时都做")), *occasions])

    def card(self) -> ProjectCard:
        found = self.cleaned_data
        names = [name for name in ProjectCard.__dataclass_fields__ if name != "tags"]
        return ProjectCard(**{name: found[name] for name in names}, tags=found["tags"].split())

    def organised_by(self) -> dict[str, UUID]:
        """``team_id`` or ``host_id``, from ``team:…`` or ``host:…``."""
        kind, _colon, row_id = self.cleaned_data["organiser"].partition(":")
        return {f"{kind}_id": UUID(row_id)}


class ProjectFilter(forms.Form):
    q = forms.CharField(label=_("名称"), required=False, max_length=60)
    show = forms.ChoiceField(
        label=_("哪些"),
        required=False,
        choices=[
            ("", _("全部")),
            *((state.value, shown.label) for state, shown in PROJECT_STATES.items()),
        ],
    )


class WordsForm(forms.Form):
    """What a step wants to be told."""

    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, label: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = text(label, most, widget=forms.Textarea(attrs={"rows": 3}))


class CopyForm(forms.Form):
    host = forms.TypedChoiceField(label=_("复制到哪个阵地"), coerce=UUID, error_messages=PICK)

    def __init__(self, *args: Any, venues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "host", venues)


class FeatureForm(forms.Form):
    place = forms.ChoiceField(label=_("作为哪里的品牌"), required=False, error_messages=PICK)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", [("", _("都不是")), *places])


class CampaignForm(forms.Form):
    """A theme of a month, a campaign or a line of work."""

    kind = forms.ChoiceField(
        label=_("是什么"), choices=list(CAMPAIGN_KINDS.items()), error_messages=PICK
    )
    name = text(_("名称"), 30, _("请写名称，例如：学雷锋月。"))
    starts_on = day(_("第一天"))
    ends_on = day(_("最后一天"))
    note = text(_("一句说明"), 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _("请选择日期。")
        self.fields["starts_on"].help_text = _("主题管整个月，写这个月里任何一天都行。")


class FestivalForm(forms.Form):
    """A festival only this district keeps."""

    name = text(_("节日名称"), 20, _("请写节日名称，例如：拗九节。"))
    is_lunar = tick(_("按农历"))
    month = whole_number(_("几月"), 1, 12)
    day = whole_number(_("几日"), 1, 31)
    note = text(_("一句说明"), 200)
