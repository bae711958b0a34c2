"""Forms many people change at once: refusals and stale forms keep what was typed."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.db import transaction

from redvest.errors import Conflict, Invalid

T = TypeVar("T")


def save_form(form: forms.Form, act: Callable[[], T]) -> tuple[T | None, int]:
    """Run a service for a valid form; give its result and the status to answer with.

    Without a result the page is shown again: with 200 for bad input, with 409 when somebody else
    changed the thing meanwhile. Every other refusal passes.
    """
    if not form.is_valid():
        return None, 200
    try:
        with transaction.atomic():
            return act(), 302
    except Invalid as refusal:
        for field, message in refusal.fields.items():
            form.add_error(field if field in form.fields else None, str(message))
        if not refusal.fields:
            form.add_error(None, str(refusal.message))
        return None, 200
    except Conflict as refusal:
        if refusal.code != "stale":
            raise
        form.add_error(None, str(refusal.message))
        return None, 409


def version_in(data: object) -> int:
    """The version a form was opened with; -1, which is never current, when it was lost."""
    shown = str(getattr(data, "get", lambda _name, _default: "")("version", "") or "")
    return int(shown) if shown.isdecimal() and len(shown) < 10 else -1
