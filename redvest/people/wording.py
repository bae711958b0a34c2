"""What stored rows say, in words: names of columns, and labels for the codes kept in them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redvest.data import column_names

NOT_OF_STATES = ("BUTTONS", "EVENTS", "ICONS")
"""Tables of labels whose keys are steps or pictures, which no column holds."""


def column_name(column: str) -> str:
    """Name of a column in the reader's language."""
    plain = column.replace("_", " ").capitalize()
    return plain if get_language() == "en" else column_names().get(column, plain)


@cache
def _labels_of(app: str) -> Mapping[str, tuple[Any, ...]]:
    """Every label an app has for a stored code; a code of several meanings keeps them all."""
    config = apps.get_app_config(app)
    found: dict[str, tuple[Any, ...]] = {}
    if not module_has_submodule(config.module, "labels"):
        return {}
    for name, table in vars(import_module(f"{config.name}.labels")).items():
        if not name.isupper() or name in NOT_OF_STATES or not isinstance(table, Mapping):
            continue
        for code, label in table.items():
            label = getattr(label, "label", label)
            if isinstance(code, str) and label not in found.setdefault(str(code), ()):
                found[str(code)] += (label,)
    return found


def as_text(value: Any, app: str = "") -> str:
    """A stored value as a person can read it; a sealed one as its mask."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return "、".join(as_text(one, app) for one in value)
    labels = _labels_of(app).get(str(value), ()) if app and isinstance(value, str) else ()
    return str(labels[0]) if len(labels) == 1 else str(value)
