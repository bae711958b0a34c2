"""New rows without a statement built for each: thousands by COPY, a few of several tables together.

Constraints, triggers and the transaction are those of an INSERT.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg import sql

Statement = tuple[str, list[Any]]
# Values of these types go to the database as they are; anything else is asked of its field.
PLAIN: dict[str, type] = {
    "BigIntegerField": int,
    "BinaryField": bytes,
    "BooleanField": bool,
    "CharField": str,
    "DateField": date,
    "IntegerField": int,
    "PositiveBigIntegerField": int,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "SmallIntegerField": int,
    "TextField": str,
    "UUIDField": UUID,
}
WRITTEN_PLAIN = {int, UUID}
OFTEN_THE_SAME = {str, date, type(None)}
Writer = Callable[[models.Model, dict[str, Any]], Any]


def copy_in(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model. Defaults of the program hold, those of the database do not."""
    if not rows:
        return
    statement, writers = _way_of(type(rows[0]))
    database = connections[DEFAULT_DB_ALIAS]  # Found once, not once for every row.
    with database.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            there = row.__dict__
            copy.write_row([write(row, there) for write in writers])
    for row in rows:
        row._state.adding, row._state.db = False, database.alias


def copy_values(model: type[models.Model], rows: Iterable[Sequence[Any]]) -> None:
    """Write new rows given as the values of the model's columns, in their order.

    For millions of rows of plain values, where an instance for each is half of the work.
    """
    statement, _writers = _way_of(model)
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def rewrite(rows: Sequence[models.Model], *names: str) -> None:
    """Write the named fields of rows that are there, all of them in one statement."""
    if not rows:
        return
    fields: list[Any] = [rows[0]._meta.pk, *(rows[0]._meta.get_field(name) for name in names)]
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows]
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(_update(type(rows[0]), names), values)


@lru_cache(maxsize=64)
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    """One text for any number of rows: each column comes as an array, the key's first."""
    quoted, key = connection.ops.quote_name, model._meta.pk
    fields: list[Any] = [key, *(model._meta.get_field(name) for name in names)]
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    known = [quoted(field.column) for field in fields]
    sets = ", ".join(f"{name} = new.{name}" for name in known[1:])
    return (
        f"UPDATE {quoted(model._meta.db_table)} AS old SET {sets}"  # noqa: S608
        f" FROM unnest({arrays}) AS new ({', '.join(known)}) WHERE old.{known[0]} = new.{known[0]}"
    )


@cache
def _way_of(model: type[models.Model]) -> tuple[sql.Composed, list[Writer]]:
    fields = model._meta.concrete_fields
    columns: list[sql.Composable] = [sql.Identifier(str(field.column)) for field in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    return statement, [_writer(field) for field in fields]


def _writer(field: "models.Field[Any, Any]") -> Writer:
    """What brings one column of a row into the form the driver takes."""

    def asked(row: models.Model, _there: dict[str, Any]) -> Any:
        return field.get_db_prep_save(field.pre_save(row, add=True), connection)

    def moment(row: models.Model, there: dict[str, Any]) -> Any:
        value = there.get(name)
        aware = type(value) is datetime and value.tzinfo is not None
        return value if aware or value is None else asked(row, there)

    def plain(row: models.Model, there: dict[str, Any]) -> Any:
        value = there.get(name)
        return value if type(value) is wanted or value is None else asked(row, there)

    def said(row: models.Model, there: dict[str, Any]) -> Any:
        value = there.get(name)
        return json.dumps(value) if type(value) is dict else asked(row, there)

    name = field.attname
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    wanted = PLAIN.get(target.get_internal_type())
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return asked
    if isinstance(field, models.JSONField) and field.encoder is None:
        return said
    if target.get_internal_type() == "DateTimeField":
        return moment
    return plain if wanted is not None else asked


@lru_cache(maxsize=64)
def _insert(model: type[models.Model]) -> str:
    """One text for any number of rows: each column comes as an array."""
    quoted, fields = connection.ops.quote_name, model._meta.concrete_fields
    names = ", ".join(quoted(str(field.column)) for field in fields)
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    return f"INSERT INTO {quoted(model._meta.db_table)} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608


def insert_of(model: type[models.Model], rows: Sequence[object]) -> Statement:
    """The statement that writes these new rows, for :func:`together`.

    A row is whatever has the attributes of the model's columns.
    """
    fields = model._meta.concrete_fields
    return _insert(model), [_column(field, rows) for field in fields]


def _column(field: Any, rows: Sequence[object]) -> str:
    """The values of one field, as an array."""
    values = list(map(attrgetter(field.attname), rows))
    if isinstance(field, models.JSONField):
        return array_of([json.dumps(value, cls=field.encoder) for value in values])
    return array_of(values)


def array_of(values: Sequence[object]) -> str:
    """An array as the database reads it.

    >>> array_of([1, None, 'a "word"'])
    '{1,NULL,"a \\\\"word\\\\""}'
    >>> array_of(["same", "same"])
    '{"same","same"}'
    """
    kinds = set(map(type, values))
    if kinds <= WRITTEN_PLAIN:
        return "{" + ",".join(map(str, values)) + "}"
    if kinds <= OFTEN_THE_SAME and values.count(values[0]) == len(values):
        return "{" + ",".join([_element(values[0])] * len(values)) + "}"
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: object) -> str:
    kind = type(value)
    if kind is int or kind is UUID:
        return str(value)
    if value is None:
        return "NULL"
    text = "\\x" + value.hex() if isinstance(value, bytes) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def together(statements: Sequence[Statement]) -> None:
    """Run statements one after the other in one trip to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            ";\n".join(text for text, _said in statements),
            [value for _text, said in statements for value in said],
        )
