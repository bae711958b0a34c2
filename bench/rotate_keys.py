"""Rotation of the field key against reading and writing the same rows without any cryptography.

The yardstick rewrites every row of the same table with the same bytes, in batches of the same
size with the same statement: what is left is the price of opening and sealing each cell. Both run
on the same database in the same run. The aims: a ratio of at most 3, at most 30 minutes, and not
one cell that does not open afterwards.

    python -m bench.rotate_keys [rows]
"""

import io
import sys
import time
from unittest import mock

from bench.stage import database, machine

ROWS = 250_000
BATCH = 10_000


def fill(count: int) -> None:
    from redvest.core.cells import sealer
    from redvest.people.models import Person

    columns = ("name", "phone", "address")
    seals = {column: sealer(f"people_person.{column}") for column in columns}
    for start in range(0, count, BATCH):
        people = []
        for n in range(start, min(start + BATCH, count)):
            person = Person(district="620102", home_community="620102001001")
            texts = {"name": f"王小{n % 90}", "phone": f"138{n:08d}", "address": f"畅家巷{n}号"}
            for column, text in texts.items():
                setattr(person, column, seals[column](text, str(person.id)))
            people.append(person)
        Person.objects.bulk_create(people, batch_size=2_000)


def plain_walk() -> float:
    """The same statements over the same rows, with every cell written back as it was."""
    from dataclasses import replace

    from redvest.core import keyring, rotation
    from redvest.people.models import Person

    place = next(found for found in rotation.places() if found.model is Person)
    nobody = replace(keyring.current(), active="none")  # No cell is on it: every row is due.
    started = time.perf_counter()
    same = mock.patch.object(rotation, "_resealed", lambda value, where, ring: value)
    with same:
        rotation.reseal(place, nobody, lambda n: None)
    return time.perf_counter() - started


def closed_cells() -> int:
    from redvest.core.cells import CellError
    from redvest.people.models import Person

    closed = 0
    for person in Person.objects.only("name", "phone", "address").iterator(5_000):
        try:
            for value in (person.name, person.phone, person.address):
                value.decide(len)
        except CellError:
            closed += 1
    return closed


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with database():
        from django.core.management import call_command

        from redvest.core import keyring

        fill(count)
        print(f"{count} rows, {3 * count} cells; {machine()}")
        yardstick = plain_walk()
        for cipher in keyring.CIPHERS:
            started = time.perf_counter()
            call_command("rotate_keys", cipher=cipher, stdout=io.StringIO())
            took = time.perf_counter() - started
            call_command("rotate_keys", finish=True, stopped=True, stdout=io.StringIO())
            print(
                f"rotate-keys to {cipher}: {took:.1f} s, without cryptography {yardstick:.1f} s,"
                f" ratio {took / yardstick:.2f} (aim 3); {closed_cells()} closed (aim 0)"
            )


if __name__ == "__main__":
    main()
