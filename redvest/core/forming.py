"""Between a form and a service: what the service refuses appears beside the field it is about."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redvest.errors import Invalid, NotAllowed

T = TypeVar("T")
PICK = {"required": _("请从列表里选择。"), "invalid_choice": _("请从列表里选择。")}
# For the length of a field: the validator fills in both numbers.
TOO_LONG = _("最多%(limit_value)d个字，现在有%(show_value)d个字，请缩短。")


def attempt(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Run a service for a valid form; bad input goes into the form, every other refusal passes.

    A refusal of what may not be done counts as bad input when it names the field to change.

    Returns None when the form has to be shown again. What the service did is undone then.
    """
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return act()
    except (Invalid, NotAllowed) as refusal:
        if isinstance(refusal, NotAllowed) and not refusal.fields:
            raise
        for field, message in refusal.fields.items():
            form.add_error(field if field in form.fields else None, str(message))
        if not refusal.fields:
            form.add_error(None, str(refusal.message))
        return None


def offer(form: forms.Form, name: str, choices: Any) -> None:
    """Set what a field offers, which depends on who asks and where."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def whole_number(label: Any, low: int, high: int, **more: Any) -> forms.IntegerField:
    """A field for a whole number from ``low`` to ``high``, both of them included."""
    wrong = lazy(_between, str)(low, high)
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, error_messages=errors, **more
    )


def _between(low: int, high: int) -> str:
    return gettext("请填写%(low)d到%(high)d之间的整数。") % {"low": low, "high": high}
