"""Moving every sealed cell to the active key, while everybody goes on working.

Nothing about the progress is written down: a cell names its own key, so whatever is not on the
active one is still to do. A killed run is continued by simply running again.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.module_loading import module_has_submodule

from redvest.core import cells, keyring
from redvest.core.fields import SealedField

BATCH = 1_000
HEX_CELL = re.compile(r"(?:01|02)(?:0[1-9a-f]|1[0-9a-f])(?:[0-9a-f]{2}){29,}")


@dataclass(frozen=True)
class Place:
    """Where a table keeps sealed cells.

    Attributes
    ----------
    model : type of Model
        The table.
    columns : tuple of str
        Columns with cells, as bytes, as hexadecimal text, or inside JSON as hexadecimal text.
    where : callable
        ``(column, primary key) -> what the cell is bound to``.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    where: Callable[[str, Any], str]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key_column(self) -> str:
        return str(self.model._meta.pk.column)


def places() -> Iterator[Place]:
    """Every table with sealed cells: those of sealed fields, and those apps list by hand.

    An app whose cells live in somebody else's table lists them in a module ``cells_elsewhere``.
    """
    for model in apps.get_models(include_auto_created=True):
        fields = [f for f in model._meta.concrete_fields if isinstance(f, SealedField)]
        if fields and not model._meta.proxy:
            columns = tuple(str(field.column) for field in fields)
            yield Place(model, columns, partial(_cell_of, model._meta.db_table))
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "cells_elsewhere"):
            yield from import_module(f"{config.name}.cells_elsewhere").PLACES


def _cell_of(table: str, column: str, key: Any) -> str:
    return f"{table}.{column}/{key}"


def header(ring: keyring.Keyring) -> bytes:
    """How every cell on the active key and cipher begins."""
    return bytes([cells.VERSIONS[ring.cipher], len(ring.active)]) + ring.active.encode()


def _stale(place: Place, ring: keyring.Keyring) -> tuple[str, list[Any]]:
    """SQL that is true for a row with a cell on another key, and its parameters."""
    tests, values = [], []
    begins = header(ring)
    for name in place.columns:
        column = connection.ops.quote_name(name)
        field = place.model._meta.get_field(name)
        if isinstance(field, models.BinaryField):
            tests.append(f"substring({column} from 1 for %s) <> %s")
            values += [len(begins), begins]
        elif isinstance(field, models.JSONField):
            # A cell among the texts of the document that does not begin as it should.
            tests.append(f"{column}::text ~ %s")
            values.append(rf'"(?!{begins.hex()})(01|02)[0-9a-f]{{62,}}"')
        else:
            tests.append(f"({column} <> '' AND left({column}, %s) <> %s)")
            values += [2 * len(begins), begins.hex()]
    return "(" + " OR ".join(tests) + ")", values


def count_stale(place: Place, ring: keyring.Keyring) -> int:
    """Rows of a table with at least one cell that is not on the active key."""
    test, values = _stale(place, ring)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(f'SELECT count(*) FROM "{place.table}" WHERE {test}', values)  # noqa: S608
        return int(cursor.fetchone()[0])


def reseal(place: Place, ring: keyring.Keyring, progress: Callable[[int], None]) -> int:
    """One walk over a table. Returns how many rows somebody else was changing at that moment."""
    last: Any = None
    missed = 0
    while True:
        seen, changed, last = _batch(place, ring, last)
        if not seen:
            return missed
        missed += seen - changed
        progress(changed)


def _batch(place: Place, ring: keyring.Keyring, after: Any) -> tuple[int, int, Any]:
    """Re-seal the next rows in one statement. Returns rows seen, rows changed, the last key."""
    test, values = _stale(place, ring)
    quoted = [connection.ops.quote_name(name) for name in place.columns]
    key = connection.ops.quote_name(place.key_column)
    beyond = f"{key} > %s AND " if after is not None else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {key}, {", ".join(quoted)} FROM "{place.table}"'  # noqa: S608
            f" WHERE {beyond}{test} ORDER BY {key} LIMIT {BATCH}",
            ([after] if after is not None else []) + values,
        )
        rows = cursor.fetchall()
        if not rows:
            return 0, 0, after
        changed = _replace(cursor, place, rows, ring)
    return len(rows), changed, rows[-1][0]


def _replace(cursor: Any, place: Place, rows: list[Any], ring: keyring.Keyring) -> int:
    """Write the new cells where the old ones still stand: a change made meanwhile wins."""
    width = len(place.columns)
    types = [_type(place, name) for name in (place.key_column, *place.columns)]
    old = [[_plain(row[i + 1]) for row in rows] for i in range(width)]
    new = [
        [_plain(_resealed(row[i + 1], place.where(name, row[0]), ring)) for row in rows]
        for i, name in enumerate(place.columns)
    ]
    names = [connection.ops.quote_name(name) for name in place.columns]
    sets = ", ".join(f"{name} = v.n{i}" for i, name in enumerate(names))
    same = " AND ".join(f"t.{name} IS NOT DISTINCT FROM v.o{i}" for i, name in enumerate(names))
    arrays = [f"%s::{types[0]}[]"] + [f"%s::{kind}[]" for kind in types[1:] * 2]
    aliases = ["k", *(f"o{i}" for i in range(width)), *(f"n{i}" for i in range(width))]
    key = connection.ops.quote_name(place.key_column)
    cursor.execute(
        f'UPDATE "{place.table}" t SET {sets}'  # noqa: S608
        f" FROM unnest({', '.join(arrays)}) AS v({', '.join(aliases)})"
        f" WHERE t.{key} = v.k AND {same}",
        [[row[0] for row in rows], *old, *new],
    )
    return int(cursor.rowcount)


def _type(place: Place, column: str) -> str:
    field = next(f for f in place.model._meta.concrete_fields if f.column == column)
    return str(field.rel_db_type(connection))


def _plain(value: Any) -> Any:
    """A column's value as an array element."""
    if isinstance(value, memoryview):
        return bytes(value)
    return json.dumps(value) if isinstance(value, dict | list) else value


def _resealed(value: Any, where: str, ring: keyring.Keyring) -> Any:
    if value is None:
        return None
    if isinstance(value, memoryview | bytes):
        return _moved(bytes(value), where, ring)
    if isinstance(value, str) and value[:1] not in ("{", "["):
        return _moved_text(value, where, ring)
    document = json.loads(value) if isinstance(value, str) else value
    return json.dumps(_walked(document, where, ring))


def _walked(node: Any, where: str, ring: keyring.Keyring) -> Any:
    if isinstance(node, dict):
        return {name: _walked(item, where, ring) for name, item in node.items()}
    if isinstance(node, list):
        return [_walked(item, where, ring) for item in node]
    if isinstance(node, str) and HEX_CELL.fullmatch(node):
        return _moved_text(node, where, ring)
    return node


def _moved_text(text: str, where: str, ring: keyring.Keyring) -> str:
    try:
        return _moved(bytes.fromhex(text), where, ring).hex()
    except ValueError:
        return text


def _moved(cell: bytes, where: str, ring: keyring.Keyring) -> bytes:
    """The same text under the active key; a cell that is there already, or damaged, as it is."""
    if cell.startswith(header(ring)):
        return cell
    try:
        return cells.seal(cells.unseal(cell, where, ring=ring), where, ring=ring)
    except cells.CellError:
        return cell
