"""What people fill in about teams."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import TOO_LONG, offer
from redvest.districts.models import Region
from redvest.engines.team_flow import CoreCategory, JoinMode, Kind, TeamStatus, Tier
from redvest.teams.labels import CATEGORIES, JOIN_MODES, KINDS, TIERS
from redvest.teams.models import Team
from redvest.teams.services.founding import INTRODUCTION_MAX, NAME_MAX, SLOGAN_MAX, TeamCard
from redvest.teams.services.membership import REASON_MAX
from redvest.venues.queries import public_venues


def choices(labels: Any, first: Any = None) -> list[tuple[str, Any]]:
    rows = [(str(key.value), label) for key, label in labels.items()]
    return rows if first is None else [("", first), *rows]


def places(district: str, within: list[str] | None = None) -> list[tuple[str, str]]:
    """Streets and communities as a flat list in which communities are set in."""
    rows = Region.objects.filter(district=district, valid_to=None, is_administrative=True)
    return [
        (code, ("　" * (len(code) // 3 - 2)) + name)
        for code, name in rows.order_by("code").values_list("code", "name")
        if within is None or any(code.startswith(prefix) for prefix in within)
    ]


class TeamForm(forms.Form):
    """The card of a team."""

    name = forms.CharField(
        label=_("队伍名称"),
        max_length=NAME_MAX,
        error_messages={"required": _("请填写队伍名称。"), "max_length": TOO_LONG},
    )
    kind = forms.ChoiceField(label=_("类型"), choices=choices(KINDS))
    tier = forms.TypedChoiceField(
        label=_("层级"), choices=choices(TIERS), coerce=lambda text: Tier(int(text)), initial="3"
    )
    core_category = forms.ChoiceField(
        label=_("服务类别"), choices=choices(CATEGORIES), initial=CoreCategory.OTHER.value
    )
    region = forms.ChoiceField(
        label=_("所在街道或社区"),
        error_messages={
            "required": _("请选择本区内现有的街道或社区。"),
            "invalid_choice": _("请选择本区内现有的街道或社区。"),
        },
    )
    parent = forms.TypedChoiceField(
        label=_("上级队伍"), coerce=UUID, empty_value=None, required=False
    )
    venue = forms.TypedChoiceField(
        label=_("活动阵地"),
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text=_("队伍平时在哪里集合，会公开显示，可以不选。"),
        error_messages={"invalid_choice": _("请选择本区现有的阵地，已停用的不能选。")},
    )
    join_mode = forms.ChoiceField(
        label=_("怎样加入"),
        choices=choices(JOIN_MODES),
        initial=JoinMode.APPROVAL.value,
        widget=forms.RadioSelect,
    )
    slogan = forms.CharField(
        label=_("口号"),
        max_length=SLOGAN_MAX,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    introduction = forms.CharField(
        label=_("介绍"),
        max_length=INTRODUCTION_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("会公开显示，请不要写个人姓名和电话。"),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(
        self,
        *args: Any,
        district: str,
        within: list[str] | None = None,
        parents: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", [("", _("请选择")), *places(district, within)])
        hosts = public_venues(district).values_list("id", "name")
        offer(self, "venue", [("", _("不固定")), *((str(key), name) for key, name in hosts)])
        if parents:
            offer(self, "parent", parent_choices(district))
        else:
            del self.fields["parent"]

    def card(self, **more: Any) -> TeamCard:
        values = self.cleaned_data
        return TeamCard(
            name=values["name"],
            kind=Kind(values["kind"]),
            tier=values["tier"],
            region=values["region"],
            core_category=CoreCategory(values["core_category"]),
            parent_id=values.get("parent"),
            venue_id=values["venue"],
            join_mode=JoinMode(values["join_mode"]),
            slogan=values["slogan"],
            introduction=values["introduction"],
            **more,
        )


def parent_choices(district: str) -> list[tuple[str, Any]]:
    rows = Team.objects.filter(
        district=district, tier__lt=3, status__in=[TeamStatus.ACTIVE, TeamStatus.APPROVED]
    ).order_by("tier", "name")
    return [("", _("没有上级")), *((str(row.id), row.name) for row in rows)]


class MoveForm(forms.Form):
    parent = forms.TypedChoiceField(
        label=_("新的上级队伍"), coerce=UUID, empty_value=None, required=False
    )
    reason = forms.CharField(
        label=_("原因"),
        max_length=REASON_MAX,
        error_messages={"required": _("请填写调整的原因。"), "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, district: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", parent_choices(district))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"),
        max_length=REASON_MAX,
        error_messages={"required": _("请填写原因。"), "max_length": TOO_LONG},
    )


class InviteForm(forms.Form):
    volunteer_no = forms.CharField(
        label=_("志愿者编号"),
        max_length=20,
        help_text=_("由志愿者本人提供；对方同意后才成为队员。"),
        error_messages={"required": _("请填写志愿者编号。"), "max_length": TOO_LONG},
    )


class TeamFilter(forms.Form):
    q = forms.CharField(label=_("名称"), required=False, max_length=NAME_MAX)
    category = forms.ChoiceField(
        label=_("服务类别"), required=False, choices=choices(CATEGORIES, _("全部"))
    )
    kind = forms.ChoiceField(label=_("类型"), required=False, choices=choices(KINDS, _("全部")))
    street = forms.ChoiceField(label=_("街道"), required=False)

    def __init__(self, *args: Any, district: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [row for row in places(district) if len(row[0]) == 9]
        offer(
            self,
            "street",
            [
                ("", _("全部")),
                *((code, name.strip("　")) for code, name in rows),
            ],
        )

    def chosen(self) -> dict[str, str]:
        """What was chosen and is valid; an unknown choice filters nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
