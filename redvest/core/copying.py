"""New rows without a statement built for each: thousands by COPY, a few of several tables together.

Constraints, triggers and the transaction are those of an INSERT.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg import sql

Statement = tuple[str, list[Any]]


def copy_in(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model. Defaults of the program hold, those of the database do not."""
    if not rows:
        return
    model = type(rows[0])
    fields = model._meta.concrete_fields
    columns: list[sql.Composable] = [sql.Identifier(str(field.column)) for field in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    database = connections[DEFAULT_DB_ALIAS]  # Found once, not once for every value.
    with database.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(
                [
                    field.get_db_prep_save(field.pre_save(row, add=True), database)
                    for field in fields
                ]
            )


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
    """
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
