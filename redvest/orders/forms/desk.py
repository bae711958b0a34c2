"""What the desk fills in about one order."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import offer
from redvest.engines.order_flow import Urgency
from redvest.orders.forms.common import text
from redvest.orders.labels import (
    CANCEL_REASONS,
    ESCALATE_REASONS,
    FLAGS,
    GIVE_UP_REASONS,
    REASSIGN_REASONS,
    REJECT_REASONS,
    RETURN_REASONS,
    TASK_RESULTS,
    URGENCIES,
    VERIFICATIONS,
)
from redvest.orders.services.desk import NOTE_MAX, REFERRAL_MAX
from redvest.people.labels import LANGUAGES


def chips(label: Any, known: dict[Any, Any], message: Any, initial: str = "") -> forms.ChoiceField:
    """One of a few, all of them visible."""
    return forms.ChoiceField(
        label=label,
        choices=[(str(code), words) for code, words in known.items()],
        initial=initial or None,
        widget=forms.RadioSelect(attrs={"chips": True}),
        error_messages={"required": message, "invalid_choice": message},
    )


def words(label: Any, most: int, help_text: Any = "", required: Any = "") -> forms.CharField:
    return text(
        label, most, required, help_text=help_text, widget=forms.Textarea(attrs={"rows": 2})
    )


class AcceptForm(forms.Form):
    """How it was verified, how urgent it is, and what those who go must be."""

    verification = chips(_("怎么核实的？"), VERIFICATIONS, _("请选择核实的方式。"))
    urgency = chips(
        _("紧急程度"),
        {key.value: label for key, label in URGENCIES.items()},
        _("请选择紧急程度。"),
        Urgency.NORMAL.value,
    )
    flags = forms.MultipleChoiceField(
        label=_("谁可以去？"),
        choices=list(FLAGS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
    )
    language = forms.ChoiceField(
        label=_("居民只听得懂哪种话？"),
        choices=[("", _("普通话就行")), *LANGUAGES.items()],
        required=False,
        help_text=_("选了以后，去的人里至少要有一位会说。"),
    )


class ReturnForm(forms.Form):
    reason = chips(_("要居民补充什么？"), RETURN_REASONS, _("请选择退回的原因。"))
    text = words(_("给居民的话"), NOTE_MAX, _("说清楚要补充什么，居民会收到。"))


class RejectForm(forms.Form):
    reason = chips(_("为什么不予受理？"), REJECT_REASONS, _("请选择不予受理的原因。"))
    referral = words(_("谁能帮到居民"), REFERRAL_MAX, _("不填就用常用的说明。"))
    text = words(_("给居民的话"), NOTE_MAX)


class MergeForm(forms.Form):
    into = forms.TypedChoiceField(
        label=_("并入哪一单？"),
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请选择要并入的那一单。"),
            "invalid_choice": _("请选择要并入的那一单。"),
        },
    )

    def __init__(self, *args: Any, orders: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "into", orders)


class DispatchForm(forms.Form):
    """A team, or the desk of another venue."""

    team = forms.TypedChoiceField(
        label=_("派给哪支队伍"),
        coerce=UUID,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请从列表里选择一支队伍。"),
            "invalid_choice": _("请从列表里选择一支队伍。"),
        },
    )
    venue = forms.TypedChoiceField(
        label=_("或者转给别的站点"),
        coerce=UUID,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("请从列表里选择一个站点。")},
    )

    def __init__(
        self,
        *args: Any,
        teams: list[tuple[str, Any]],
        venues: list[tuple[str, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", teams)
        if venues:
            offer(self, "venue", [("", _("不转")), *venues])
        else:
            del self.fields["venue"]
            self.fields["team"].required = True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        team, venue = values.get("team"), values.get("venue")
        if not self.errors and not team and not venue:
            self.add_error("team", _("请从列表里选择一支队伍。"))
        if team and venue:
            self.add_error("venue", _("队伍和站点只能选一个。"))
        return values


class ReassignForm(DispatchForm):
    reason = chips(_("为什么改派？"), REASSIGN_REASONS, _("请选择改派的原因。"))
    field_order = ("reason", "team", "venue")


class EscalateForm(forms.Form):
    reason = chips(_("为什么转吹哨？"), ESCALATE_REASONS, _("请选择转吹哨的原因。"))
    text = words(_("已经试过什么"), NOTE_MAX)


class GiveUpForm(forms.Form):
    reason = chips(_("为什么办不了？"), GIVE_UP_REASONS, _("请选择原因。"))
    text = words(
        _("告诉居民接下来可以怎么办"), NOTE_MAX, required=_("请告诉居民接下来可以怎么办。")
    )


class CancelForm(forms.Form):
    reason = chips(_("为什么取消？"), CANCEL_REASONS, _("请选择取消的原因。"))
    text = words(_("给居民和队伍的话"), NOTE_MAX)


class AppealForm(forms.Form):
    """The center stays with a refusal."""

    text = words(_("不予支持的理由"), NOTE_MAX, required=_("请写明不予支持的理由。"))


class TaskForm(forms.Form):
    result = chips(_("办理结果"), TASK_RESULTS, _("请选择办理结果。"))
