"""The register of personal data: which rows are about whom, why they are kept and for how long.

Each app lists its models in a module ``pi_register`` as ``ENTRIES``. What people see and take
under "my data", what closing an account must erase, and a test over all models read from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule

from redvest.core.fields import SealedField


@dataclass(frozen=True)
class Entry:
    """One model that holds something about people.

    Attributes
    ----------
    model : str
        ``app.Model``.
    title, purpose, retention, seen_by : str
        Shown to people in the list of what is kept.
    sealed : tuple of str
        Encrypted fields; a test compares them with the model.
    by_person, by_account : tuple of str
        Columns that point at the person or the account the row is about.
    hidden : tuple of str
        Columns that say nothing to a human: keyed hashes, counters, password hashes.
    others : bool
        The rows are about other people too, so that nobody takes them along.
    """

    model: str
    title: str | Promise
    purpose: str | Promise
    retention: str | Promise
    seen_by: str | Promise
    sealed: tuple[str, ...] = ()
    by_person: tuple[str, ...] = ()
    by_account: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    others: bool = False

    def rows(self, person_ids: list[UUID], account_id: UUID | None) -> "models.QuerySet[Any]":
        """The rows about somebody."""
        model = apps.get_model(self.model)
        wanted = Q(pk__in=[])
        for column in self.by_person:
            wanted |= Q(**{f"{column}__in": person_ids})
        if account_id is not None:
            for column in self.by_account:
                wanted |= Q(**{column: account_id})
        found: models.QuerySet[Any] = model._default_manager.filter(wanted).order_by("pk")
        return found

    def erase(self, person_ids: list[UUID], account_id: UUID | None) -> int:
        """Blank the sealed cells of the rows about somebody; the rows themselves stay."""
        if not self.sealed or self.others:
            return 0
        blank: dict[str, Any] = dict.fromkeys(self.sealed)
        return self.rows(person_ids, account_id).order_by().update(**blank)

    def shown_fields(self) -> list["models.Field[Any, Any]"]:
        """Columns a person may read, keyed hashes left out."""
        return [
            field
            for field in apps.get_model(self.model)._meta.concrete_fields
            if field.name not in self.hidden
            and (isinstance(field, SealedField) or not isinstance(field, models.BinaryField))
        ]


@cache
def register() -> tuple[Entry, ...]:
    """All entries of all apps, in the order of the apps."""
    return tuple(_collected())


def _collected() -> Iterator[Entry]:
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "pi_register"):
            yield from import_module(f"{config.name}.pi_register").ENTRIES
