"""What an organiser fills in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import CANCEL_REASONS, DECLARED, KINDS, WEATHER_REASONS
from redvest.activities.services import PlanCard, PositionCard, SessionCard
from redvest.activities.services.parts import CAPACITY_MOST, LEAST_AGE_MOST
from redvest.core.forming import PICK, TOO_LONG, offer, whole_number
from redvest.orders.item_labels import QUALIFICATIONS, TRAININGS
from redvest.people.labels import SKILLS
from redvest.teams.labels import CATEGORIES

TIMES = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
LENGTHS = [
    (60, _("1小时")),
    (90, _("1小时半")),
    (120, _("2小时")),
    (180, _("3小时")),
    (240, _("4小时")),
    (480, _("8小时")),
]
NONE = ("", _("不要求"))


def text(label: Any, most: int, required: Any = "", **more: Any) -> forms.CharField:
    """A text field whose messages say what to do."""
    words = {"max_length": TOO_LONG, "required": required}
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        error_messages={name: said for name, said in words.items() if said},
        **more,
    )


def moment(label: Any, *, required: bool = True, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        input_formats=TIMES,
        error_messages={
            "required": _("请选择时间。"),
            "invalid": _("请按 2026-03-05 15:30 的样子填写时间。"),
        },
        **more,
    )


def day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        error_messages={"invalid": _("请按 2026-03-05 的样子填写日期。")},
    )


def tick(label: Any, **more: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, **more)


class PlanForm(forms.Form):
    """The activity as a whole."""

    title = text(_("活动名称"), 60, _("请给活动起个名字。"), help_text=_("例如：周五清河边"))
    kind = forms.ChoiceField(label=_("类型"), choices=list(KINDS.items()), error_messages=PICK)
    category = forms.ChoiceField(
        label=_("服务类别"), choices=list(CATEGORIES.items()), initial="other", error_messages=PICK
    )
    description = text(
        _("做什么"),
        1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("会公开显示，请不要写个人姓名和电话。"),
    )
    venue = forms.TypedChoiceField(
        label=_("在哪个阵地"), coerce=UUID, empty_value=None, required=False, error_messages=PICK
    )
    place = text(_("具体地点"), 120, help_text=_("例如：二楼多功能厅；不在阵地的写集合地点。"))
    risk_statement = text(
        _("可能的风险"),
        500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("法律要求招募时说明。例如：户外日晒，请注意防暑；没有特别的风险也写一句。"),
    )
    bring = text(_("请带什么"), 200)
    lead_no = text(
        _("现场负责人的志愿者编号"), 20, help_text=_("请别人负责时，要等本人答应才能提交。")
    )
    declared = forms.MultipleChoiceField(
        label=_("这是志愿服务（逐条确认）"),
        choices=list(DECLARED.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_for_families = tick(_("欢迎带8岁以下的孩子一起来"))
    is_outdoor = tick(_("在户外"), help_text=_("天气不好时会提醒您。"))
    is_risky = tick(_("有人身危险（登高、水边、机械等）"), help_text=_("必须先买保险。"))
    is_on_road = tick(_("在机动车道上或路口"))
    is_cross_street = tick(_("跨街道"))
    asks_agreement = tick(_("要签服务协议"), help_text=_("法律要求的情形会自动要求。"))
    policy_name = text(_("保险（保险公司和险种）"), 80)
    policy_from = day(_("保险第一天"))
    policy_until = day(_("保险最后一天"))
    policy_people = whole_number(
        _("保险承保多少人"),
        0,
        CAPACITY_MOST,
        required=False,
        help_text=_("不能少于同一时段的名额。"),
    )
    signup_opens_at = moment(
        _("什么时候开放报名"), required=False, help_text=_("不填：发布时就开放。")
    )
    team_ahead_hours = whole_number(_("本队队员提前几小时可以报名"), 0, 720, initial=0)
    signup_closes_at = moment(
        _("什么时候截止报名"), required=False, help_text=_("不填：开始时截止。")
    )
    project = forms.TypedChoiceField(
        label=_("属于哪个项目"), coerce=UUID, empty_value=None, required=False, error_messages=PICK
    )
    campaigns = forms.MultipleChoiceField(
        label=_("本区的主题和专项"), widget=forms.CheckboxSelectMultiple, required=False
    )
    tags = text(_("主题或工作条线"), 100, help_text=_("用空格隔开，例如：学雷锋 创城"))

    def __init__(
        self,
        *args: Any,
        venues: list[tuple[str, str]],
        projects: list[tuple[str, str]] | None = None,
        campaigns: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "venue", [("", _("不在阵地")), *venues])
        offer(self, "project", [("", _("不属于项目")), *(projects or [])])
        # What is carried already stays even when it is offered to others no more.
        carried = [(one, one) for one in self.initial.get("campaigns", ())]
        offer(self, "campaigns", list(dict.fromkeys([*(campaigns or []), *carried])))
        if not self.fields["campaigns"].choices:  # type: ignore[attr-defined]
            del self.fields["campaigns"]

    def clean_policy_people(self) -> int:
        return self.cleaned_data["policy_people"] or 0

    def plan(self) -> PlanCard:
        found = self.cleaned_data
        plain = {
            name: found[name]
            for name in PlanForm.base_fields
            if name not in ("venue", "tags", "project", "campaigns") and name in found
        }
        tags = dict.fromkeys([*found.get("campaigns", ()), *found["tags"].split()])
        return PlanCard(
            **plain, venue_id=found["venue"], project_id=found["project"], tags=list(tags)
        )


class SessionForm(forms.Form):
    """One time."""

    starts_at = moment(_("开始时间"))
    minutes = forms.TypedChoiceField(
        label=_("多久"),
        coerce=int,
        choices=LENGTHS,
        initial=120,
        error_messages=PICK,
    )
    break_minutes = whole_number(_("中间休息（分钟，不计入时长）"), 0, 240, initial=0)

    def session(self) -> SessionCard:
        starts_at: datetime = self.cleaned_data["starts_at"]
        return SessionCard(
            starts_at,
            starts_at + timedelta(minutes=self.cleaned_data["minutes"]),
            self.cleaned_data["break_minutes"],
        )


class PositionForm(forms.Form):
    """One thing to do."""

    name = text(_("岗位"), 40, _("请写岗位名称，例如：秩序维护。"), initial=_("志愿者"))
    capacity = whole_number(_("每场几个名额"), 1, CAPACITY_MOST, initial=10)
    duties = text(_("这个岗位做什么"), 300)
    takes_minors = tick(
        _("接受8至17岁的孩子"), help_text=_("不满14周岁要和监护人一起报名；由区中心审批。")
    )
    least_age = whole_number(
        _("最小年龄（周岁）"),
        0,
        LEAST_AGE_MOST,
        required=False,
        help_text=_("不填：成年人，或按上面的勾选。"),
    )
    team_only = tick(_("只给本队队员"))
    by_approval = tick(_("报名后由负责人同意"))
    needs_insurance = tick(_("要登记过志愿者意外保险"))
    qualification = forms.ChoiceField(
        label=_("要求的资格"), choices=[NONE, *QUALIFICATIONS.items()], required=False
    )
    training = forms.ChoiceField(
        label=_("要求的培训"), choices=[NONE, *TRAININGS.items()], required=False
    )
    skill = forms.ChoiceField(
        label=_("最好会的技能"), choices=[NONE, *SKILLS.items()], required=False
    )

    def clean_least_age(self) -> int:
        return self.cleaned_data["least_age"] or 0

    def position(self) -> PositionCard:
        return PositionCard(**{name: self.cleaned_data[name] for name in PositionForm.base_fields})


class NewForm(SessionForm, PositionForm, PlanForm):
    """Everything for a first draft: who organises, what, when, and for how many."""

    organiser = forms.ChoiceField(label=_("由谁组织"), error_messages=PICK)
    field_order = (
        "organiser",
        "title",
        "kind",
        "category",
        "description",
        "starts_at",
        "minutes",
        "venue",
        "place",
        "name",
        "capacity",
        "risk_statement",
        "lead_no",
        "declared",
    )

    def __init__(self, *args: Any, organisers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organiser", organisers)

    def organised_by(self) -> dict[str, UUID]:
        """``team_id`` or ``host_id``, from ``team:…`` or ``host:…``."""
        kind, _colon, row_id = self.cleaned_data["organiser"].partition(":")
        return {f"{kind}_id": UUID(row_id)}


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("什么原因？"), widget=forms.RadioSelect(attrs={"chips": True}), error_messages=PICK
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each kind of bad weather has its words on the page for several activities at once.
        plain = [one for one in CANCEL_REASONS.items() if one[0] not in WEATHER_REASONS]
        offer(self, "reason", plain)


class RejectForm(forms.Form):
    reason = text(_("为什么不批准？"), 200, _("请写明为什么，好让组织方修改。"))


class RescheduleForm(forms.Form):
    starts_at = moment(_("第一场的新时间"))


class CapacityForm(forms.Form):
    capacity = whole_number(_("名额"), 1, CAPACITY_MOST)


class DeskFilter(forms.Form):
    q = forms.CharField(label=_("名称"), required=False, max_length=60)
    show = forms.ChoiceField(
        label=_("哪些"),
        required=False,
        choices=[
            ("", _("没有结束的")),
            ("approve", _("待审批")),
            ("over", _("已结束和取消的")),
        ],
    )
