"""Rows that may be there already."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models import sql
from django.db.models.constants import OnConflict


def insert_new(rows: Sequence[models.Model]) -> set[Any]:
    """Insert those of these rows of one model that are not there yet; returns their keys.

    ``bulk_create(ignore_conflicts=True)`` does not say what it has written, so that it has to be
    asked for in a statement of its own.
    """
    model = type(rows[0])
    query = sql.InsertQuery(model, on_conflict=OnConflict.IGNORE)
    query.insert_values(list(model._meta.concrete_fields), list(rows))
    compiler: Any = query.get_compiler(connection=connection)
    compiler.returning_fields = [model._meta.pk]
    with connection.cursor() as cursor:
        for statement, values in compiler.as_sql():
            cursor.execute(statement, values)
        keys = {key for (key,) in cursor.fetchall()}
    for row in rows:
        row._state.adding, row._state.db = row.pk not in keys, connection.alias
    return keys
