"""How forms become markup: our field group around Django's own widgets.

The widgets of a page are most of its templates: a list of communities alone is hundreds of
options, each an include of its own. The plain ones are written here in Python, to the letter what
Django's templates write; a test compares the two. Everything else goes through its template.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]
WIDGETS = "django/forms/widgets/"


def _said(value: object) -> str:
    """A value as ``{{ value|stringformat:'s' }}`` writes it."""
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


def _text(value: object) -> str:
    """A value as ``{{ value }}`` writes it."""
    return conditional_escape(value if isinstance(value, str) else str(localize(value)))


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {conditional_escape(name)}"
        if value is True
        else f' {conditional_escape(name)}="{_said(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_said(widget["value"])}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(widget)}>'


def _textarea(widget: Widget) -> str:
    name, value = conditional_escape(widget["name"]), widget["value"]
    text = _text(value) if value else ""
    return f'<textarea name="{name}"{_attributes(widget)}>\n{text}</textarea>'


def _option(option: Widget) -> str:
    label = _text(option["label"])
    return f'<option value="{_said(option["value"])}"{_attributes(option)}>{label}</option>'


def _select(widget: Widget) -> str:
    found = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget)}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            found.append(f'\n  <optgroup label="{conditional_escape(group)}">')
        found += [f"\n  {_option(option)}\n" for option in options]
        if group:
            found.append("\n  </optgroup>")
    return "".join([*found, "\n</select>"])


def _labeled(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    owner = widget["attrs"].get("id")
    owns = f' for="{conditional_escape(owner)}"' if owner else ""
    return f"<label{owns}>{_input(widget)}\n {_text(widget['label'])}</label>"


INPUTS = ("text", "number", "email", "url", "tel", "search", "password", "hidden", "date",
          "datetime", "time", "checkbox", "color", "input")  # fmt: skip
PLAIN: dict[str, Callable[[Widget], str]] = {
    **{f"{WIDGETS}{name}.html": _input for name in INPUTS},
    f"{WIDGETS}radio_option.html": _labeled,
    f"{WIDGETS}checkbox_option.html": _labeled,
    f"{WIDGETS}input_option.html": _labeled,
    f"{WIDGETS}textarea.html": _textarea,
    f"{WIDGETS}select.html": _select,
    f"{WIDGETS}select_option.html": _option,
}


class FormRenderer(TemplatesSetting):
    """`{{ form.phone.as_field_group }}` gives label, hint, error and control, tied together."""

    form_template_name = "components/fields.html"
    field_template_name = "components/field.html"

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        plain = PLAIN.get(template_name)
        if plain is None:
            return SafeString(super().render(template_name, context, request))  # nosec B703 - a template's own
        return SafeString(plain(context["widget"]))  # nosec B703 - every part is escaped above
