"""Thousands of new rows of one table at once, by COPY: no statement to be built and parsed.

Constraints, triggers and the transaction are those of an INSERT.
"""

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connections, models
from psycopg import sql


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
    connection = connections[DEFAULT_DB_ALIAS]  # Found once, not once for every value.
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(
                [
                    field.get_db_prep_save(field.pre_save(row, add=True), connection)
                    for field in fields
                ]
            )
