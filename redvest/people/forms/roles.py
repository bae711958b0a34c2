"""Giving and taking back roles: the shape of what is typed."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.days import at
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.people.actors import Actor
from redvest.people.queries.roles import SEERS, departments, grantable_by
from redvest.people.role_labels import ROLES


def scope_options(actor: Actor) -> list[tuple[str, str]]:
    """Regions inside the actor's own scopes, streets and communities indented by their level."""
    scopes = actor.scopes(*SEERS)
    names = region_names(actor.district)
    return [
        (code, f"{'　' * ((len(code) - 6) // 3)}{name}")
        for code, name in sorted(names.items())
        if any(code.startswith(scope) for scope in scopes)
    ]


class GrantForm(forms.Form):
    phone = forms.CharField(
        label=_("对方的手机号"),
        help_text=_("对方要先用这个手机号注册。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        error_messages={"required": _("请填写对方的手机号")},
    )
    role = forms.ChoiceField(label=_("角色"), error_messages={"required": _("请选择角色")})
    scope = forms.ChoiceField(
        label=_("管辖范围"), error_messages={"required": _("请选择街道、社区或全区")}
    )
    department = forms.ChoiceField(label=_("部门（部门经办人必选）"), required=False)
    ends_on = forms.DateField(
        label=_("到哪一天为止（选填）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("请按 2027-01-31 的样子填写日期")},
    )
    reason = forms.CharField(
        label=_("授权原因"),
        max_length=200,
        error_messages={"required": _("请填写授权原因，例如：新任站长")},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_choices("role", [(role.value, ROLES[role]) for role in grantable_by(actor)])
        self.set_choices("scope", scope_options(actor))
        known = departments(actor.district).values_list("id", "name")
        self.set_choices("department", [("", "—"), *((str(key), name) for key, name in known)])

    def set_choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def ends_at(self) -> datetime | None:
        """The first moment after the last day, in the district's time."""
        day = self.cleaned_data["ends_on"]
        if day is None:
            return None
        return at(day, time.max)

    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("原因"), max_length=200, error_messages={"required": _("请填写原因")}
    )
