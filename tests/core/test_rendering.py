"""The widgets written in Python are to the letter what Django's templates write."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from redvest.core.rendering import PLAIN, FormRenderer

NASTY = '<b a="1">\'&甲'
CHOICES = [
    ("", "全部"),
    (1, 2024),
    (None, "无"),
    (True, mark_safe("<i>是</i>")),
    (NASTY, NASTY),
    ("x", gettext_lazy("星期一")),
    ("一组", [("a", "甲"), ("b", NASTY)]),
    (NASTY, [(mark_safe("&amp;"), "乙")]),
]
ATTRS = {"class": "form-control", "required": True, "disabled": False, "rows": 3, "id": NASTY}
WIDGETS: list[tuple[forms.Widget, list[Any]]] = [
    *(
        (kind(attrs=ATTRS), [None, "", 0, 1.5, NASTY, mark_safe("<i>"), gettext_lazy("星期一")])
        for kind in (
            forms.TextInput,
            forms.NumberInput,
            forms.EmailInput,
            forms.URLInput,
            forms.HiddenInput,
            forms.PasswordInput,
            forms.Textarea,
        )
    ),
    (forms.PasswordInput(render_value=True), [NASTY]),
    (forms.DateInput(), [date(2026, 11, 22), "x", None]),
    (forms.DateTimeInput(), [datetime(2026, 11, 22, 8, 30, tzinfo=UTC), None]),
    (forms.TimeInput(), [time(8, 30), None]),
    (forms.CheckboxInput(attrs=ATTRS), [True, False, None, "yes"]),
    (forms.Select(attrs=ATTRS, choices=CHOICES), [None, "", "1", "b", NASTY, "nowhere"]),
    (forms.SelectMultiple(attrs=ATTRS, choices=CHOICES), [None, ["1", "b"], [NASTY]]),
    (forms.NullBooleanSelect(), [None, True, False]),
]


def both(widget: forms.Widget, value: Any) -> tuple[str, str]:
    return (
        widget.render("name<", value, {"data-x": NASTY}, renderer=FormRenderer()),
        widget.render("name<", value, {"data-x": NASTY}, renderer=TemplatesSetting()),
    )


@pytest.mark.parametrize(("widget", "values"), WIDGETS, ids=lambda one: type(one).__name__)
def test_it_is_to_the_letter_what_django_writes(widget: forms.Widget, values: list[Any]):
    for value in values:
        ours, theirs = both(widget, value)
        assert ours == theirs


@pytest.mark.parametrize("kind", [forms.RadioSelect, forms.CheckboxSelectMultiple])
@pytest.mark.parametrize("attrs", [ATTRS, {}])
def test_each_choice_is_written_as_django_does(kind: Any, attrs: dict[str, Any]):
    widget = kind(attrs=attrs, choices=CHOICES)
    for wraps in (True, False):
        for option in widget.subwidgets("name<", ["1", NASTY], {"id": "here"}):
            option["wrap_label"] = wraps
            context = {"widget": option}
            ours = FormRenderer().render(option["template_name"], context)
            assert ours == TemplatesSetting().render(option["template_name"], context)


def test_a_widget_with_a_template_of_its_own_keeps_it():
    widget = forms.ClearableFileInput(attrs=ATTRS)
    assert widget.template_name not in PLAIN
    ours, theirs = both(widget, None)
    assert ours == theirs
