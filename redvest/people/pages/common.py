"""What these pages share: saving a form, and showing something in full once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from redvest.core.forming import attempt
from redvest.errors import Conflict


@dataclass(frozen=True)
class Saved:
    """Whether the service took the form, what it returned, and the status to show it again."""

    done: bool
    result: Any = None
    status: int = 200


def save(form: forms.Form, act: Callable[[], object]) -> Saved:
    """Run a service for a form. A form that is behind comes back with what was typed (409)."""
    try:
        found = attempt(form, lambda: (act(),))
    except Conflict as refusal:
        if refusal.code != "stale":
            raise
        form.add_error(None, str(refusal.message))
        return Saved(False, status=409)
    return Saved(found is not None, found[0] if found else None)


def in_full(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page that shows sealed text: its trace stays in the journal, the page itself nowhere."""
    response = render(request, template, dict(context))
    response.keep_changes = True  # type: ignore[attr-defined]
    return response


def tried(request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A form shown again whose failed try must stay counted."""
    response = render(request, template, dict(context))
    response.keep_changes = True  # type: ignore[attr-defined]
    return response


def english(request: HttpRequest) -> str:
    """The language the visitor reads, for texts that are packaged in both."""
    from django.utils.translation import get_language

    return get_language() or ""
