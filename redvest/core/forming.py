"""Between a form and a service: what the service refuses appears beside the field it is about."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db import transaction

from redvest.errors import Invalid, NotAllowed

T = TypeVar("T")


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
