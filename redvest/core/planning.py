"""Statements whose text never changes: put together once, and planned once.

Django puts a statement together anew for each question, which for a row looked up by its key takes
longer than reading it; :class:`Kept` does it once per process. Django also writes values into the
text, so that the database plans each anew. A statement of ten joins that looks up one row by its
key takes four times as long to plan as to run; :func:`planned_cursor` sends values beside the text.
"""

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, QuerySet, Value
from psycopg import Cursor

M = TypeVar("M", bound=models.Model)


def planned_cursor() -> CursorWrapper:
    """Return a cursor that sends its values beside the text.

    From the sixth time on (``prepare_threshold`` of the settings) the plan is kept, and it is one
    for all values (``plan_cache_mode``): for lookups by key, never for what depends on how many
    rows there are.
    """
    connection.ensure_connection()
    return CursorWrapper(Cursor(connection.connection), connection)


class _Slot(Value):
    """The place of a value that is not known yet."""

    def as_sql(self, *_: Any, **__: Any) -> Any:
        return "%s", [self]


class Kept(Generic[M]):
    """A question that is asked again and again with other values.

    Parameters
    ----------
    build : callable
        Takes one expression for each value and returns the queryset. A value that can be ``None``
        or is one of many (``__in``) has no place in it.
    fields : Field
        What each value is, so that the database gets it as a filter would send it.

    Notes
    -----
    What is put together once is the text; the rows are read afresh each time.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]], *fields: "Field[Any, Any]") -> None:
        self._build, self._fields = build, fields
        self._made: tuple[Any, Any, str, tuple[Any, ...]] | None = None

    def rows(self, *values: Any) -> list[Any]:
        """The rows for these values."""
        rows, compiler, text, slots = self._made or self._make()
        sent = [
            field.get_db_prep_value(value, connection)
            for field, value in zip(self._fields, values, strict=True)
        ]
        filled = tuple(sent[one.value] if isinstance(one, _Slot) else one for one in slots)
        asking: Any = copy(compiler)
        asking.connection, asking.as_sql = connection, lambda *_, **__: (text, filled)
        # Django reads rows for a queryset; this one is as it was built but for its compiler.
        asked: Any = object.__new__(type(rows))
        asked.__dict__.update(rows.__dict__)
        asked._query = copy(rows.query)
        asked._query.get_compiler = lambda *_, **__: asking
        return list(asked)

    def first(self, *values: Any) -> Any:
        """The one row for these values, or None."""
        return next(iter(self.rows(*values)), None)

    def _make(self) -> tuple[Any, Any, str, tuple[Any, ...]]:
        slots = [_Slot(at, output_field=field) for at, field in enumerate(self._fields)]
        rows = self._build(*slots)
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        text, params = compiler.as_sql()
        made = self._made = rows, compiler, text, tuple(params)
        return made
