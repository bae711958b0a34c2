"""How a draft comes again, and what is changed for how many."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from redvest.activities.forms.planning import day, text, tick
from redvest.activities.labels import CANCEL_REASONS, WEATHER_REASONS
from redvest.activities.programme_labels import REACHES, SERIES_STEPS
from redvest.activities.queries.series import Reached
from redvest.activities.services import ChangeCard, SeriesCard
from redvest.core.forming import PICK, offer
from redvest.core.templatetags.redvest import WEEKDAYS
from redvest.engines.series_rules import Reach


class SeriesForm(forms.Form):
    """In which rhythm, up to which day."""

    on_practice_days = tick(_("跟着文明实践日"), help_text=_("遇到放假自动换到当周上班的周末。"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("或每周的"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(number, WEEKDAYS[number - 1]) for number in range(1, 8)],
        error_messages={"invalid_choice": _("请从列表里选择。")},
    )
    last = day(_("最后一天"))
    skip_holidays = tick(_("放假的日子不办"), initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["last"].required = True
        self.fields["last"].error_messages["required"] = _("请选择日期。")

    def card(self) -> SeriesCard:
        found = self.cleaned_data
        return SeriesCard(**{**found, "weekdays": tuple(found["weekdays"])})


def _labels(reached: list[Reached]) -> list[tuple[str, str]]:
    return [
        (
            one.reach.value,
            _now("%(reach)s：%(activities)d场，%(people)d人会收到通知")
            % {
                "reach": REACHES[one.reach],
                "activities": one.activities,
                "people": one.people,
            },
        )
        for one in reached
    ]


class ReachForm(forms.Form):
    """For how many; without a series there is nothing to ask."""

    reach = forms.ChoiceField(
        label=_("改哪几场？"), widget=forms.RadioSelect, error_messages=PICK, initial="this"
    )

    def __init__(self, *args: Any, reached: list[Reached], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "reach", _labels(reached))

    def reach_of(self) -> Reach:
        return Reach(self.cleaned_data["reach"])


class ChangeForm(ReachForm):
    """What may be changed once people know about it."""

    title = text(_("活动名称"), 60, _("请给活动起个名字。"))
    description = text(_("做什么"), 1000, widget=forms.Textarea(attrs={"rows": 4}))
    place = text(_("具体地点"), 120)
    bring = text(_("请带什么"), 200)
    starts = forms.TimeField(
        label=_("几点开始"),
        input_formats=["%H:%M"],
        error_messages={
            "required": _("请选择时间。"),
            "invalid": _("请按 15:30 的样子填写时间。"),
        },
        help_text=_("改了时间，报名的人要重新确认能不能来。"),
    )
    field_order = ("title", "description", "place", "bring", "starts", "reach")

    def card(self) -> ChangeCard:
        names = ChangeCard.__dataclass_fields__
        return ChangeCard(**{name: self.cleaned_data[name] for name in names})


class SeriesStepForm(ReachForm):
    """One step for several."""

    action = forms.ChoiceField(
        label=_("办什么？"), choices=list(SERIES_STEPS.items()), error_messages=PICK
    )
    reason = forms.ChoiceField(
        label=_("取消的原因"),
        required=False,
        choices=[("", _("不是取消")), *CANCEL_REASONS.items()],
    )
    field_order = ("action", "reason", "reach")


class WeatherForm(forms.Form):
    """Which warning, which activities, and what happens to them."""

    warning = forms.ChoiceField(
        label=_("什么预警？"),
        widget=forms.RadioSelect(attrs={"chips": True}),
        choices=list(WEATHER_REASONS.items()),
        error_messages=PICK,
    )
    activities = forms.TypedMultipleChoiceField(
        label=_("哪几场？"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请至少选一场。"),
            "invalid_choice": _("请从列表里选择。"),
        },
    )
    then = forms.ChoiceField(
        label=_("怎么办？"),
        widget=forms.RadioSelect,
        choices=[("postpone", _("延期，名额保留，定了时间再问")), ("cancel", _("取消"))],
        initial="postpone",
        error_messages=PICK,
    )

    def __init__(self, *args: Any, activities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "activities", activities)
