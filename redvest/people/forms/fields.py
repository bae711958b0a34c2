"""Fields that several forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.core.forming import TOO_LONG
from redvest.people.labels import (
    DOCUMENTS,
    SLOTS,
    WEEKDAYS,
    Labels,
)
from redvest.people.queries.persons import communities


def choices(labels: Labels, blank: Any = None) -> list[tuple[str, Any]]:
    start: list[tuple[str, Any]] = [] if blank is None else [("", blank)]
    return start + [(str(code), label) for code, label in labels.items()]


def text(label: Any, most: int, *, required: bool = False, **more: Any) -> forms.CharField:
    """A line of text whose messages say what to do. Rules are the service's."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        error_messages={
            "required": _("这一项要填写。"),
            "max_length": TOO_LONG,
        },
        **more,
    )


def chips(label: Any, labels: Labels, **more: Any) -> forms.MultipleChoiceField:
    """Several of a list, as chips a thumb can hit."""
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=lambda: choices(labels),
        widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
        error_messages={"invalid_choice": _("请从列出的选项中选择。")},
        **more,
    )


def one_of(label: Any, labels: Labels, *, required: bool = True, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=lambda: choices(labels, _("请选择")),
        error_messages={
            "required": _("请选择一项。"),
            "invalid_choice": _("请从列出的选项中选择。"),
        },
        **more,
    )


def community(label: Any, *, required: bool = True) -> forms.ChoiceField:
    """Filled with the communities of a district by :func:`offer_communities`."""
    return forms.ChoiceField(
        label=label,
        required=required,
        error_messages={
            "required": _("请选择社区。"),
            "invalid_choice": _("请选择本区的社区。"),
        },
    )


def offer_communities(field: forms.Field, district: str, within: list[str] | None = None) -> None:
    """Grouped by street; ``within`` keeps those inside some scopes."""
    groups: list[tuple[Any, Any]] = [("", _("请选择"))]
    for street, members in communities(district):
        kept = [
            (code, name)
            for code, name in members
            if within is None or any(code.startswith(scope) for scope in within)
        ]
        if kept:
            groups.append((street, kept))
    field.choices = groups  # type: ignore[attr-defined]


def papers_kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("证件类型"),
        choices=lambda: choices(DOCUMENTS),
        initial="resident_id",
        required=False,
        error_messages={"invalid_choice": _("请选择证件类型。")},
    )


def birth_date() -> forms.DateField:
    return forms.DateField(
        label=_("出生日期"),
        required=False,
        help_text=_("身份证号里已有出生日期，不用再填；护照和通行证要填。"),
        error_messages={"invalid": _("请按年-月-日填写日期，例如 1980-05-01。")},
    )


def phone(label: Any, *, required: bool = True, **more: Any) -> forms.CharField:
    more.setdefault("widget", forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}))
    return text(label, 40, required=required, **more)


def agreement(label: Any, message: Any = None, *, required: bool = True) -> forms.BooleanField:
    """A box nobody has ticked in advance."""
    return forms.BooleanField(
        label=label,
        required=required,
        error_messages={"required": message or _("请阅读并勾选同意，再继续。")},
    )


def day_fields() -> dict[str, forms.MultipleChoiceField]:
    """Seven lines of three chips: the 21 slots of a week, usable on a phone."""
    return {
        f"day_{number}": forms.MultipleChoiceField(
            label=weekday,
            required=False,
            choices=list(enumerate(SLOTS)),
            widget=forms.CheckboxSelectMultiple(attrs={"chips": True}),
        )
        for number, weekday in enumerate(WEEKDAYS)
    }


def slots_of(cleaned: dict[str, Any]) -> int:
    """The 21 bits of what was ticked."""
    bits = 0
    for day in range(7):
        for slot in cleaned.get(f"day_{day}", []):
            bits |= 1 << (day * 3 + int(slot))
    return bits


def days_of(bits: int) -> dict[str, list[int]]:
    """The ticks for 21 bits."""
    return {
        f"day_{day}": [slot for slot in range(3) if bits >> (day * 3 + slot) & 1]
        for day in range(7)
    }
