"""Model fields for personal data: sealed at rest, masked unless somebody gives a reason."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from redvest.core import cells

if TYPE_CHECKING:
    from redvest.people.actors import Actor

D = TypeVar("D")
_read: ContextVar[int] = ContextVar("cells_read_in_full", default=0)


def cells_read() -> int:
    """How many cells were read in full so far, where this is asked: an answer made of them is
    kept nowhere."""
    return _read.get()


class Sealed:
    """The value of a sealed cell as code meets it: printing it shows the mask, never the text."""

    __slots__ = ("_cell", "_field", "_instance")

    def __init__(self, cell: bytes, instance: models.Model, field: "SealedField") -> None:
        self._cell, self._instance, self._field = cell, instance, field

    def _open(self) -> str:
        return cells.unseal(self._cell, self._field.where(self._instance))

    def __str__(self) -> str:
        return self._field.mask(self._open())

    __repr__ = __str__

    def __bool__(self) -> bool:
        return True

    def decide(self, decision: Callable[[str], D]) -> D:
        """What follows from the text where the text itself goes no further: an age, a match.

        Nobody has read anything, so there is no event. Where this is called is listed in a test.
        """
        return decision(self._open())

    def reveal(self, *, actor: "Actor", reason: str) -> str:
        """The text itself. Leaves one event in the journal: who read what of whom, and why."""
        from redvest.journal.services import record_reading

        text = self._open()
        record_reading(
            actor=actor,
            subject=self._instance,
            field=self._field.name,
            reason=reason,
        )
        _read.set(_read.get() + 1)
        return text


def hide(_text: str) -> str:
    return "＊＊＊"


class _Descriptor:
    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        cell = instance.__dict__.get(self.field.attname)
        if cell is None and self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
            cell = instance.__dict__.get(self.field.attname)
        return None if cell is None else Sealed(bytes(cell), instance, self.field)

    def __set__(self, instance: models.Model, value: object) -> None:
        if isinstance(value, str):
            value = cells.seal(value, self.field.where(instance)) if value else None
        elif isinstance(value, Sealed):
            value = value._cell
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg] # generic in the stubs only
    """Text encrypted at rest and bound to its cell. Assign a string; read a :class:`Sealed`.

    The row id must be known before the value is assigned, which is why ids are made in Python
    and ``id`` must come first among a model's fields.
    """

    def __init__(
        self, *args: Any, mask: Callable[[str], str] = hide, purpose: str = "", **kwargs: Any
    ) -> None:
        self.mask, self.purpose = mask, purpose
        kwargs.setdefault("null", True)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, "redvest.core.fields.SealedField", args, kwargs

    def where(self, instance: models.Model) -> str:
        return f"{self.model._meta.db_table}.{self.column}/{instance.pk}"

    def contribute_to_class(self, cls: type, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Descriptor(self))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return model_instance.__dict__.get(self.attname)

    def value_from_object(self, obj: models.Model) -> Any:
        return obj.__dict__.get(self.attname)
